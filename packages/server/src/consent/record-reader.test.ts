import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMemoryCache } from "../storage/cache/memory.ts";
import { createConsentRow } from "../storage/contract/rows.ts";
import { createTestFolder } from "../storage/contract/test-folder.ts";
import { StorageUnavailableError } from "../storage/errors.ts";
import type { Cache, ConsentRow, RelationalStore } from "../storage/ports.ts";
import { createSqliteRelational } from "../storage/relational/sqlite.ts";
import { createRecordReader } from "./record-reader.ts";

const before = createConsentRow(1, { choices: { analytics: true } });
const after = { ...before, choices: { analytics: false } };

/** A store that counts its reads and can be held up in the middle of one. */
async function openStore() {
  const store = await createSqliteRelational({ file: path.join(createTestFolder(), "records.sqlite") });
  onTestFinished(() => store.close());
  let reads = 0;
  let hold: Promise<void> = Promise.resolve();
  const counting: RelationalStore = {
    ...store,
    read: async (unit) => {
      reads += 1;
      const answer = await store.read(unit);
      await hold;
      return answer;
    },
  };
  const put = (row: ConsentRow) => store.transaction(() => store.repositories.consents.put(row));
  await put(before);
  const holdUp = (): (() => void) => {
    let release = () => {};
    hold = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  };
  return { store: counting, put, holdUp, reads: () => reads };
}

async function createSharedCache(changes: Partial<Cache> = {}): Promise<Cache> {
  return { ...(await createMemoryCache({ entriesMax: 100 })), isShared: true, ...changes };
}

const away = () => Promise.reject(new StorageUnavailableError("cache: away"));

describe("with a cache that every process shares", () => {
  test("a record is read from the store once, and a device without one as well", async () => {
    const { store, reads } = await openStore();
    const reader = createRecordReader(store, await createSharedCache());
    expect([await reader.read("shop", "dev_1"), await reader.read("shop", "dev_1")]).toEqual([before, before]);
    expect([await reader.read("shop", "dev_9"), await reader.read("shop", "dev_9")]).toEqual([undefined, undefined]);
    expect(reads()).toBe(2);
  });

  test("a tenant never reads what another's device of the same id has", async () => {
    const { store } = await openStore();
    const reader = createRecordReader(store, await createSharedCache());
    await reader.read("shop", "dev_1");
    expect(await reader.read("other", "dev_1")).toBeUndefined();
  });

  test("a change is read at once, by another process too", async () => {
    const { store, put } = await openStore();
    const cache = await createSharedCache();
    const [mine, theirs] = [createRecordReader(store, cache), createRecordReader(store, cache)];
    await theirs.read("shop", "dev_1");
    await put(after);
    await mine.forget("shop", ["dev_1", "dev_2"]);
    expect(await theirs.read("shop", "dev_1")).toEqual(after);
  });

  test("what was read before a change is not kept after it", async () => {
    const { store, put, holdUp } = await openStore();
    const reader = createRecordReader(store, await createSharedCache());
    const release = holdUp();
    const slow = reader.read("shop", "dev_1");
    // The slow one has its lease and the old record; now the change overtakes it.
    await put(after);
    await reader.forget("shop", ["dev_1"]);
    release();
    expect(await slow).toEqual(before);
    expect(await reader.read("shop", "dev_1")).toEqual(after);
  });
});

describe("while the cache is away", () => {
  test("records come from the store, each time", async () => {
    const { store, put } = await openStore();
    const reader = createRecordReader(store, await createSharedCache({ lease: away, fill: away, remove: away }));
    expect(await reader.read("shop", "dev_1")).toEqual(before);
    await put(after);
    await reader.forget("shop", ["dev_1"]);
    expect(await reader.read("shop", "dev_1")).toEqual(after);
  });

  test("one that goes away between lease and fill costs no answer", async () => {
    const { store } = await openStore();
    const reader = createRecordReader(store, await createSharedCache({ fill: away }));
    expect(await reader.read("shop", "dev_1")).toEqual(before);
  });
});

test("a cache of this process alone is never asked: another process's change would not reach it", async () => {
  const { store } = await openStore();
  const unasked = () => Promise.reject(new Error("asked"));
  const cache = { ...(await createMemoryCache({ entriesMax: 1 })), lease: unasked, fill: unasked, remove: unasked };
  const reader = createRecordReader(store, cache);
  await reader.forget("shop", ["dev_1"]);
  expect(await reader.read("shop", "dev_1")).toEqual(before);
});
