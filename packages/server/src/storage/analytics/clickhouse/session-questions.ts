import { count, text } from "./decode.ts";
import { toCondition } from "./filter.ts";
import { type Questions, toGoldRows } from "./question.ts";

const SUMS = `sum(sessions) AS sessions, sum(excluded_by_network) AS excludedByNetwork, sum(excluded) AS excludedByAgent`;
const sums = { sessions: count, excludedByNetwork: count, excludedByAgent: count };

/** What is asked of the rollups of sessions, and of what was excluded from them for its user agent. */
export const SESSION_QUESTIONS: Questions<"sessionDays" | "sessionDimension"> = {
  sessionDays(filter) {
    const { sql, values } = toCondition(filter);
    // A session has one value of each dimension: the sum over those of one is that over all pages, and shorter.
    const [counted, excluded] =
      filter.pathSegment === undefined
        ? [
            "sessions_dim_daily WHERE dimension = 'device' AND",
            "sessions_by_agent_dim_daily FINAL WHERE dimension = 'device' AND",
          ]
        : ["sessions_daily WHERE", "sessions_by_agent_daily FINAL WHERE"];
    return toGoldRows(
      `SELECT day, ${SUMS} FROM (
          SELECT day, sessions, excluded_by_network, 0 AS excluded FROM ${counted} ${sql}
          UNION ALL SELECT day, 0, 0, excluded FROM ${excluded} ${sql} AND excluded > 0
        ) GROUP BY day ORDER BY day`,
      values,
      { day: text, ...sums },
    );
  },
  sessionDimension({ dimension, ...filter }) {
    const { sql, values } = toCondition(filter);
    const asked = `${sql} AND dimension = {dimension:String}`;
    return toGoldRows(
      `SELECT day, toString(value) AS value, ${SUMS} FROM (
          SELECT day, value, sessions, excluded_by_network, 0 AS excluded FROM sessions_dim_daily WHERE ${asked}
          UNION ALL SELECT day, value, 0, 0, excluded FROM sessions_by_agent_dim_daily FINAL WHERE ${asked} AND excluded > 0
        ) GROUP BY day, value ORDER BY day, value`,
      { ...values, dimension },
      { day: text, value: text, ...sums },
    );
  },
};
