import type { AnalyticsFilter } from "../ports.ts";
import { type AnalyticsQuery, fromPlaces, toPageCondition, toValues } from "./filter.ts";

const STATUS_SUMS = "sum(all_allowed) AS allAllowed, sum(all_denied) AS allDenied, sum(partial) AS partial";
const HAS_DECISIONS = "HAVING sum(all_allowed) + sum(all_denied) + sum(partial) > 0";

export function toStatusQuery(filter: AnalyticsFilter): AnalyticsQuery {
  return toDailySums(filter, "consent_status_daily", STATUS_SUMS, HAS_DECISIONS);
}

export function toFunnelQuery(filter: AnalyticsFilter): AnalyticsQuery {
  const sums = "sum(impressions) AS impressions, sum(dialogs_opened) AS dialogsOpened, sum(decisions) AS decisions";
  return toDailySums(filter, "consent_funnel_daily", sums, "");
}

export function toComplianceQuery(filter: AnalyticsFilter): AnalyticsQuery {
  const sums = `sum(all_allowed) + sum(all_denied) + sum(partial) AS decisions, sum(disclosed_before) AS disclosedBefore,
    sum(without_disclosure) AS withoutDisclosure, sum(gpc) AS gpc, sum(gpc_agreed) AS gpcAgreed,
    sum(gpp) AS gpp, sum(gpp_agreed) AS gppAgreed`;
  return toDailySums(filter, "consent_status_daily", sums, HAS_DECISIONS);
}

/** A day has many pages, so they are read only where a path is asked for. */
function toDailySums(filter: AnalyticsFilter, pageTable: string, sums: string, having: string): AnalyticsQuery {
  if (filter.pathSegment === undefined) {
    const from = fromPlaces("consent_place_daily", filter);
    return { sql: `SELECT day, ${sums} ${from} GROUP BY day ${having} ORDER BY day`, values: toValues(filter) };
  }
  const { sql, values } = toPageCondition(filter);
  return { sql: `SELECT day, ${sums} FROM ${pageTable} WHERE ${sql} GROUP BY day ${having} ORDER BY day`, values };
}

export function toCategoryQuery(filter: AnalyticsFilter): AnalyticsQuery {
  const { sql, values } = toPageCondition(filter);
  return {
    sql: `WITH chosen AS (
        SELECT day, choice, sum(decisions) AS decisions FROM consent_choice_daily WHERE ${sql} GROUP BY day, choice
      )
      SELECT day, category, sum(decisions) AS disclosed, sum(decisions * is_consented) AS consented
      FROM chosen JOIN choice_categories USING (choice) GROUP BY day, category ORDER BY day, category`,
    values,
  };
}
