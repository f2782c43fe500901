import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestAws, createTestQueue, type TestAws } from "../../../test/aws/test-aws.ts";
import { describeEventQueue } from "../contract/event-queue.ts";
import { QueueMessageError, StorageUnavailableError } from "../errors.ts";
import { createSqsQueue, type SqsQueueOptions } from "./sqs.ts";

afterEach(() => {
  vi.useRealTimers();
});

async function openQueue(aws: TestAws, options: Partial<SqsQueueOptions> = {}) {
  const queue = await createSqsQueue({ ...aws.queue, ...options });
  onTestFinished(() => queue.close());
  return queue;
}

const countCalls = ({ front }: TestAws, operation: string): number =>
  front.calls.filter((call) => call.operation === operation).length;

describeEventQueue("SQS", async () => {
  const isReal = Boolean(process.env.TEST_SQS_ENDPOINT);
  // The emulator goes by this process's clock, and waiting for it is not needed.
  if (!isReal) vi.useFakeTimers({ toFake: ["Date"] });
  return {
    queue: await createSqsQueue(await createTestQueue()),
    isSpread: isReal,
    elapse: async (durationMs) => {
      if (isReal) await setTimeout(durationMs + 500);
      else vi.setSystemTime(Date.now() + durationMs);
    },
  };
});

describe("SQS event queue", () => {
  test("shares calls among all that one turn sends", async () => {
    const aws = await createTestAws();
    const queue = await openQueue(aws);
    await Promise.all(Array.from({ length: 25 }, (_, index) => queue.send([String(index)])));
    expect(countCalls(aws, "SendMessageBatch")).toBe(3);
    expect(await queue.depth()).toBe(25);
  });

  test("makes no more calls for messages that come one by one while some are under way, until a batch is full", async () => {
    const aws = await createTestAws();
    const queue = await openQueue(aws, { silenceMs: 60_000 });
    aws.front.setFaults((call) => (call.operation === "SendMessageBatch" ? "hang" : undefined));
    const sent: Promise<unknown>[] = [];
    const sendOneByOne = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index++) {
        sent.push(queue.send(["a"]).catch(() => {}));
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      }
    };
    await sendOneByOne(13);
    await expect.poll(() => countCalls(aws, "SendMessageBatch")).toBe(4);
    await sendOneByOne(1);
    await expect.poll(() => countCalls(aws, "SendMessageBatch")).toBe(5);
    await aws.front.close();
    await Promise.all(sent);
  });

  test("asks little of a queue with little in it, and empties a full one in few rounds", async () => {
    const aws = await createTestAws();
    const queue = await openQueue(aws);
    await queue.send(["a"]);
    expect(await queue.receive(1000, 60_000)).toHaveLength(1);
    expect(countCalls(aws, "ReceiveMessage")).toBe(1);
    await queue.send(Array.from({ length: 200 }, (_, index) => String(index)));
    expect(await queue.receive(150, 60_000)).toHaveLength(150);
    expect(countCalls(aws, "ReceiveMessage")).toBe(16);
  });

  test("waits for a first message, and gives it as soon as it is there", async () => {
    const aws = await createTestAws();
    const queue = await openQueue(aws);
    const waiting = queue.receive(10, 60_000, { waitMs: 20_000 });
    await expect.poll(() => countCalls(aws, "ReceiveMessage")).toBe(1);
    await queue.send(["a"]);
    expect(await waiting).toHaveLength(1);
  });

  test("keeps the time at which SQS took a message", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_790_000_000_000 });
    const aws = await createTestAws();
    const queue = await openQueue(aws, { now: () => 5 });
    await queue.send(["a"]);
    vi.setSystemTime(1_790_000_060_000);
    expect(await queue.receive(1, 0)).toMatchObject([{ receivedAtMs: 1_790_000_000_000 }]);
    expect(await queue.receive(1, 0)).toMatchObject([{ receivedAtMs: 1_790_000_000_000 }]);
  });

  test("refuses a message that the queue never takes, and with it all that was sent beside", async () => {
    const aws = await createTestAws({ MaximumMessageSize: "2048" });
    const queue = await openQueue(aws);
    await expect(queue.send(["a", "x".repeat(2049)])).rejects.toBeInstanceOf(QueueMessageError);
    expect(await queue.depth()).toBe(0);
    await queue.send(["x".repeat(2048)]);
    expect(await queue.depth()).toBe(1);
  });

  test("sends long messages alone and short ones together, within what a call carries", async () => {
    const aws = await createTestAws();
    const queue = await openQueue(aws);
    const long = "x".repeat(1_048_576);
    await queue.send([long, "a", "b", "y".repeat(262_143), "c"]);
    expect(countCalls(aws, "SendMessageBatch")).toBe(3);
    const lengths = (await queue.receive(10, 60_000)).map((message) => message.body.length);
    expect(lengths.sort((one, other) => one - other)).toEqual([1, 1, 1, 262_143, 1_048_576]);
  });

  test("takes what others sent to the queue as it is", async () => {
    const aws = await createTestAws();
    const queue = await openQueue(aws);
    aws.emulator.sendMessage("events", '{"payload":{}}', {
      messageAttributes: { other: { DataType: "String", StringValue: "x" } },
    });
    expect(await queue.receive(1, 60_000)).toMatchObject([{ body: '{"payload":{}}' }]);
  });

  test("does not open on a queue that does not exist, and says so", async () => {
    const { queue } = await createTestAws();
    const opened = createSqsQueue({ ...queue, queueUrl: `${queue.queueUrl}-of-nobody` });
    await expect(opened).rejects.toMatchObject({
      code: "aws_setup",
      message: expect.stringMatching(/^SQS: .*QueueDoesNotExist/),
    });
  });

  test("does not open without credentials, and does not wait for any", async () => {
    const { queue } = await createTestAws();
    vi.stubEnv("AWS_ACCESS_KEY_ID", "");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
    await expect(createSqsQueue(queue)).rejects.toMatchObject({ code: "aws_setup" });
  });

  test("everything that cannot be sent at once is refused before it fills the memory", async () => {
    const aws = await createTestAws();
    const queue = await openQueue(aws, { silenceMs: 60_000 });
    aws.front.setFaults((call) => (call.operation === "SendMessageBatch" ? "hang" : undefined));
    const body = "x".repeat(1_000_000);
    const sent = Array.from({ length: 70 }, () => queue.send([body]));
    for (const one of sent) one.catch(() => {});
    await expect(queue.send([body])).rejects.toBeInstanceOf(StorageUnavailableError);
    await aws.front.close();
    await Promise.allSettled(sent);
  });
});
