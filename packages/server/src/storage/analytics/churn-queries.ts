import type { DecisionOutcome as StatedOutcome } from "@cookiehub/schemas/types";
import type { AnalyticsFilter } from "../ports.ts";
import { type AnalyticsQuery, toPageCondition, toPlaceConditions, toValues } from "./filter.ts";
import type { DecisionOutcome } from "./outcome.ts";

/** Outcomes as they are stated to the outside. */
export const STATED_OUTCOMES = {
  allAllowed: "all_allowed",
  allDenied: "all_denied",
  partial: "partial",
} as const satisfies Record<DecisionOutcome, StatedOutcome>;

export function toChangesQuery(filter: AnalyticsFilter): AnalyticsQuery {
  const { sql, values } = toPageCondition(filter);
  return {
    sql: `SELECT day, outcome_before AS "before", outcome_after AS "after", sum(changes) AS changes
      FROM consent_changes_daily WHERE ${sql}
      GROUP BY day, outcome_before, outcome_after ORDER BY day, outcome_before, outcome_after`,
    values,
  };
}

/**
 * Counts distinct users of the period: those of each of its days whose day before lies before the period. Whom a place is
 * asked of, may have decided elsewhere between: they are counted one by one, from an index that holds nothing else.
 */
export function toUsersQuery(filter: AnalyticsFilter): AnalyticsQuery {
  const conditions = toPlaceConditions(filter);
  const values = toValues(filter);
  if (conditions.length === 0) {
    return {
      sql: `SELECT coalesce(sum(users), 0) AS users, coalesce(sum(users_changed), 0) AS usersChanged
        FROM consent_users_daily
        WHERE code IN (SELECT value FROM json_each(@codes)) AND day BETWEEN @from AND @to AND previous_day < @from`,
      values,
    };
  }
  const count = (condition: string, index: string) => `SELECT count(*) FROM (
    SELECT DISTINCT code, user_token FROM consent_events INDEXED BY ${index}
    WHERE code IN (SELECT value FROM json_each(@codes)) AND ${condition}
      AND received_at_ms >= @fromMs AND received_at_ms < @beforeMs AND ${conditions.join(" AND ")})`;
  return {
    sql: `SELECT (${count("outcome IS NOT NULL", "consent_events_deciders")}) AS users,
      (${count("changed_from IS NOT NULL", "consent_events_changers")}) AS usersChanged`,
    values,
  };
}
