import { type Message, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { QueueMessage, QueueWait } from "../ports.ts";
import { ENCODING, fromCarriedText } from "./sqs-text.ts";

export interface SqsReceiverParts {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly silenceMs: number;
  readonly now: () => number;
  /** Ends every waiting. */
  readonly closing: AbortSignal;
}

/** What one call answers at most, and how long it waits, in seconds. */
const MESSAGES_MAX = 10;
const WAIT_MAX_SECONDS = 20;
const CALLS_MAX = 10;

/**
 * Creates what receives: one call that waits for a first message, and then, as long as calls come back full, twice as many at a
 * time, so that a queue with much in it is emptied fast and one with little is asked little.
 */
export function createSqsReceiver(parts: SqsReceiverParts) {
  return async function receive(limit: number, visibilityMs: number, wait: QueueWait): Promise<QueueMessage[]> {
    if (limit < 1) return [];
    const ends = wait.signal ? AbortSignal.any([parts.closing, wait.signal]) : parts.closing;
    const poll = (count: number, waitMs: number) => receiveOnce(parts, { count, visibilityMs, waitMs, ends });
    const messages = await poll(Math.min(limit, MESSAGES_MAX), wait.waitMs ?? 0);
    let isFull = messages.length === Math.min(limit, MESSAGES_MAX);
    for (let calls = 2; isFull && messages.length < limit && !ends.aborted; calls *= 2) {
      const counts = toCounts(limit - messages.length, calls);
      const round = await Promise.allSettled(counts.map((count) => poll(count, 0)));
      const got = round.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
      for (const message of got) messages.push(message);
      // What is here is worth more than what failed: that comes back, or fails again where nothing is lost by it.
      isFull = got.length * 2 >= counts.reduce((sum, count) => sum + count, 0);
    }
    return messages;
  };
}

/** Divides what may still come among at most so many calls. */
function toCounts(rest: number, calls: number): number[] {
  const count = Math.min(calls, CALLS_MAX, Math.ceil(rest / MESSAGES_MAX));
  return Array.from({ length: count }, (_, index) => Math.min(MESSAGES_MAX, rest - index * MESSAGES_MAX));
}

interface Poll {
  readonly count: number;
  readonly visibilityMs: number;
  readonly waitMs: number;
  readonly ends: AbortSignal;
}

async function receiveOnce(
  parts: SqsReceiverParts,
  { count, visibilityMs, waitMs, ends }: Poll,
): Promise<QueueMessage[]> {
  const waitSeconds = Math.min(WAIT_MAX_SECONDS, Math.ceil(waitMs / 1000));
  const question = new ReceiveMessageCommand({
    QueueUrl: parts.queueUrl,
    MaxNumberOfMessages: count,
    VisibilityTimeout: Math.ceil(visibilityMs / 1000),
    WaitTimeSeconds: waitSeconds,
    MessageSystemAttributeNames: ["SentTimestamp"],
    MessageAttributeNames: [ENCODING],
  });
  const requestTimeout = waitSeconds * 1000 + parts.silenceMs;
  // What a try that was not answered had taken comes back when its time is over.
  const abortSignal = AbortSignal.any([ends, AbortSignal.timeout(requestTimeout * 2)]);
  try {
    const { Messages = [] } = await parts.client.send(question, { abortSignal, requestTimeout });
    return Messages.map((message) => toQueueMessage(message, parts.now));
  } catch (error) {
    if (ends.aborted) return [];
    throw error;
  }
}

function toQueueMessage(message: Message, now: () => number): QueueMessage {
  const sentAtMs = Number(message.Attributes?.SentTimestamp);
  return {
    receipt: message.ReceiptHandle ?? "",
    body: fromCarriedText(message.Body ?? "", message.MessageAttributes),
    receivedAtMs: sentAtMs > 0 ? sentAtMs : now(),
  };
}
