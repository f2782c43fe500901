import { setTimeout } from "node:timers/promises";
import type { EventQueue, ObjectStore, QueueMessage, RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";
import { toQueuedLine } from "../parsers/queued-message.ts";
import { toBronzeObject } from "./bronze-object.ts";

/** How long a queue that is asked over the network may wait for a first message. */
const WAIT_MS = 20_000;
/** Longest time between two looks for more. */
const LOOK_MS = 1_000;
const VISIBILITY_MS = 60_000;
// Longer than writing and registering an object should take; after it another worker gets the messages.
const WRITE_MS = 30_000;

export interface QueueIngestParts {
  readonly queue: EventQueue;
  readonly objects: ObjectStore;
  readonly store: RelationalStore;
  /** Most messages in one object. */
  readonly batchSize: number;
  /** How long messages wait for others, counted from when the queue took the first of them. */
  readonly flushAgeMs: number;
  readonly now: () => number;
  /** Label of the queue in keys and rows; `""`: this server's own. */
  readonly source: string;
  /** Called when a bronze object waits to be loaded. */
  readonly onObject: () => void;
  /** Resolves after so many milliseconds, or when the signal says so. @default a timer */
  readonly pause?: ((durationMs: number, stopping: AbortSignal | undefined) => Promise<void>) | undefined;
}

/**
 * Moves consent events from the queue into bronze: one write-once object per batch, registered for loading, and only
 * then removed from the queue. A crash between any two steps, or a second worker that got the same messages, repeats a
 * step, never loses an event. (The task keeps its name where the queue is not SQS.)
 */
export function createQueueIngest(parts: QueueIngestParts): Task {
  return {
    name: "consent-sqs-ingest",
    everyMs: Math.min(parts.flushAgeMs, LOOK_MS),
    run: async (stopping) => {
      const messages = await collect(parts, stopping);
      if (messages.length === 0) return "idle";
      const lines = messages.map((message) => toQueuedLine(message.body, message.receivedAtMs));
      const { key, body } = await toBronzeObject(lines, readFirstMs(messages), parts.source);
      await parts.objects.put(key, body);
      await parts.store.transaction(() => parts.store.repositories.ingest.register(key, parts.now()));
      await parts.queue.remove(messages.map((message) => message.receipt));
      parts.onObject();
      // A full batch means that more is waiting; a part of one waits for company until the next period.
      return messages.length === parts.batchSize ? "done" : "idle";
    },
  };
}

/** Takes messages until the batch is full, the first of them has waited long enough, or it is time to end. */
async function collect(parts: QueueIngestParts, stopping: AbortSignal | undefined): Promise<readonly QueueMessage[]> {
  const { queue, batchSize, flushAgeMs, now, pause = pauseByTimer } = parts;
  // What is collected must not come to another worker before it is written.
  const visibilityMs = Math.max(VISIBILITY_MS, flushAgeMs + WRITE_MS);
  let messages = await queue.receive(batchSize, visibilityMs, { waitMs: WAIT_MS, signal: stopping });
  if (messages.length === 0) return messages;
  let lookedAtMs = now();
  let leftMs = flushAgeMs - Math.max(0, lookedAtMs - readFirstMs(messages));
  while (messages.length < batchSize && leftMs > 0 && !stopping?.aborted) {
    const pauseMs = Math.min(leftMs, LOOK_MS);
    await pause(pauseMs, stopping);
    if (stopping?.aborted) break;
    try {
      const more = await queue.receive(batchSize - messages.length, visibilityMs, { signal: stopping });
      messages = [...messages, ...more];
    } catch {
      // What is here is written now; the next run meets the failure again, with nothing in its hands.
      break;
    }
    // A clock that stands still must not hold messages back.
    leftMs -= Math.max(pauseMs, now() - lookedAtMs);
    lookedAtMs = now();
  }
  return messages;
}

/** Reads when the queue took the first of some messages. */
function readFirstMs(messages: readonly QueueMessage[]): number {
  // Not by spreading: a batch may hold more messages than a call can have arguments.
  return messages.reduce((firstMs, { receivedAtMs }) => Math.min(firstMs, receivedAtMs), Number.MAX_SAFE_INTEGER);
}

async function pauseByTimer(durationMs: number, stopping: AbortSignal | undefined): Promise<void> {
  // Being told to end is no failure of the pause.
  await setTimeout(durationMs, undefined, { signal: stopping }).catch(() => {});
}
