import type { SessionCounts, SessionsOverviewAnswer } from "@cookiehub/schemas/types";
import type { SessionDay } from "../../storage/ports.ts";
import { round4 } from "./period.ts";
import { type Figures, toSeries } from "./series.ts";

const FIGURES: Figures<Exclude<keyof SessionDay, "day">, SessionCounts> = {
  keys: ["sessions", "excludedByNetwork", "excludedByAgent"],
  toCounts: ({ sessions, excludedByNetwork, excludedByAgent }) => {
    const excluded = excludedByNetwork + excludedByAgent;
    return {
      sessions: sessions - excluded,
      all_sessions: sessions,
      excluded_network: excludedByNetwork,
      excluded_user_agent: excludedByAgent,
      excluded_rate: round4(excluded, sessions),
    };
  },
};

/**
 * Tells the sessions of a period and of each of its days. Days before `filterFrom` count every session and exclude none,
 * whatever is known of them by now: figures that were published once stay as they were.
 */
export function toSessionSeries(
  rows: readonly SessionDay[],
  days: readonly string[],
  filterFrom: string,
): Pick<SessionsOverviewAnswer, "totals" | "days"> {
  const counted = rows.map((row) =>
    row.day < filterFrom ? { ...row, excludedByNetwork: 0, excludedByAgent: 0 } : row,
  );
  const series = toSeries(FIGURES, counted, days);
  return { ...series, days: series.days.map((counts) => ({ ...counts, is_filtered: counts.day >= filterFrom })) };
}
