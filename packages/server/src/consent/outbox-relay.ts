import type { EventQueue, RelationalStore } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";

const BATCH = 500;

/**
 * Moves committed decisions from the outbox to the event queue. Sent first, removed after: a crash in between sends a
 * message twice, and its event id makes that count once.
 */
export function createOutboxRelay(store: RelationalStore, queue: EventQueue): Task {
  const { outbox } = store.repositories;
  return {
    name: "consent-outbox-relay",
    everyMs: 1000,
    run: async () => {
      const rows = await store.read(() => outbox.take(BATCH));
      const last = rows.at(-1);
      if (!last) return "idle";
      await queue.send(rows.map((row) => row.message));
      await store.transaction(() => outbox.removeThrough(last.position));
      return "done";
    },
  };
}
