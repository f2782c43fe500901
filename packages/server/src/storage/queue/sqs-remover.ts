import { setTimeout } from "node:timers/promises";
import { DeleteMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { toPauseMs } from "../aws/bounds.ts";
import { StorageUnavailableError } from "../errors.ts";

export interface SqsRemoverParts {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly bound: () => { abortSignal: AbortSignal };
  readonly attemptsMax: number;
}

const ENTRIES_MAX = 10;
const CALLS_MAX = 8;

/** Creates what removes: all receipts in as few calls as may be, several at a time, and again what was not removed. */
export function createSqsRemover(parts: SqsRemoverParts): (receipts: readonly string[]) => Promise<void> {
  return async function remove(receipts) {
    const given = [...new Set(receipts)].filter((receipt) => receipt !== "");
    const batches: string[][] = [];
    for (let from = 0; from < given.length; from += ENTRIES_MAX) batches.push(given.slice(from, from + ENTRIES_MAX));
    const removing = Array.from({ length: Math.min(CALLS_MAX, batches.length) }, async () => {
      for (let batch = batches.pop(); batch; batch = batches.pop()) await removeBatch(parts, batch);
    });
    const failed = (await Promise.allSettled(removing)).find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  };
}

async function removeBatch(parts: SqsRemoverParts, batch: readonly string[]): Promise<void> {
  let left = batch;
  for (let tries = 0; left.length > 0; tries++) {
    if (tries === parts.attemptsMax) throw new StorageUnavailableError("SQS: not every message was removed");
    if (tries > 0) await setTimeout(toPauseMs(tries));
    left = await removeOnce(parts, left);
  }
}

/** Answers the receipts that have to be sent again. */
async function removeOnce({ client, queueUrl, bound }: SqsRemoverParts, batch: readonly string[]): Promise<string[]> {
  const Entries = batch.map((receipt, index) => ({ Id: String(index), ReceiptHandle: receipt }));
  const answer = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }), bound());
  const removed = new Set(answer.Successful?.map((entry) => entry.Id));
  // A receipt that the service does not take (over, or never one) removes nothing, now or later.
  for (const { Id, SenderFault } of answer.Failed ?? []) if (SenderFault) removed.add(Id);
  return batch.filter((_, index) => !removed.has(String(index)));
}
