import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { AwsFault } from "../../../test/aws/aws-front.ts";
import { createTestAws, type TestAws } from "../../../test/aws/test-aws.ts";
import { StorageUnavailableError } from "../errors.ts";
import type { EventQueue } from "../ports.ts";
import { createSqsQueue } from "./sqs.ts";

const VISIBILITY_MS = 60_000;
const FAULTS = ["refuse", "lose", "half", "shorten", "hang"] as const;
/** After these the call is tried again; an answer that cannot be read ends it. */
const PASSING = ["refuse", "lose", "half", "hang", "part"] as const;
const BODIES = Array.from({ length: 23 }, (_, index) => `body ${10 + index}`);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(): Promise<TestAws & { events: EventQueue }> {
  const aws = await createTestAws();
  const events = await createSqsQueue({ ...aws.queue, silenceMs: 200, callMs: 5_000 });
  onTestFinished(() => events.close());
  return { ...aws, events };
}

/** Gives the next calls of an operation these faults, one after the other. */
function fail({ front }: TestAws, operation: string, faults: readonly AwsFault[]): void {
  const left = [...faults];
  front.setFaults((call) => (call.operation === operation ? left.shift() : undefined));
}

/** Everything that stands in the queue, as often as it stands there. */
function readAll({ emulator }: TestAws): string[] {
  const { ready = [], inflight = [] } = emulator.inspectQueue("events")?.messages ?? {};
  return [...ready, ...inflight.map((one) => one.message)].map((message) => message.body).sort();
}

describe("SQS event queue, when calls fail", () => {
  test.each(PASSING)("loses nothing that it said was sent, after: %s", async (fault) => {
    const { events, ...aws } = await open();
    fail(aws, "SendMessageBatch", [fault, fault]);
    await events.send(BODIES);
    expect([...new Set(readAll(aws))]).toEqual(BODIES);
  });

  test.each([...FAULTS, "part"] as const)(
    "says that it did not send when it cannot know, and works by itself later, after many times: %s",
    async (fault) => {
      const { events, ...aws } = await open();
      aws.front.setFaults((call) => (call.operation === "SendMessageBatch" ? fault : undefined));
      await expect(events.send(["a"])).rejects.toBeInstanceOf(StorageUnavailableError);
      aws.front.setFaults(() => undefined);
      await events.send(["b"]);
      expect(readAll(aws)).toContain("b");
    },
  );

  test.each(FAULTS)("a message that got lost on its way here comes again, after: %s", async (fault) => {
    const { events, ...aws } = await open();
    await events.send(BODIES);
    fail(aws, "ReceiveMessage", [fault, fault]);
    const seen = new Set<string>();
    for (let looks = 0; looks < 10 && seen.size < BODIES.length; looks++) {
      const messages = await events.receive(100, VISIBILITY_MS).catch(() => []);
      for (const message of messages) seen.add(message.body);
      await events.remove(messages.map((message) => message.receipt));
      vi.setSystemTime(Date.now() + VISIBILITY_MS);
    }
    expect([...seen].sort()).toEqual(BODIES);
    expect(readAll(aws)).toEqual([]);
  });

  test("gives what it received when only a part of the calls failed", async () => {
    const { events, ...aws } = await open();
    await events.send(BODIES);
    let calls = 0;
    aws.front.setFaults((call) => (call.operation === "ReceiveMessage" && ++calls > 1 ? "refuse" : undefined));
    expect(await events.receive(100, VISIBILITY_MS)).toHaveLength(10);
  });

  test.each(PASSING)("removes everything that it said was removed, after: %s", async (fault) => {
    const { events, ...aws } = await open();
    await events.send(BODIES);
    const receipts = (await events.receive(100, VISIBILITY_MS)).map((message) => message.receipt);
    fail(aws, "DeleteMessageBatch", [fault, fault]);
    await events.remove(receipts);
    expect(readAll(aws)).toEqual([]);
  });

  test("rejects when messages cannot be removed, and they come again", async () => {
    const { events, ...aws } = await open();
    await events.send(["a"]);
    const [message] = await events.receive(1, VISIBILITY_MS);
    aws.front.setFaults((call) => (call.operation === "DeleteMessageBatch" ? "part" : undefined));
    await expect(events.remove([message?.receipt ?? ""])).rejects.toBeInstanceOf(StorageUnavailableError);
    vi.setSystemTime(Date.now() + VISIBILITY_MS);
    expect(await events.receive(1, VISIBILITY_MS)).toMatchObject([{ body: "a" }]);
  });

  test("opens while the service is away, and works by itself once it is back", async () => {
    const aws = await createTestAws();
    aws.front.setFaults(() => "refuse");
    const events = await createSqsQueue({ ...aws.queue, silenceMs: 200 });
    onTestFinished(() => events.close());
    await expect(events.ping()).rejects.toBeInstanceOf(StorageUnavailableError);
    await expect(events.send(["a"])).rejects.toBeInstanceOf(StorageUnavailableError);
    aws.front.setFaults(() => undefined);
    await events.ping();
    await events.send(["a"]);
    expect(await events.depth()).toBe(1);
  });
});
