import type { Churn } from "../../ports.ts";
import { BANNER_METHODS } from "./banner-methods.ts";
import type { AnswerRow } from "./connection.ts";
import { count, decodeRows, text, word } from "./decode.ts";
import { toCondition } from "./filter.ts";
import { type Questions, toRows } from "./question.ts";

const OUTCOME = word("all_allowed", "all_denied", "partial");
const DAY = "toDate(received_at)";
/** Users by a number: grouping by tokens would hold millions of them in memory. */
const USER = "sipHash128(code, user_token)";
/** Cheaper; two users may share one, where that only means to look closer. */
const GROUP = "cityHash64(code, user_token)";

/**
 * What is asked of users over time: of silver, under codes. A user's past may reach back beyond the period, so what came
 * before it is read too, in the few columns that tell.
 */
export const BEHAVIOUR_QUESTIONS: Questions<"consentChurn" | "consentCompliance"> = {
  consentChurn(filter) {
    const { sql, values } = toCondition(filter);
    return {
      // Few users ever came to two outcomes, and only theirs are put in order. The last row is that of everything.
      sql: `WITH past AS (
          SELECT code, user_token, received_at, event_id, ${DAY} AS day, hostname, path, country, toString(outcome) AS outcome
          FROM consent_events FINAL
          WHERE code IN {codes:Array(String)} AND ${DAY} <= {to:Date} AND event_type = 'decision'
        ), in_order AS (
          SELECT *, lagInFrame(outcome, 1, '') OVER (PARTITION BY code, user_token ORDER BY received_at, event_id
              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS before
          FROM past WHERE ${GROUP} IN (SELECT ${GROUP} AS users FROM past GROUP BY users HAVING min(outcome) != max(outcome))
        ), changes AS (
          SELECT day, before, outcome, ${USER} AS user FROM in_order WHERE before != '' AND before != outcome AND ${sql}
        )
        SELECT * FROM (
          SELECT toString(day) AS day, before AS \`from\`, outcome AS \`to\`, count() AS changes, 0 AS users, 0 AS is_all
          FROM changes GROUP BY day, before, outcome
          UNION ALL SELECT '', '', '', (SELECT uniqExact(user) FROM changes), uniqExact(${USER}), 1 FROM past WHERE ${sql}
        ) ORDER BY is_all, day, \`from\`, \`to\``,
      values,
      decode: toChurn,
    };
  },
  consentCompliance(filter) {
    const { sql, values } = toCondition(filter, DAY);
    // Each user's first sight of anything beside its decisions; only the latter are asked for by place.
    return toRows(
      `WITH users AS (
          SELECT minIf(received_at, event_type != 'decision') AS first_at, countIf(event_type != 'decision') > 0 AS is_shown,
            groupArrayIf((received_at, method, outcome, gpc, gpp_string != '', empty(categories_disclosed)),
              event_type = 'decision' AND ${sql}) AS own
          FROM consent_events FINAL
          WHERE code IN {codes:Array(String)} AND ${DAY} <= addDays(toDate32({to:Date}), 1)
          GROUP BY ${USER}
        )
        SELECT toDate(tupleElement(decision, 1)) AS day, count() AS decisions,
          countIf(is_shown AND first_at <= tupleElement(decision, 1) + INTERVAL 60 SECOND) AS disclosedBefore,
          countIf(tupleElement(decision, 2) IN ${BANNER_METHODS} AND tupleElement(decision, 6)) AS withoutDisclosure,
          countIf(tupleElement(decision, 4)) AS gpc,
          countIf(tupleElement(decision, 4) AND tupleElement(decision, 3) != 'all_denied') AS gpcAgreed,
          countIf(tupleElement(decision, 5)) AS gpp,
          countIf(tupleElement(decision, 5) AND tupleElement(decision, 3) != 'all_denied') AS gppAgreed
        FROM users ARRAY JOIN own AS decision GROUP BY day ORDER BY day`,
      values,
      {
        ...{ day: text, decisions: count, disclosedBefore: count, withoutDisclosure: count },
        ...{ gpc: count, gpcAgreed: count, gpp: count, gppAgreed: count },
      },
    );
  },
};

function toChurn(rows: readonly AnswerRow[]): Churn {
  const changes = rows.filter((row) => row.is_all === 0);
  const [all] = rows.filter((row) => row.is_all === 1);
  return {
    days: decodeRows(changes, { day: text, from: OUTCOME, to: OUTCOME, changes: count }),
    users: count(all?.users),
    usersChanged: count(all?.changes),
  };
}
