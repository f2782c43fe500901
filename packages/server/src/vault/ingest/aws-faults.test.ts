import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createTestAws } from "../../../test/aws/test-aws.ts";
import { createAgentReader } from "../../consent/agent.ts";
import { createLog } from "../../http/log.ts";
import { createMetrics } from "../../http/metrics.ts";
import { createSqliteAnalytics } from "../../storage/analytics/sqlite.ts";
import { createTestFolder } from "../../storage/contract/test-folder.ts";
import { createS3Objects } from "../../storage/objects/s3.ts";
import type { EventQueue } from "../../storage/ports.ts";
import { createSqsQueue } from "../../storage/queue/sqs.ts";
import { createSqliteRelational } from "../../storage/relational/sqlite.ts";
import type { Task } from "../../tasks/loop.ts";
import type { ConsentMessage } from "../parsers/consent-message.ts";
import { createObjectIngest } from "./consent-clickhouse-ingest.ts";
import { createOutboxIngest } from "./consent-outbox-ingest.ts";
import { createQueueIngest } from "./consent-sqs-ingest.ts";

const START_MS = Date.parse("2026-11-20T00:00:00Z");
const WEEK = { codes: ["demo0001"], from: "2026-11-20", to: "2026-11-27" };
const VISIBILITY_MS = 60_000;
/** Tried once, so that what fails reaches whoever asked. */
const QUICK = { silenceMs: 5_000, attemptsMax: 1 };

beforeEach(() => {
  // The emulator's time, so that messages come back without being waited for.
  vi.useFakeTimers({ toFake: ["Date"], now: START_MS });
  return () => vi.useRealTimers();
});

function toMessage(id: number): string {
  const message: ConsentMessage = {
    v: 3,
    received_at: new Date(START_MS + id).toISOString(),
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

async function open() {
  const aws = await createTestAws();
  const objects = await createS3Objects({ ...aws.bucket, ...QUICK });
  const queue = await createSqsQueue({ ...aws.queue, ...QUICK });
  const folder = createTestFolder();
  const store = await createSqliteRelational({ file: join(folder, "store.sqlite") });
  const analytics = await createSqliteAnalytics({ file: join(folder, "analytics.sqlite") });
  for (const one of [queue, store, analytics]) onTestFinished(() => one.close());
  const now = Date.now;
  const toBronze = {
    objects,
    store,
    batchSize: 7,
    flushAgeMs: 1,
    now,
    onObject: () => {},
    pause: async () => {},
    source: "",
  };
  const log = createLog("silent").log;
  const metrics = createMetrics({ isProcessIncluded: false });
  // Without the wait for a first message: who comes again has waited.
  const receive: EventQueue["receive"] = (limit, visibilityMs) => queue.receive(limit, visibilityMs);
  const queueIngest = createQueueIngest({ ...toBronze, queue: { ...queue, receive } });
  const tasks = [
    ...[queueIngest, queueIngest, createOutboxIngest(toBronze)],
    createObjectIngest({
      ...{ store, objects, analytics, log, metrics, now },
      ...{ readAgent: createAgentReader(), findDomainCode: async () => undefined },
    }),
  ];
  return { ...aws, queue, objects, store, analytics, tasks };
}

/** Runs all tasks beside each other, and lets the time pass in which held messages come back. */
async function runAll(tasks: readonly Task[]): Promise<void> {
  await Promise.all(tasks.map((task) => task.run().catch(() => "failed")));
  vi.setSystemTime(Date.now() + VISIBILITY_MS);
}

test("whatever S3 and SQS do, every event is counted once, and everything goes on by itself", async () => {
  const { front, queue, store, analytics, tasks } = await open();
  const faults = fc.constantFrom("refuse", "lose", "half", "shorten", "conflict", "part", undefined, undefined);
  let counted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(faults, { maxLength: 40 }), fc.integer({ min: 1, max: 30 }), async (left, count) => {
      const ids = Array.from({ length: count }, (_, index) => counted + index);
      counted += count;
      front.setFaults((call) => {
        const fault = left.shift();
        if (fault === "part" && !call.operation.endsWith("Batch")) return undefined;
        return fault === "conflict" && call.operation !== "PUT" ? undefined : fault;
      });
      const { outbox } = store.repositories;
      for (const id of ids.slice(0, 3)) await store.transaction(() => outbox.add(toMessage(id)));
      // A browser that is told "not now" sends the same again.
      const bodies = ids.slice(3).map(toMessage);
      for (let isSent = false; !isSent; ) {
        isSent = await queue.send(bodies).then(
          () => true,
          () => false,
        );
      }
      while (left.length > 0) await runAll(tasks);
      front.setFaults(() => undefined);
      for (let idle = 0; idle < 2; idle++) {
        while ((await queue.depth()) > 0) await runAll(tasks);
        await runAll(tasks);
      }
      const days = await analytics.ask("consentFunnel", WEEK);
      expect(days.reduce((sum, day) => sum + day.impressions, 0)).toBe(counted);
      expect(await store.read(() => store.repositories.ingest.countByState())).toMatchObject({ pending: 0, failed: 0 });
    }),
    { numRuns: 15 },
  );
});

test("several workers on one queue divide the messages among them, and none is written twice", async () => {
  const { queue, store, objects, tasks, emulator } = await open();
  const ids = Array.from({ length: 200 }, (_, index) => index);
  await queue.send(ids.map(toMessage));
  const workers = tasks.filter((task) => task.name === "consent-sqs-ingest");
  await Promise.all(
    workers.map(async (worker) => {
      while ((await worker.run()) === "done");
    }),
  );
  const written: string[] = [];
  for await (const key of objects.list("consent/")) {
    const text = gunzipSync((await objects.get(key)) ?? new Uint8Array()).toString();
    written.push(...text.trim().split("\n"));
  }
  expect(written.sort()).toEqual(ids.map(toMessage).sort());
  expect(emulator.inspectQueue("events")?.messages).toMatchObject({ ready: [], inflight: [] });
  const { pending } = await store.read(() => store.repositories.ingest.countByState());
  expect(pending).toBeGreaterThanOrEqual(200 / 7);
});
