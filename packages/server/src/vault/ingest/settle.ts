import type { Logger } from "../../http/log.ts";
import type { AnalyticsStore, RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";

export interface SettleParts {
  readonly store: Pick<RelationalStore, "exclusively">;
  readonly analytics: Pick<AnalyticsStore, "settleDay">;
  readonly log: Logger;
  readonly now: () => number;
}

export interface Settle {
  readonly task: Task;
  /** Lines of rollups that were wrong when their day was last settled, by this process. */
  readonly driftRows: () => number;
}

/** Held by whoever writes prepared figures of days anew. */
export const SETTLE_LOCK = "settle";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** CloudFront delivers up to 24 hours late, and loading takes its time. */
const LATE_MS = 26 * HOUR_MS;
/** A log that could not be pulled at first may come as long as its provider keeps it. */
const DAYS_BACK = 4;

/** Settles each day once nothing more should come to it, and the days before it once more: what comes later still is found then. */
export function createSettle({ store, analytics, log, now }: SettleParts): Settle {
  const drifts = new Map<string, number>();
  let settledOn = "";

  async function settle(stopping: AbortSignal | undefined): Promise<"done" | "idle"> {
    const days = toClosedDays(now());
    const today = days.at(-1) ?? "";
    if (today === settledOn) return "idle";
    for (const day of days) {
      if (stopping?.aborted) return "idle";
      const found = await analytics.settleDay(day);
      const lines = found.reduce((sum, drift) => sum + drift.lines, 0);
      drifts.set(day, lines);
      if (lines > 0) log.warn({ day, lines, drifts: found }, "figures of a closed day were rebuilt");
    }
    for (const day of drifts.keys()) if (!days.includes(day)) drifts.delete(day);
    settledOn = today;
    return "idle";
  }

  return {
    task: {
      name: "settle",
      everyMs: HOUR_MS,
      run: async (stopping) => (await store.exclusively(SETTLE_LOCK, () => settle(stopping))) ?? "idle",
    },
    driftRows: () => [...drifts.values()].reduce((sum, lines) => sum + lines, 0),
  };
}

/** The last days to which nothing more should come, oldest first. */
export function toClosedDays(nowMs: number): string[] {
  const lastStartMs = Math.floor((nowMs - LATE_MS) / DAY_MS) * DAY_MS - DAY_MS;
  return Array.from({ length: DAYS_BACK }, (_, index) =>
    new Date(lastStartMs - (DAYS_BACK - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}
