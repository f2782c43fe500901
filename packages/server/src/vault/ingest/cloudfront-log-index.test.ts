import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import type { ObjectStore } from "../../storage/ports.ts";
import { createSqliteRelational } from "../../storage/relational/sqlite.ts";
import { type CloudFrontIndexParts, createCloudFrontIndex } from "./cloudfront-log-index.ts";

async function open() {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-cloudfront-"));
  const store = await createSqliteRelational({ file: join(directory, "db.sqlite") });
  const source = await createFileObjects({ directory: join(directory, "logs") });
  const objects = await createFileObjects({ directory: join(directory, "objects") });
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  const clock = { nowMs: Date.parse("2026-03-02T00:10:00Z") };
  const parts: CloudFrontIndexParts = {
    ...{ source, objects, store, prefix: "cf/{YYYY}/{MM}/{DD}/", now: () => clock.nowMs },
  };
  return { parts, clock, source, objects, store };
}

async function listKeys(objects: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of objects.list("cloudfront/")) keys.push(key);
  return keys;
}

const BODY = Buffer.from("log");

describe("the index of CloudFront's logs", () => {
  test("copies and registers each file once, those that come a day late too", async () => {
    const { parts, clock, source, objects, store } = await open();
    await source.put("cf/2026/03/01/E1.2026-03-01-23.aaaa.gz", BODY);
    await source.put("cf/2026/03/02/E1.2026-03-02-00.bbbb.gz", BODY);
    await source.put("cf/2026/02/27/E1.2026-02-27-00.cccc.gz", BODY);
    const task = createCloudFrontIndex(parts);
    await task.run();
    const first = ["cloudfront/2026/03/01/E1.2026-03-01-23.aaaa.gz", "cloudfront/2026/03/02/E1.2026-03-02-00.bbbb.gz"];
    expect(await listKeys(objects)).toEqual(first);
    await source.put("cf/2026/03/01/E1.2026-03-01-23.late.gz", BODY);
    clock.nowMs = Date.parse("2026-03-03T00:04:00Z");
    await task.run();
    await createCloudFrontIndex(parts).run();
    const all = await listKeys(objects);
    expect(all).toHaveLength(3);
    const { cdn } = store.repositories;
    expect((await store.read(() => cdn.pendingFiles(9, "test", 0))).map(({ key }) => key).sort()).toEqual(all);
  });

  test("a crash before the file is registered has it registered the next time, without another copy", async () => {
    const { parts, source, objects, store } = await open();
    await source.put("cf/2026/03/02/E1.gz", BODY);
    const broken = { ...store, transaction: () => Promise.reject(new Error("the process ends here")) };
    await expect(createCloudFrontIndex({ ...parts, store: broken }).run()).rejects.toThrow("ends here");
    await createCloudFrontIndex(parts).run();
    expect(await listKeys(objects)).toHaveLength(1);
    expect(await store.read(() => store.repositories.cdn.countFiles())).toMatchObject({ pending: 1 });
  });

  test("what was loaded stays so, what has no usable name or is gone again is left out", async () => {
    const { parts, store } = await open();
    const key = "cloudfront/2026/03/02/E1.gz";
    const names = ["E1.gz", "", "a b.gz", "gone.gz"];
    const list = async function* (prefix: string) {
      yield* names.map((name) => `cf/2026/03/02/${name}`).filter((found) => found.startsWith(prefix));
    };
    const get = async (asked: string) => (asked.endsWith("gone.gz") ? undefined : BODY);
    const { cdn } = store.repositories;
    await store.transaction(() => cdn.registerFile(key, 1));
    await store.transaction(() => cdn.markLoaded(key, 2));
    await createCloudFrontIndex({ ...parts, source: { list, get } }).run();
    expect(await store.read(() => cdn.countFiles())).toEqual({ pending: 0, failed: 0 });
  });
});
