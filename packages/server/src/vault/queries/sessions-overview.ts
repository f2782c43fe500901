import type { SessionsOverviewAnswer } from "@cookiehub/schemas/types";
import type { AnalyticsFilter } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { toDays } from "./period.ts";
import { toSessionSeries } from "./session-series.ts";

/** Answers how many sessions count, and how many are excluded and why, day by day and in all. */
export async function readSessionsOverview(
  analytics: AskedAnalytics,
  filter: AnalyticsFilter,
  botFilterFrom: string,
): Promise<SessionsOverviewAnswer> {
  const rows = await analytics.ask("sessionDays", filter);
  return {
    from: filter.from,
    to: filter.to,
    bot_filter_from: botFilterFrom,
    ...toSessionSeries(rows, toDays(filter.from, filter.to), botFilterFrom),
  };
}
