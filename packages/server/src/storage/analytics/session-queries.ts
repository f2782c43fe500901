import type { AnalyticsFilter } from "../ports.ts";
import { type AnalyticsQuery, fromPlaces, toPageCondition, toValues } from "./filter.ts";

/** A day has many pages, so they are read only where a path is asked for. */
export function toSessionDaysQuery(filter: AnalyticsFilter): AnalyticsQuery {
  const isOfPath = filter.pathSegment !== undefined;
  const { sql, values } = isOfPath ? toPageCondition(filter) : { sql: "", values: toValues(filter) };
  const from = (pages: string, places: string) =>
    isOfPath ? `FROM ${pages} WHERE ${sql}` : fromPlaces(places, filter);
  return {
    sql: `SELECT day, sum(sessions) AS sessions, sum(excluded_by_network) AS excludedByNetwork,
        sum(excluded_by_agent) AS excludedByAgent
      FROM (
        SELECT day, sum(sessions) AS sessions, sum(excluded_by_network) AS excluded_by_network, 0 AS excluded_by_agent
        ${from("sessions_daily", "sessions_place_daily")} GROUP BY day
        UNION ALL
        SELECT day, 0, 0, sum(excluded_by_agent)
        ${from("sessions_agents_daily", "sessions_agents_place_daily")} GROUP BY day
      ) GROUP BY day ORDER BY day`,
    values,
  };
}
