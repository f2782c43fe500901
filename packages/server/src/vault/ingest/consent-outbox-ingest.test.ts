import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createTestPostgres } from "../../../test/test-postgres.ts";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import type { ObjectStore, RelationalStore } from "../../storage/ports.ts";
import { createOutboxIngest } from "./consent-outbox-ingest.ts";

const toMessage = (id: string): string => JSON.stringify({ v: 3, received_at: "2026-11-20T12:00:00.000Z", id });

async function openObjects(): Promise<ObjectStore> {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-outbox-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return createFileObjects({ directory });
}

function createTask(store: RelationalStore, objects: ObjectStore, nowMs: number, batchSize = 100) {
  return createOutboxIngest({ store, objects, batchSize, flushAgeMs: 1, now: () => nowMs, onObject: () => {} });
}

/** The ids in bronze, as often as they stand there. */
async function readIds(objects: ObjectStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const key of objects.list("consent/")) {
    const text = gunzipSync((await objects.get(key)) ?? new Uint8Array()).toString("utf8");
    for (const line of text.trim().split("\n")) ids.push((JSON.parse(line) as { id: string }).id);
  }
  return ids.sort();
}

test("a decision whose position is lower but which commits later reaches bronze too", async () => {
  const { openStore, openClient } = await createTestPostgres();
  const store = await openStore();
  const objects = await openObjects();
  const task = createTask(store, objects, 1);
  const slow = await openClient();
  await slow.query("BEGIN");
  await slow.query("INSERT INTO outbox (message) VALUES ($1)", [toMessage("slow")]);
  await store.transaction(() => store.repositories.outbox.add(toMessage("quick")));
  await task.run();
  expect(await readIds(objects)).toEqual(["quick"]);
  await slow.query("COMMIT");
  await task.run();
  expect(await readIds(objects)).toEqual(["quick", "slow"]);
  expect(await store.read(() => store.repositories.outbox.take(9))).toEqual([]);
});

test("processes that write and drain beside each other bring every decision to bronze once", async () => {
  const { openStore } = await createTestPostgres();
  const stores = [await openStore({ poolMax: 4 }), await openStore({ poolMax: 4 })];
  const objects = await openObjects();
  const ids = Array.from({ length: 120 }, (_, number) => String(number).padStart(3, "0"));
  let isWriting = true;
  const drains = stores.map(async (store, number) => {
    const task = createTask(store, objects, number, 7);
    while ((await task.run()) === "done" || isWriting);
  });
  await Promise.all(
    ids.map((id, number) => {
      const store = stores[number % 2] ?? stores[0];
      return store?.transaction(() => store.repositories.outbox.add(toMessage(id)));
    }),
  );
  isWriting = false;
  await Promise.all(drains);
  for (const store of stores) await createTask(store, objects, 9, 999).run();
  expect(await readIds(objects)).toEqual(ids);
});

test("a batch that is written again, at another time and by another process, is the same object", async () => {
  const { openStore } = await createTestPostgres();
  const store = await openStore();
  const objects = await openObjects();
  for (const id of ["a", "b"]) await store.transaction(() => store.repositories.outbox.add(toMessage(id)));
  const broken = { ...store, transaction: () => Promise.reject(new Error("the process ends here")) };
  await expect(createTask(broken, objects, 5).run()).rejects.toThrow("ends here");
  await createTask(store, objects, 86_400_000).run();
  expect(await readIds(objects)).toEqual(["a", "b"]);
  expect(await store.read(() => store.repositories.ingest.countByState())).toMatchObject({ pending: 1 });
});
