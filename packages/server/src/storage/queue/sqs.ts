import { GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from "@aws-sdk/client-sqs";
import { type AwsBounds, toBounds } from "../aws/bounds.ts";
import { createStartCheck, toUnavailable } from "../aws/errors.ts";
import { createDoor } from "../door.ts";
import { QueueMessageError } from "../errors.ts";
import type { EventQueue } from "../ports.ts";
import { createSqsReceiver } from "./sqs-receiver.ts";
import { createSqsRemover } from "./sqs-remover.ts";
import { createSqsSender } from "./sqs-sender.ts";

export interface SqsQueueOptions extends AwsBounds {
  /** Of a standard queue; where it leads is where calls go. */
  readonly queueUrl: string;
  /** @default the one in the URL, or what the SDK finds: `AWS_REGION`, or the profile */
  readonly region?: string | undefined;
  readonly now?: (() => number) | undefined;
}

const CONNECT_MS = 3_000;
/** How long whoever watches waits for a look at the queue. */
const LOOK_MS = 3_000;
/** Where a queue does not say how much it takes; the least that any has taken by default. */
const MESSAGE_BYTES = 262_144;
const DEPTHS: readonly QueueAttributeName[] = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
];

/**
 * Opens a standard queue of SQS. Several processes may share it. Credentials are those that the SDK finds. Rejects with
 * `AwsSetupError` when queue or credentials cannot be used as they are; a service that is away is tried again by each call.
 */
export async function createSqsQueue(options: SqsQueueOptions): Promise<EventQueue> {
  const { queueUrl, region = toRegion(queueUrl), now = Date.now } = options;
  const { attemptsMax, silenceMs, callMs } = toBounds(options);
  const client = new SQSClient({
    ...(region !== undefined && { region }),
    endpoint: new URL(queueUrl).origin,
    maxAttempts: attemptsMax,
    retryMode: "standard",
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: silenceMs, throwOnRequestTimeout: true },
  });
  const bound = () => ({ abortSignal: AbortSignal.timeout(callMs) });

  async function readAttributes(names: readonly QueueAttributeName[]) {
    const question = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] });
    const abortSignal = AbortSignal.timeout(Math.min(callMs, LOOK_MS));
    return (await client.send(question, { abortSignal })).Attributes ?? {};
  }

  const readBytesMax = await createStartCheck("SQS", async () => {
    const { MaximumMessageSize } = await readAttributes(["MaximumMessageSize"]);
    return Number(MaximumMessageSize) || MESSAGE_BYTES;
  }).catch((error: unknown) => {
    client.destroy();
    throw error;
  });
  const closing = new AbortController();
  const door = createDoor("SQS");
  const pass = <Answer>(work: () => Promise<Answer>) => door.pass(() => translated(work));
  const parts = { client, queueUrl, bound, attemptsMax, silenceMs, now };
  const send = createSqsSender({ ...parts, readBytesMax });
  const receive = createSqsReceiver({ ...parts, closing: closing.signal });
  const remove = createSqsRemover(parts);

  return {
    send: (bodies) => pass(() => send(bodies)),
    receive: (limit, visibilityMs, wait = {}) => pass(() => receive(limit, visibilityMs, wait)),
    remove: (receipts) => pass(() => remove(receipts)),
    depth: () =>
      pass(async () => {
        const attributes = await readAttributes(DEPTHS);
        return DEPTHS.reduce((sum, name) => sum + Number(attributes[name] ?? 0), 0);
      }),
    ping: () => pass(async () => void (await readAttributes(["QueueArn"]))),
    async close() {
      closing.abort();
      await door.close();
      client.destroy();
    },
  };
}

/** Reads the region out of an address of the service, such as `https://sqs.eu-west-1.amazonaws.com/1/events`. */
function toRegion(queueUrl: string): string | undefined {
  const host = new URL(queueUrl).hostname;
  return (/(?:^|\.)sqs(?:-fips)?\.([a-z]+(?:-[a-z]+)+-\d)\./.exec(host) ??
    /^([a-z]+(?:-[a-z]+)+-\d)\.queue\./.exec(host))?.[1];
}

async function translated<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof QueueMessageError ? error : toUnavailable("SQS", error);
  }
}
