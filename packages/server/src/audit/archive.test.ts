import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLogFixture, type LogFixture, runToEnd } from "../../test/audit/log-fixture.ts";
import { createArchive } from "./archive.ts";
import { readArchiveEntries, readManifest } from "./archive-format.ts";
import { createRetention } from "./retention.ts";
import { openLogFolder } from "./verify/log-folder.ts";
import { verifyLog } from "./verify/verify-log.ts";

const JANUARY = Date.UTC(2026, 0, 15);
const FEBRUARY = Date.UTC(2026, 1, 3);
const DAY_MS = 86_400_000;
let fixture: LogFixture;

beforeEach(async () => {
  fixture = await createLogFixture();
});
afterEach(() => fixture.close());

async function archive(nowMs: number, objects = fixture.objects): Promise<void> {
  const task = createArchive({
    store: fixture.store,
    objects,
    now: () => nowMs,
    archiveAfterDays: 365,
    retainDays: 2557,
  });
  while ((await task.run()) === "done");
}

async function listArchives(): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of fixture.objects.list("log/archive/")) keys.push(key.replace("log/archive/", ""));
  return keys;
}

async function readBody(key: string): Promise<Uint8Array> {
  return (await fixture.objects.get(key)) ?? new Uint8Array();
}

async function fill(): Promise<void> {
  await fixture.append(300, JANUARY);
  await fixture.append(10, FEBRUARY);
  await runToEnd(fixture.createSequencer());
}

describe("the archive", () => {
  test("takes a month once all of it is old enough, and not a day before", async () => {
    await fill();
    await archive(Date.UTC(2027, 0, 31));
    expect(await listArchives()).toEqual([]);
    await archive(Date.UTC(2027, 1, 1));
    const name = "000000000000000-000000000000299";
    expect(await listArchives()).toEqual([`${name}.manifest.json`, `${name}.ndjson.gz`]);
    await archive(Date.UTC(2027, 2, 1));
    expect(await listArchives()).toHaveLength(4);
  });

  test("holds exactly the entries of its places, and says where they stand and until when it is kept", async () => {
    await fill();
    await archive(Date.UTC(2027, 1, 1));
    const manifest = readManifest(await readBody("log/archive/000000000000000-000000000000299.manifest.json"));
    expect(manifest).toMatchObject({
      first_leaf_index: 0,
      count: 300,
      first_at: "2026-01-15T00:00:00.000Z",
      retain_until: new Date(JANUARY + 2557 * DAY_MS).toISOString(),
    });
    const { auditLog } = fixture.store.repositories;
    const rows = await fixture.store.read(() => auditLog.leaves(0, 300));
    const entries = await readArchiveEntries(await readBody(manifest?.object ?? ""));
    expect(entries?.map((entry) => Buffer.from(entry).toString())).toEqual(rows.map((row) => row.body));
  });

  test("is verified with the log, and a changed one is named", async () => {
    await fill();
    await archive(Date.UTC(2030, 0, 1));
    const directory = join(fixture.directory, "objects");
    const verify = async () =>
      verifyLog({
        source: await openLogFolder(directory),
        trustedKeys: [],
        checkpoints: [],
        receipts: [],
        onProgress: () => {},
      });
    expect(await verify()).toMatchObject({ archives: 2, findings: [] });
    const file = join(directory, "log/archive/000000000000000-000000000000299.ndjson.gz");
    const other = join(directory, "log/archive/000000000000300-000000000000309.ndjson.gz");
    await writeFile(file, await readFile(other));
    expect((await verify()).findings.join(" ")).toMatch(
      /299\.ndjson\.gz: it is not the file.*299\.ndjson\.gz: it holds 10/s,
    );
  });

  test("that was begun and not finished is finished, whichever step had failed", async () => {
    await fill();
    for (let fail = 0; fail < 8; fail++) {
      let calls = 0;
      const put: typeof fixture.objects.put = async (key, body) => {
        const isDone = calls++ % 2 === fail % 2 ? await fixture.objects.put(key, body) : "created";
        if (calls > fail / 2) throw new Error("failed");
        return isDone;
      };
      await archive(Date.UTC(2030, 0, 1), { ...fixture.objects, put }).catch(() => {});
    }
    await archive(Date.UTC(2030, 0, 1));
    expect(await listArchives()).toHaveLength(4);
    expect(await fixture.store.read(() => fixture.store.repositories.auditLog.readFact("archived_size"))).toBe("310");
  });

  test("never takes a file that somebody put there for its own", async () => {
    await fill();
    await fixture.objects.put("log/archive/000000000000000-000000000000299.ndjson.gz", Buffer.from("forged"));
    await expect(archive(Date.UTC(2027, 1, 1))).rejects.toMatchObject({ code: "audit_log_fault" });
  });
});

describe("the end of retention", () => {
  test("erases the personal fields of older entries alone, in steps, and says so in the log", async () => {
    const [old] = await fixture.append(5, JANUARY);
    const [young] = await fixture.append(2, FEBRUARY);
    const { store } = fixture;
    const { audit, auditLog } = store.repositories;
    const nowMs = FEBRUARY + 100 * DAY_MS;
    const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
    const task = createRetention({ store, now: () => nowMs, random, retainDays: 100, batchSize: 3 });
    expect([await task.run(), await task.run(), await task.run()]).toEqual(["done", "idle", "idle"]);
    const find = (entry = old) => store.read(() => audit.find(entry?.auditId ?? "", entry?.atMs ?? 0));
    expect(await find(old)).toEqual({ entry: old, subject: null });
    expect((await find(young))?.subject).not.toBeNull();
    await runToEnd(fixture.createSequencer());
    const rows = await store.read(() => auditLog.leaves(7, 9));
    expect(rows.map((row) => JSON.parse(row.body))).toMatchObject([
      { action: "retention_erase", details: { erased: 3 } },
      { action: "retention_erase", details: { erased: 2, before: "2026-02-03T00:00:00.000Z" } },
    ]);
  });
});
