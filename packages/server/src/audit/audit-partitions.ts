import type { RelationalStore } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";

/** Makes room for the audit entries of the coming months, where the database keeps them by month. */
export function createAuditPartitions(store: RelationalStore, now: () => number): Task {
  return {
    name: "audit-partitions",
    everyMs: 86_400_000,
    run: async () => {
      await store.exclusively("audit-partitions", () => store.prepareAhead(now()));
      return "idle";
    },
  };
}
