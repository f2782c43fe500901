import type { ObjectStore, RelationalStore } from "../../storage/ports.ts";
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
 * and the removal from the outbox. A crash in between writes the same events again, and their ids make that count once.
 */
export function createOutboxIngest(parts: OutboxIngestParts): Task {
  const { store, objects, batchSize } = parts;
  const { outbox, ingest } = store.repositories;

  function* registerUnit(key: string, position: number): Unit<void> {
    yield* ingest.register(key, parts.now());
    yield* outbox.removeThrough(position);
  }

  return {
    name: "consent-outbox-ingest",
    everyMs: parts.flushAgeMs,
    run: async () => {
      const rows = await store.read(() => outbox.take(batchSize));
      const last = rows.at(-1);
      if (!last) return "idle";
      const { key, body } = await toBronzeObject(
        rows.map((row) => row.message),
        parts.now(),
      );
      await objects.put(key, body);
      await store.transaction(() => registerUnit(key, last.position));
      parts.onObject();
      // A full batch means that more is waiting; a part of one waits for company until the next period.
      return rows.length === batchSize ? "done" : "idle";
    },
  };
}
