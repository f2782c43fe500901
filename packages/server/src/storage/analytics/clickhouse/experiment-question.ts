import { BANNER_METHODS } from "./banner-methods.ts";
import { count, countOrNull, text } from "./decode.ts";
import { toDay } from "./filter.ts";
import { type Questions, toRows } from "./question.ts";

/** By nearest rank: the least time that is not below so many hundredths of all. */
const toQuantile = (hundredths: number) =>
  `if(empty(times), NULL, times[intDiv(length(times) * ${hundredths} + 99, 100)])`;

/** Counts the visitors of arms from silver: a visitor cannot be added up over days. */
export const EXPERIMENT_QUESTIONS: Questions<"experimentCounts"> = {
  experimentCounts({ code, variants, from, to }) {
    const ofArms = variants === null ? "variant != ''" : "variant != '' AND variant IN {variants:Array(String)}";
    return toRows(
      // The first decision of each visitor, of two at one instant the one with the lesser id.
      `WITH visitors AS (
          SELECT variant, user_token, min(toDate(received_at)) AS first_day,
            countIf(event_type = 'impression') AS impressions, countIf(event_type = 'dialog_opened') > 0 AS has_opened,
            countIf(event_type = 'decision') > 0 AS has_decided,
            argMinIf((toString(outcome), time_to_decision_ms), (received_at, event_id), event_type = 'decision') AS decision
          FROM consent_events FINAL
          WHERE code = {code:String} AND ${ofArms} AND (event_type != 'decision' OR method IN ${BANNER_METHODS})
          GROUP BY variant, user_token
          HAVING first_day BETWEEN {from:Date} AND {to:Date}
        ), arms AS (
          SELECT variant, count() AS visitors, sum(impressions) AS impressions, sum(has_opened) AS dialogsOpened,
            countIf(has_opened OR has_decided) AS interacted, sum(has_decided) AS decisions,
            countIf(has_decided AND decision.1 = 'all_allowed') AS allAllowed,
            countIf(has_decided AND decision.1 = 'all_denied') AS allDenied,
            countIf(has_decided AND decision.1 = 'partial') AS \`partial\`,
            arraySort(groupArrayIf(assumeNotNull(decision.2), has_decided AND decision.2 IS NOT NULL)) AS times
          FROM visitors GROUP BY variant
        )
        SELECT toString(variant) AS variant, visitors, impressions, dialogsOpened, interacted, decisions, allAllowed, allDenied, \`partial\`,
          length(times) AS timedDecisions, ${toQuantile(50)} AS medianMs, ${toQuantile(90)} AS p90Ms
        FROM arms ORDER BY variant`,
      { code, from: toDay(from), to: toDay(to), ...(variants && { variants }) },
      {
        ...{ variant: text, visitors: count, impressions: count, dialogsOpened: count, interacted: count },
        ...{ decisions: count, allAllowed: count, allDenied: count, partial: count },
        ...{ timedDecisions: count, medianMs: countOrNull, p90Ms: countOrNull },
      },
    );
  },
};
