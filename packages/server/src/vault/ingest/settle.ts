import type { Logger } from "../../http/log.ts";
import type { AnalyticsStore, RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";

export interface SettleParts {
  readonly store: Pick<RelationalStore, "exclusively">;
  readonly analytics: Pick<AnalyticsStore, "settleDay" | "readTouchedDays">;
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

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** CloudFront delivers up to 24 hours late, and loading takes its time. */
const LATE_MS = 26 * HOUR_MS;
/** A log that could not be pulled at first may come as long as its provider keeps it. */
const DAYS_BACK = 4;

/** Settles each day once nothing more should come to it, and the days before it once more: what comes later still is found then. */
export function createSettle({ store, analytics, log, now }: SettleParts): Settle {
  const drifts = new Map<string, number>();
  let settledOn = "";

  async function settle(days: readonly string[], stopping: AbortSignal | undefined): Promise<"idle"> {
    // Older ones that sessions came to lately: of a file that was given up and loaded later, perhaps for the second time.
    const touched = await analytics.readTouchedDays(now() - DAYS_BACK * DAY_MS);
    const older = touched.filter((day) => day < (days[0] ?? ""));
    for (const day of [...older, ...days]) {
      if (stopping?.aborted) return "idle";
      const found = await analytics.settleDay(day);
      const lines = found.reduce((sum, drift) => sum + drift.lines, 0);
      drifts.set(day, lines);
      if (lines > 0) log.warn({ day, lines, drifts: found }, "figures of a closed day were rebuilt");
    }
    for (const day of drifts.keys()) if (!days.includes(day) && !older.includes(day)) drifts.delete(day);
    settledOn = days.at(-1) ?? "";
    return "idle";
  }

  return {
    task: {
      name: "settle",
      // Where another has the lock just now, its turn comes in a minute; a day that is done asks for no lock.
      everyMs: MINUTE_MS,
      run: async (stopping) => {
        const days = toClosedDays(now());
        if (days.at(-1) === settledOn) return "idle";
        return (await store.exclusively(SETTLE_LOCK, () => settle(days, stopping))) ?? "idle";
      },
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
