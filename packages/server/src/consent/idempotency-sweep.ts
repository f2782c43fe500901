import type { RelationalStore } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";

/**
 * How long a first answer is remembered, in milliseconds. A browser that was offline longer than this and retries a
 * decision whose answer it never saw would be recorded twice, so it is generous.
 */
export const REPLAY_WINDOW_MS = 90 * 86_400_000;

/** Forgets the answers to idempotency keys that nobody retries any more. */
export function createIdempotencySweep(store: RelationalStore, now: () => number): Task {
  return {
    name: "idempotency-sweep",
    everyMs: 3_600_000,
    run: async () => {
      const { sweep } = store.repositories.idempotency;
      const removed = await store.exclusively("idempotency-sweep", () =>
        store.transaction(() => sweep(now() - REPLAY_WINDOW_MS)),
      );
      return removed ? "done" : "idle";
    },
  };
}
