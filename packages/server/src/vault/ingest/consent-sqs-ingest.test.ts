import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import { createFileObjects } from "../../storage/objects/filesystem.ts";
import type { EventQueue, ObjectStore, QueueMessage, QueueWait, RelationalStore } from "../../storage/ports.ts";
import { createSqliteRelational } from "../../storage/relational/sqlite.ts";
import { createQueueIngest } from "./consent-sqs-ingest.ts";

interface Received extends QueueWait {
  readonly limit: number;
  readonly visibilityMs: number;
}

/** A queue whose answers are given, one list of texts for each time it is asked. */
function createGivenQueue(answers: readonly (readonly string[] | Error)[], receivedAtMs: number) {
  const asked: Received[] = [];
  const removed: string[] = [];
  const left = [...answers];
  const queue: EventQueue = {
    send: async () => {},
    receive: async (limit, visibilityMs, wait) => {
      asked.push({ limit, visibilityMs, ...wait });
      const answer = left.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer.map((body): QueueMessage => ({ receipt: `of ${body}`, body, receivedAtMs }));
    },
    remove: async (receipts) => void removed.push(...receipts),
    depth: async () => 0,
    ping: async () => {},
    close: async () => {},
  };
  return { queue, asked, removed };
}

async function openStore(): Promise<RelationalStore> {
  const store = await createSqliteRelational({ file: join(createTestFolder(), "store.sqlite") });
  onTestFinished(() => store.close());
  return store;
}

async function readObjects(objects: ObjectStore): Promise<string[][]> {
  const found: string[][] = [];
  for await (const key of objects.list("consent/")) {
    const text = gunzipSync((await objects.get(key)) ?? new Uint8Array()).toString();
    const lines = text.trim().split("\n");
    // A message that is no envelope of ours is kept with the time at which the queue took it.
    found.push(lines.map((line) => (JSON.parse(line) as { readonly body: string }).body));
  }
  return found;
}

async function open(answers: readonly (readonly string[] | Error)[], options: { receivedAtMs?: number } = {}) {
  let nowMs = 1_000_000;
  const pauses: number[] = [];
  const given = createGivenQueue(answers, options.receivedAtMs ?? nowMs);
  const objects = await createFileObjects({ directory: createTestFolder() });
  const store = await openStore();
  const parts = { queue: given.queue, objects, store, batchSize: 4, flushAgeMs: 2_500, source: "", onObject: () => {} };
  const pause = async (durationMs: number) => {
    pauses.push(durationMs);
    nowMs += durationMs;
  };
  const task = createQueueIngest({ ...parts, now: () => nowMs, pause });
  return { ...given, task, objects, pauses, read: () => readObjects(objects) };
}

describe("consent-sqs-ingest", () => {
  test("writes one object when the first message has waited long enough, and removes what is in it", async () => {
    const { task, asked, pauses, removed, read } = await open([["a"], [], ["b"], ["c"]]);
    expect(await task.run()).toBe("idle");
    expect(pauses).toEqual([1000, 1000, 500]);
    expect(asked.map((one) => [one.limit, one.waitMs])).toEqual([
      [4, 20_000],
      [3, undefined],
      [3, undefined],
      [2, undefined],
    ]);
    expect(await read()).toEqual([["a", "b", "c"]]);
    expect(removed).toEqual(["of a", "of b", "of c"]);
  });

  test("does not wait when the batch is full, and comes again at once", async () => {
    const { task, pauses, read } = await open([["a", "b", "c", "d"]]);
    expect(await task.run()).toBe("done");
    expect(pauses).toEqual([]);
    expect(await read()).toEqual([["a", "b", "c", "d"]]);
  });

  test("does not let messages wait again that have waited in the queue", async () => {
    const { task, pauses, read } = await open([["a"], ["b"]], { receivedAtMs: 1_000_000 - 2_500 });
    await task.run();
    expect(pauses).toEqual([]);
    expect(await read()).toEqual([["a"]]);
  });

  test("goes by its own waiting when the queue's clock is ahead", async () => {
    const { task, pauses } = await open([["a"]], { receivedAtMs: 2_000_000 });
    await task.run();
    expect(pauses.reduce((sum, pauseMs) => sum + pauseMs, 0)).toBe(2_500);
  });

  test("holds messages for longer than it collects", async () => {
    const { task, asked } = await open([["a", "b", "c", "d"]]);
    await task.run();
    expect(asked[0]?.visibilityMs).toBe(60_000);
    const given = createGivenQueue([], 0);
    const { objects } = await open([]);
    const store = await openStore();
    const patient = {
      queue: given.queue,
      objects,
      store,
      batchSize: 4,
      flushAgeMs: 600_000,
      now: () => 0,
      source: "",
      onObject: () => {},
    };
    await createQueueIngest(patient).run();
    expect(given.asked[0]?.visibilityMs).toBe(630_000);
  });

  test("writes what it has when it is told to end", async () => {
    const { task, asked, pauses, read, removed } = await open([["a"], ["b"], ["c"]]);
    const stopping = new AbortController();
    const looking = task.run(stopping.signal);
    stopping.abort();
    await looking;
    expect(asked[0]?.signal).toBe(stopping.signal);
    expect(pauses.length).toBeLessThanOrEqual(1);
    expect(await read()).toEqual([["a"]]);
    expect(removed).toEqual(["of a"]);
  });

  test("writes what it has when the queue fails while it looks for more", async () => {
    const { task, read } = await open([["a"], new Error("away"), ["b"]]);
    expect(await task.run()).toBe("idle");
    expect(await read()).toEqual([["a"]]);
  });

  test("removes nothing when the object could not be written", async () => {
    const { task, objects, removed } = await open([["a"]]);
    objects.put = () => Promise.reject(new Error("away"));
    await expect(task.run()).rejects.toThrow("away");
    expect(removed).toEqual([]);
  });
});
