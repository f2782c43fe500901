import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../../config.ts";
import { createAgentReader } from "../../consent/agent.ts";
import { createLog } from "../../http/log.ts";
import { createMetrics } from "../../http/metrics.ts";
import { openStores, type Stores } from "../../open-stores.ts";
import { StorageUnavailableError } from "../../storage/errors.ts";
import type { Task } from "../../tasks/loop.ts";
import type { ConsentMessage } from "../parsers/consent-message.ts";
import { createObjectIngest } from "./consent-clickhouse-ingest.ts";
import { createOutboxIngest } from "./consent-outbox-ingest.ts";
import { createQueueIngest } from "./consent-sqs-ingest.ts";
import { createDomainCodes, type FindDomainCode } from "./domain-codes.ts";

const DAY = "2026-11-20";
const nowMs = Date.parse(`${DAY}T12:00:00Z`);
const filter = { codes: ["demo0001"], from: DAY, to: DAY };
let directory: string;
let stores: Stores;
let clockMs = nowMs;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "cookiehub-ingest-"));
  clockMs = nowMs;
  stores = await openStores(readConfig({ COOKIEHUB_DATA_DIR: directory }), () => clockMs);
});
afterEach(async () => {
  await Promise.all([stores.relational.close(), stores.analytics.close(), stores.queue.close(), stores.cache.close()]);
  await rm(directory, { recursive: true, force: true });
});

function toMessage(id: number): string {
  const message: ConsentMessage = {
    v: 3,
    received_at: new Date(nowMs + id).toISOString(),
    location: null,
    agent: { browser: "", os: "", device: "other" },
    required: [],
    event: {
      event_type: "impression",
      event_id: `evt_${String(id).padStart(8, "0")}`,
      user_token: "dev_00000001",
      code: "demo0001",
    },
  };
  return JSON.stringify(message);
}

function createTasks(parts: Stores, batchSize = 3, findDomainCode: FindDomainCode = async () => undefined): Task[] {
  const { relational: store, queue, objects, analytics } = parts;
  const now = (): number => clockMs;
  const toBronze = { objects, store, batchSize, flushAgeMs: 1, now, onObject: () => {} };
  return [
    createOutboxIngest(toBronze),
    createQueueIngest({ ...toBronze, queue, source: "" }),
    createObjectIngest({
      store,
      objects,
      analytics,
      log: createLog("silent").log,
      metrics: createMetrics({ isProcessIncluded: false }),
      readAgent: createAgentReader(),
      findDomainCode,
      now,
    }),
  ];
}

/** Makes every call of the ports fail at times, before it is done or (worse) after: the failure a network gives. */
function createFlaky(parts: Stores, fail: () => "before" | "after" | undefined): Stores {
  const wrap = <Port extends object>(port: Port, names: readonly string[]): Port =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function" || !names.includes(String(name))) return member;
        return async (...args: unknown[]) => {
          const when = fail();
          if (when === "before") throw new Error("failed before");
          const answer: unknown = await Reflect.apply(member, target, args);
          if (when === "after") throw new Error("timed out after success");
          return answer;
        };
      },
    });
  return {
    ...parts,
    relational: wrap(parts.relational, ["transaction", "read"]),
    queue: wrap(parts.queue, ["send", "receive", "remove"]),
    objects: wrap(parts.objects, ["put", "get"]),
    analytics: wrap(parts.analytics, ["load"]),
  };
}

async function countImpressions(): Promise<number> {
  const [day] = await stores.analytics.ask("consentFunnel", filter);
  return day?.impressions ?? 0;
}

async function runAll(tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) while ((await task.run()) === "done");
}

