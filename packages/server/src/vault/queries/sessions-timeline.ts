import type { SessionDimension, SessionsTimelineAnswer } from "@cookiehub/schemas/types";
import type { DimensionFilter } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { toDays } from "./period.ts";
import { toGroups } from "./series.ts";
import { toSessionSeries } from "./session-series.ts";

/** Answers the sessions of each value of a dimension, day by day and in all; values with most requests first. */
export async function readSessionsTimeline(
  analytics: AskedAnalytics,
  filter: DimensionFilter,
  dimension: SessionDimension,
  { limit, botFilterFrom }: { readonly limit: number; readonly botFilterFrom: string },
): Promise<SessionsTimelineAnswer> {
  const rows = await analytics.ask("sessionDimension", { ...filter, dimension });
  const { count, groups } = toGroups(
    rows,
    ({ value }) => value,
    ({ sessions }) => sessions,
    limit,
  );
  const days = toDays(filter.from, filter.to);
  return {
    from: filter.from,
    to: filter.to,
    bot_filter_from: botFilterFrom,
    dimension,
    ...toSessionSeries(rows, days, botFilterFrom),
    value_count: count,
    values: groups.map(({ key, rows: own }) => ({ value: key, ...toSessionSeries(own, days, botFilterFrom) })),
  };
}
