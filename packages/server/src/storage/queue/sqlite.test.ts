import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { describeEventQueue } from "../contract/event-queue.ts";
import { createTestFolder } from "../contract/test-folder.ts";
import { StorageUnavailableError } from "../errors.ts";
import { createSqliteQueue, type SqliteQueueOptions } from "./sqlite.ts";

const createFile = () => path.join(createTestFolder(), "deep", "queue.sqlite");

async function openQueue(file: string, options: Partial<SqliteQueueOptions> = {}) {
  const queue = await createSqliteQueue({ file, ...options });
  onTestFinished(() => queue.close());
  return queue;
}

describeEventQueue("SQLite", async () => {
  let nowMs = 1_000;
  return {
    queue: await createSqliteQueue({ file: createFile(), now: () => nowMs }),
    elapse: async (durationMs) => {
      nowMs += durationMs;
    },
  };
});

describe("SQLite event queue", () => {
  test("gives the oldest first and keeps the time it took a message", async () => {
    let nowMs = 10;
    const queue = await openQueue(createFile(), { now: () => nowMs });
    for (const body of ["a", "b", "c"]) {
      nowMs += 1;
      await queue.send([body]);
    }
    const messages = await queue.receive(2, 1_000);
    expect(messages.map(({ body, receivedAtMs }) => [body, receivedAtMs])).toEqual([
      ["a", 11],
      ["b", 12],
    ]);
  });

  test("holds its messages over a restart, and never gives a removed receipt's number again", async () => {
    const file = createFile();
    const first = await openQueue(file);
    await first.send(["a"]);
    const [only] = await first.receive(1, 0);
    await first.remove([only?.receipt ?? ""]);
    await first.send(["b"]);
    await first.close();
    const second = await openQueue(file);
    const [message] = await second.receive(5, 60_000);
    expect(message?.body).toBe("b");
    await second.remove([only?.receipt ?? ""]);
    expect(await second.depth()).toBe(1);
  });

  test("a receipt that was overtaken does not remove the message from its new receiver", async () => {
    let nowMs = 0;
    const queue = await openQueue(createFile(), { now: () => nowMs });
    await queue.send(["a"]);
    const [slow] = await queue.receive(1, 1_000);
    nowMs += 1_000;
    const [fast] = await queue.receive(1, 1_000);
    await queue.remove([slow?.receipt ?? ""]);
    expect(await queue.depth()).toBe(1);
    await queue.remove([fast?.receipt ?? ""]);
    expect(await queue.depth()).toBe(0);
  });

  test("text that is no receipt removes nothing", async () => {
    const queue = await openQueue(createFile());
    await queue.send(["a"]);
    await queue.receive(1, 1_000);
    await queue.remove(["", "1", "1.", ".1", "1.1 OR 1=1", "1.1.1", "-1.1", "1e0.1", "9".repeat(40)]);
    expect(await queue.depth()).toBe(1);
  });

  test("a full disk rejects as unavailable, and removing makes room again", async () => {
    const queue = await openQueue(createFile(), { pagesMax: 30 });
    const body = "x".repeat(3_000);
    const outcomes: PromiseSettledResult<void>[] = [];
    for (let turn = 0; turn < 20; turn += 1) {
      outcomes.push(...(await Promise.allSettled([queue.send([body]), queue.send([body, body])])));
    }
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(StorageUnavailableError);
    }
    const sent = outcomes.map((outcome, index) => (outcome.status === "fulfilled" ? 1 + (index % 2) : 0));
    const depth = sent.reduce<number>((sum, count) => sum + count, 0);
    expect(depth).toBeGreaterThan(0);
    expect(depth).toBeLessThan(60);
    expect(await queue.depth()).toBe(depth);
    const messages = await queue.receive(100, 1_000);
    await queue.remove(messages.map((message) => message.receipt));
    await queue.send([body]);
    expect(await queue.depth()).toBe(1);
  });

  test("a locked file rejects as unavailable and nothing was taken", async () => {
    const file = createFile();
    const queue = await openQueue(file, { busyTimeoutMs: 1 });
    const beside = new SqliteDatabase(file);
    onTestFinished(() => {
      beside.close();
    });
    beside.exec("BEGIN IMMEDIATE");
    await expect(queue.send(["a"])).rejects.toBeInstanceOf(StorageUnavailableError);
    beside.exec("COMMIT");
    expect(await queue.depth()).toBe(0);
  });

  test("tells its listeners once about all that one turn sent, until they leave", async () => {
    const queue = await openQueue(createFile());
    let calls = 0;
    const woken = new Promise<void>((resolve) => {
      const leave = queue.onAvailable?.(() => {
        calls += 1;
        leave?.();
        resolve();
      });
    });
    await Promise.all([queue.send(["a"]), queue.send(["b"]), queue.send(["c"])]);
    await woken;
    await queue.send(["d"]);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(calls).toBe(1);
  });
});