describe("the way from outbox and queue to the figures", () => {
  test("counts every event once", async () => {
    const { outbox } = stores.relational.repositories;
    await stores.relational.transaction(() => outbox.add(toMessage(1)));
    await stores.queue.send([toMessage(2), toMessage(3), toMessage(2)]);
    await runAll(createTasks(stores));
    await runAll(createTasks(stores));
    expect(await countImpressions()).toBe(3);
    expect(await stores.queue.depth()).toBe(0);
  });

  test("counts every event once whichever steps fail, before or after they are done", async () => {
    let first = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("before", "after", undefined), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        async (faults, count) => {
          const before = await countImpressions();
          const ids = Array.from({ length: count }, (_, index) => first + index);
          first += count;
          const { outbox } = stores.relational.repositories;
          for (const id of ids.slice(0, 4)) await stores.relational.transaction(() => outbox.add(toMessage(id)));
          await stores.queue.send(ids.slice(4).map(toMessage));
          const flaky = createTasks(createFlaky(stores, () => faults.shift()));
          while (faults.length > 0) {
            for (const task of flaky) await task.run().catch(() => "failed");
            // What a failed worker had taken comes back when its time is over.
            clockMs += 60_000;
            if (faults.length > 0) faults.shift();
          }
          await runAll(createTasks(stores));
          expect(await countImpressions()).toBe(before + count);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("sets a line that is no event aside with its reason, and counts the others", async () => {
    await stores.queue.send(["rubbish", toMessage(1), '{"v":9}']);
    await runAll(createTasks(stores));
    expect(await countImpressions()).toBe(1);
    const keys: string[] = [];
    for await (const key of stores.objects.list("rejected/")) keys.push(key);
    expect(keys).toHaveLength(1);
    const text = Buffer.from((await stores.objects.get(keys[0] ?? "")) ?? []).toString("utf8");
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { reason: string; line: string });
    expect(lines.map((one) => one.line)).toEqual(["rubbish", '{"v":9}']);
    for (const { reason } of lines) expect(reason).not.toBe("");
  });

  test("puts the label of a queue into the keys of its objects, and counts a message that comes twice once", async () => {
    const { relational: store, queue, objects } = stores;
    const toBronze = { objects, store, batchSize: 2, flushAgeMs: 1, now: () => clockMs, onObject: () => {} };
    const tasks = [createQueueIngest({ ...toBronze, queue, source: "eu" }), ...createTasks(stores)];
    const v3 = JSON.stringify({ event_type: "impression", user_token: "dev_00000001", code: "demo0001" }, undefined, 2);
    await queue.send([v3, toMessage(1)]);
    // The objects are durable, and the answer that the messages are removed is lost: they come again, with another.
    const isLost = { ...queue, remove: () => Promise.reject(new Error("the process ends here")) };
    await expect(createQueueIngest({ ...toBronze, queue: isLost, source: "eu" }).run()).rejects.toThrow("ends here");
    clockMs += 60_000;
    await queue.send([toMessage(2)]);
    await runAll([createQueueIngest({ ...toBronze, batchSize: 3, queue, source: "eu" }), ...tasks]);
    expect(await countImpressions()).toBe(3);
    for await (const key of objects.list("consent/")) expect(key).toMatch(/^consent\/eu\/2026\/11\/20\//);
  });

  test("never gives an object up because a store does not answer, however long", async () => {
    await stores.queue.send([toMessage(1)]);
    const analytics = { ...stores.analytics, load: () => Promise.reject(new StorageUnavailableError("locked")) };
    const unavailable = createTasks({ ...stores, analytics });
    for (let attempt = 0; attempt < 12; attempt++)
      for (const task of unavailable) await task.run().catch(() => "failed");
    await runAll(createTasks(stores));
    expect(await countImpressions()).toBe(1);
  });

  test("waits with events of domains that cannot be looked up, however many, and counts the others meanwhile", async () => {
    let isDown = true;
    let asked = 0;
    const find: FindDomainCode = async () => {
      asked += 1;
      if (isDown) throw new Error("timed out");
      return "demo0001";
    };
    const tasks = createTasks(stores, 1, createDomainCodes({ find, now: () => clockMs }));
    const runAsLong = async (): Promise<void> => {
      for (const task of tasks) while ((await task.run().catch(() => "failed")) === "done");
    };
    const toV2 = (id: number) => ({ payload: { a: "impression", d: id, u: "dev_00000001", s: {} } });
    await stores.queue.send(Array.from({ length: 45 }, (_, id) => JSON.stringify(toV2(id + 1))));
    for (let id = 0; id < 3; id++) {
      await runAsLong();
      await stores.queue.send([toMessage(id)]);
    }
    for (let attempt = 0; attempt < 15; attempt++) await runAsLong();
    expect(await countImpressions()).toBe(3);
    expect(asked).toBeLessThan(100);
    isDown = false;
    await runAll(tasks);
    expect(await countImpressions()).toBe(48);
  });

  test("gives an object up after ten attempts, says so, and goes on with the others", async () => {
    const { ingest } = stores.relational.repositories;
    await stores.relational.transaction(() => ingest.register("consent/2026/11/20/missing.ndjson.gz", 1));
    await stores.queue.send([toMessage(1)]);
    const tasks = createTasks(stores);
    for (let attempt = 0; attempt < 11; attempt++) for (const task of tasks) await task.run().catch(() => "failed");
    expect(await stores.relational.read(() => ingest.countByState())).toEqual({ failed: 1, pending: 0 });
    expect(await countImpressions()).toBe(1);
  });
});
