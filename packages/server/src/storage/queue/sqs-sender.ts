import { setTimeout } from "node:timers/promises";
import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { toPauseMs } from "../aws/bounds.ts";
import { toUnavailable } from "../aws/errors.ts";
import { QueueMessageError, StorageUnavailableError } from "../errors.ts";
import { type CarriedText, toCarriedText } from "./sqs-text.ts";

export interface SqsSenderParts {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly bound: () => { abortSignal: AbortSignal };
  readonly attemptsMax: number;
  /** Most bytes that the queue takes in one message. */
  readonly readBytesMax: () => Promise<number>;
}

const ENTRIES_MAX = 10;
// A call carries 1 MiB on SQS, a quarter of that on older servers; what is paid is every 64 KiB, so less costs nothing.
const CALL_BYTES_MAX = 262_144;
/** Calls at a time; so many of them may be made before there is a whole batch, because a call costs more than what it carries. */
const CALLS_MAX = 16;
const SMALL_CALLS_MAX = 4;
const WAITING_BYTES_MAX = 64 * 1_048_576;
/** What a waiting message takes of this process beside its text. */
const WAITING_BYTES_MIN = 1024;
// What the sender alone can mend: this text is never taken.
const TEXT_FAULTS = new Set(["InvalidMessageContents", "InvalidParameterValue"]);

interface Waiting {
  readonly carried: CarriedText;
  readonly settle: (failure?: Error) => void;
}

/**
 * Creates what sends: messages of one turn share calls, and while some calls are under way, what comes waits until one of
 * them ends or a batch is full, and shares the next. Where nothing is under way nobody waits for company.
 */
export function createSqsSender(parts: SqsSenderParts): (bodies: readonly string[]) => Promise<void> {
  const waiting: Waiting[] = [];
  let waitingBytes = 0;
  let callsUnderWay = 0;
  let isStarting = false;

  function start(): void {
    if (isStarting) return;
    isStarting = true;
    setImmediate(() => {
      isStarting = false;
      while (waiting.length > 0 && callsUnderWay < (waiting.length < ENTRIES_MAX ? SMALL_CALLS_MAX : CALLS_MAX)) {
        callsUnderWay++;
        void sendBatch(parts, takeBatch(waiting)).finally(() => {
          callsUnderWay--;
          start();
        });
      }
    });
  }

  function add(carried: CarriedText): Promise<void> {
    const bytes = Math.max(carried.bytes, WAITING_BYTES_MIN);
    waitingBytes += bytes;
    return new Promise((resolve, reject) => {
      const settle = (failure?: Error): void => {
        waitingBytes -= bytes;
        if (failure) reject(failure);
        else resolve();
      };
      waiting.push({ carried, settle });
    });
  }

  return async function send(bodies) {
    if (bodies.length === 0) return;
    const bytesMax = await parts.readBytesMax();
    const texts = bodies.map(toCarriedText);
    const tooLong = texts.find((text) => text.bytes > bytesMax);
    if (tooLong) throw new QueueMessageError(`SQS: ${tooLong.bytes} bytes; the queue takes ${bytesMax} in a message`);
    if (waitingBytes > WAITING_BYTES_MAX) throw new StorageUnavailableError("SQS: too many messages wait to be sent");
    const sent = texts.map(add);
    start();
    // All have ended before anybody is told: what is sent again must not overtake itself.
    const failed = (await Promise.allSettled(sent)).find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  };
}

function takeBatch(waiting: Waiting[]): Waiting[] {
  let count = 0;
  let bytes = 0;
  for (const { carried } of waiting.slice(0, ENTRIES_MAX)) {
    bytes += carried.bytes;
    if (count > 0 && bytes > CALL_BYTES_MAX) break;
    count++;
  }
  return waiting.splice(0, count);
}

/** Sends one batch, and what of it was not taken again; settles every message of it, and never rejects. */
async function sendBatch(parts: SqsSenderParts, batch: readonly Waiting[]): Promise<void> {
  let left = batch;
  let reason: Error = new StorageUnavailableError("SQS: not every message was taken");
  for (let tries = 0; left.length > 0 && tries < parts.attemptsMax; tries++) {
    if (tries > 0) await setTimeout(toPauseMs(tries));
    try {
      left = await sendOnce(parts, left);
    } catch (error) {
      // The client has tried again itself, and why it gave up holds for all.
      reason = toUnavailable("SQS", error);
      break;
    }
  }
  for (const { settle } of left) settle(reason);
}

/** Settles the messages that were taken or never will be; answers the others. */
async function sendOnce({ client, queueUrl, bound }: SqsSenderParts, batch: readonly Waiting[]): Promise<Waiting[]> {
  const Entries = batch.map(({ carried }, index) => ({
    Id: String(index),
    MessageBody: carried.text,
    MessageAttributes: carried.attributes,
  }));
  const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }), bound());
  const taken = new Set(answer.Successful?.map((entry) => entry.Id));
  const failures = new Map(answer.Failed?.map((entry) => [entry.Id, entry]));
  return batch.filter(({ settle }, index) => {
    const failure = failures.get(String(index));
    if (taken.has(String(index))) settle();
    else if (failure && isTextFault(failure)) settle(new QueueMessageError(`SQS: ${failure.Code}: ${failure.Message}`));
    else return true;
    return false;
  });
}

function isTextFault({ SenderFault, Code = "" }: BatchResultErrorEntry): boolean {
  return SenderFault === true && TEXT_FAULTS.has(Code);
}
