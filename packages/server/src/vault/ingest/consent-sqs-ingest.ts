import type { EventQueue, ObjectStore, RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";
import { toQueuedLine } from "../parsers/queued-message.ts";
import { toBronzeObject } from "./bronze-object.ts";

// Longer than any write to the object store should take; after it another worker gets the messages.
const VISIBILITY_MS = 60_000;

export interface QueueIngestParts {
  readonly queue: EventQueue;
  readonly objects: ObjectStore;
  readonly store: RelationalStore;
  readonly batchSize: number;
  readonly flushAgeMs: number;
  readonly now: () => number;
  /** Label of the queue in keys and rows; `""`: this server's own. */
  readonly source: string;
  /** Called when a bronze object waits to be loaded. */
  readonly onObject: () => void;
}

/**
 * Moves consent events from the queue into bronze: one write-once object per batch, registered for loading, and only
 * then removed from the queue. A crash between any two steps repeats a step, never loses an event.
 * (The task keeps its name where the queue is not SQS.)
 */
export function createQueueIngest(parts: QueueIngestParts): Task {
  return {
    name: "consent-sqs-ingest",
    everyMs: parts.flushAgeMs,
    run: async () => {
      const messages = await parts.queue.receive(parts.batchSize, VISIBILITY_MS);
      if (messages.length === 0) return "idle";
      const lines = messages.map((message) => toQueuedLine(message.body, message.receivedAtMs));
      // Not by spreading: a batch may hold more messages than a call can have arguments.
      const firstMs = messages.reduce(
        (least, { receivedAtMs }) => Math.min(least, receivedAtMs),
        Number.MAX_SAFE_INTEGER,
      );
      const { key, body } = await toBronzeObject(lines, firstMs, parts.source);
      await parts.objects.put(key, body);
      await parts.store.transaction(() => parts.store.repositories.ingest.register(key, parts.now()));
      await parts.queue.remove(messages.map((message) => message.receipt));
      parts.onObject();
      // A full batch means that more is waiting; a part of one waits for company until the next period.
      return messages.length === parts.batchSize ? "done" : "idle";
    },
  };
}
