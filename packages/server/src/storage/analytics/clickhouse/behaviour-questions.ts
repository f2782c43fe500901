import type { Churn, ChurnDay } from "../../ports.ts";
import { count, decodeRows, text, word } from "./decode.ts";
import { toCondition } from "./filter.ts";
import { type Questions, toRows } from "./question.ts";

const OUTCOME = word("all_allowed", "all_denied", "partial");
const DAY = "toDate(received_at)";
/** Decisions that answer a banner or dialog. */
const BY_BANNER = "method IN ('banner_button', 'banner_accept', 'banner_reject', 'preferences')";

/**
 * What is asked of users over time: of silver, under codes. A user's past may reach back beyond the period, so what came
 * before it is read too, in the few columns that tell.
 */
export const BEHAVIOUR_QUESTIONS: Questions<"consentChurn" | "consentCompliance"> = {
  consentChurn(filter) {
    const { sql, values } = toCondition(filter);
    return {
      // Groups of a day and change, and one of everything, in which all of these are empty.
      sql: `WITH decisions AS (
          SELECT code, user_token, ${DAY} AS day, hostname, path, country, outcome,
            lagInFrame(outcome, 1, '') OVER (PARTITION BY code, user_token ORDER BY received_at, event_id
              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS before
          FROM consent_events FINAL
          WHERE code IN {codes:Array(String)} AND ${DAY} <= {to:Date} AND event_type = 'decision'
        ), asked AS (
          SELECT code, user_token, day, if(before = outcome, '', before) AS changed_from, if(changed_from = '', '', outcome) AS changed_to
          FROM decisions WHERE ${sql}
        )
        SELECT toString(day) AS day, toString(changed_from) AS \`from\`, toString(changed_to) AS \`to\`, count() AS changes,
          uniqExact(code, user_token) AS users, uniqExactIf((code, user_token), changed_from != '') AS usersChanged,
          grouping(day) AS is_all
        FROM asked GROUP BY GROUPING SETS ((day, changed_from, changed_to), ())
        ORDER BY is_all, day, \`from\`, \`to\``,
      values,
      decode: toChurn,
    };
  },
  consentCompliance(filter) {
    const { sql, values } = toCondition(filter, DAY);
    return toRows(
      `WITH shown AS (
          SELECT code, user_token, min(received_at) AS first_at FROM consent_events FINAL
          WHERE code IN {codes:Array(String)} AND event_type != 'decision' AND ${DAY} <= addDays(toDate32({to:Date}), 1)
          GROUP BY code, user_token
        ), decisions AS (
          SELECT code, user_token, received_at, method, outcome, gpc, gpp_string, categories_disclosed
          FROM consent_events FINAL WHERE ${sql} AND event_type = 'decision'
        )
        SELECT ${DAY} AS day, count() AS decisions,
          countIf(first_at IS NOT NULL AND first_at <= received_at + INTERVAL 60 SECOND) AS disclosedBefore,
          countIf(${BY_BANNER} AND empty(categories_disclosed)) AS withoutDisclosure,
          countIf(gpc) AS gpc, countIf(decisions.gpc AND outcome != 'all_denied') AS gpcAgreed,
          countIf(gpp_string != '') AS gpp, countIf(gpp_string != '' AND outcome != 'all_denied') AS gppAgreed
        FROM decisions LEFT JOIN shown USING (code, user_token)
        GROUP BY day ORDER BY day SETTINGS join_use_nulls = 1`,
      values,
      {
        ...{ day: text, decisions: count, disclosedBefore: count, withoutDisclosure: count },
        ...{ gpc: count, gpcAgreed: count, gpp: count, gppAgreed: count },
      },
    );
  },
};

function toChurn(rows: readonly Record<string, unknown>[]): Churn {
  const changes = rows.filter((row) => row.is_all === 0 && row.from !== "");
  const all = rows.find((row) => row.is_all === 1);
  const days: readonly ChurnDay[] = decodeRows(changes, { day: text, from: OUTCOME, to: OUTCOME, changes: count });
  if (all === undefined) return { days, users: 0, usersChanged: 0 };
  return { days, users: count(all.users), usersChanged: count(all.usersChanged) };
}
