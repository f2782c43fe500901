import type { AnalyticsStore, RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";
import { SETTLE_LOCK } from "./settle.ts";

export interface HistoryRefreshParts {
  readonly store: Pick<RelationalStore, "exclusively">;
  readonly analytics: Pick<AnalyticsStore, "refreshHistories">;
}

const EVERY_MS = 300_000;

/** Brings changes of mind, compliance and last decisions up to date (`refresh-histories`); never beside a settling. */
export function createHistoryRefresh({ store, analytics }: HistoryRefreshParts): Task {
  async function refresh(): Promise<"idle"> {
    await analytics.refreshHistories();
    return "idle";
  }
  return {
    name: "refresh-histories",
    everyMs: EVERY_MS,
    run: async () => (await store.exclusively(SETTLE_LOCK, refresh)) ?? "idle",
  };
}
