import type { ObjectStore, OutboxRow, RelationalStore } from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";
import type { Task } from "../../tasks/loop.ts";
import { toBronzeObject } from "./bronze-object.ts";

export interface OutboxIngestParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly batchSize: number;
  readonly flushAgeMs: number;
  readonly now: () => number;
  /** Called when a bronze object waits to be loaded. */
  readonly onObject: () => void;
}

/**
 * Moves committed decisions from the outbox into bronze: the object first, then, in one transaction, its registration
 * and the removal of exactly these messages: a decision with a lower position may be committed meanwhile. A crash in
 * between, or a second process, writes the same events again, and their ids make that count once.
 */
export function createOutboxIngest(parts: OutboxIngestParts): Task {
  const { store, objects, batchSize } = parts;
  const { outbox, ingest } = store.repositories;

  function* registerUnit(key: string, rows: readonly OutboxRow[]): Unit<void> {
    yield* ingest.register(key, parts.now());
    yield* outbox.remove(rows.map((row) => row.position));
  }

  async function moveBatch(): Promise<"done" | "idle"> {
    const rows = await store.read(() => outbox.take(batchSize));
    const [first] = rows;
    if (!first) return "idle";
    const messages = rows.map((row) => row.message);
    const { key, body } = await toBronzeObject(messages, readReceivedAt(first.message) ?? parts.now());
    await objects.put(key, body);
    await store.transaction(() => registerUnit(key, rows));
    parts.onObject();
    // A full batch means that more is waiting; a part of one waits for company until the next period.
    return rows.length === batchSize ? "done" : "idle";
  }

  return {
    name: "consent-outbox-ingest",
    everyMs: parts.flushAgeMs,
    run: async () => (await store.exclusively("consent-outbox-ingest", moveBatch)) ?? "idle",
  };
}

// The time of the object comes from the batch and not from the clock, so that a repeated batch is the same object.
function readReceivedAt(message: string): number | undefined {
  const text = /"received_at":"([^"]{20,30})"/.exec(message)?.[1];
  const timeMs = Date.parse(text ?? "");
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
