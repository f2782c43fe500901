import type { AnalyticsFilter, Churn } from "../../ports.ts";
import type { AnswerRow } from "./connection.ts";
import { count, decodeRows, text, word } from "./decode.ts";
import { toCondition } from "./filter.ts";
import { type Questions, toRows } from "./question.ts";

const SETTINGS = "local_filesystem_read_method = 'pread', max_threads = 1";
const OUTCOME = word("all_allowed", "all_denied", "partial");
/**
 * What is asked of users over time: of decisions that stand beside what their user had done before, and of the sums of these
 * (`histories.ts`).
 */
export const BEHAVIOUR_QUESTIONS: Questions<"consentChurn" | "consentCompliance"> = {
  consentChurn(filter) {
    const { sql, values } = toCondition(filter);
    const changes = `consent_changes_daily FINAL WHERE ${sql} AND times > 0`;
    // The last row is that of everything.
    const churn = `SELECT changed_on AS day, * EXCEPT changed_on FROM (
          SELECT toString(day) AS changed_on, toString(outcome_before) AS \`from\`, toString(outcome) AS \`to\`, sum(times) AS changes, 0 AS users, 0 AS is_all
          FROM ${changes} GROUP BY changed_on, \`from\`, \`to\`
          UNION ALL SELECT '', '', '', (SELECT uniqExact(user) FROM ${changes}), (${toUsers(filter, sql)}), 1
        ) ORDER BY is_all, changed_on, \`from\`, \`to\` SETTINGS ${SETTINGS}`;
    return { ask: async (connection) => toChurn(await connection.ask(churn, values)) };
  },
  consentCompliance(filter) {
    const { sql, values } = toCondition(filter);
    return toRows(
      `SELECT day, sum(decided) AS decisions, sum(informed) AS disclosedBefore, sum(uninformed) AS withoutDisclosure,
          sum(under_gpc) AS gpc, sum(gpc_agreed) AS gpcAgreed, sum(under_gpp) AS gpp, sum(gpp_agreed) AS gppAgreed
        FROM consent_compliance_daily FINAL WHERE ${sql} AND decided > 0 GROUP BY day ORDER BY day SETTINGS ${SETTINGS}`,
      values,
      {
        ...{ day: text, decisions: count, disclosedBefore: count, withoutDisclosure: count },
        ...{ gpc: count, gpcAgreed: count, gpp: count, gppAgreed: count },
      },
    );
  },
};

/** Distinct users of the period: of a place they are told apart, of everything those whose last day lies before it. */
function toUsers({ hostname, pathSegment, country }: AnalyticsFilter, sql: string): string {
  const isOfPlace = hostname !== undefined || pathSegment !== undefined || country !== undefined;
  return isOfPlace
    ? `SELECT uniqExact(user) FROM consent_histories WHERE ${sql}`
    : `SELECT sum(users) FROM consent_users_daily FINAL WHERE ${sql} AND day_before < toDate32({from:Date})`;
}

function toChurn(rows: readonly AnswerRow[]): Churn {
  const changes = rows.filter((row) => row.is_all === 0);
  const [all] = rows.filter((row) => row.is_all === 1);
  return {
    days: decodeRows(changes, { day: text, from: OUTCOME, to: OUTCOME, changes: count }),
    users: count(all?.users),
    usersChanged: count(all?.changes),
  };
}
