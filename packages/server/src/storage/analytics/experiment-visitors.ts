import { createHash } from "node:crypto";
import type { ConsentEventRow, ExperimentFilter } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { toDay } from "./day.ts";
import type { AnalyticsQuery } from "./filter.ts";
import { toUserKey } from "./keys.ts";
import { toDecisionOutcome } from "./outcome.ts";
import type { GoldSums } from "./silver-load.ts";

/** Decisions that answer a banner. A signal, an import or a call of the API would count for an arm that did not win it. */
export const BANNER_METHODS: ReadonlySet<string> = new Set([
  "banner_button",
  "banner_accept",
  "banner_reject",
  "preferences",
]);

// Rows arrive in any order; the earliest decision stays, and of two at one instant the one with the lesser id.
const IS_FIRST_DECISION = `excluded.decided_at_ms IS NOT NULL AND (decided_at_ms IS NULL
  OR (decided_at_ms, decision_id) > (excluded.decided_at_ms, excluded.decision_id))`;
const DECISION_COLUMNS = ["decided_at_ms", "decision_id", "outcome", "time_to_decision_ms"] as const;

const ADD_VISITOR = `INSERT INTO experiment_visitors
    (code, variant, visitor, first_day, impressions, has_opened_dialog, ${DECISION_COLUMNS.join(", ")})
  VALUES (@code, @variant, @visitor, @day, @impressions, @hasOpenedDialog, @decidedAtMs, @decisionId, @outcome, @timeToDecisionMs)
  ON CONFLICT (code, variant, visitor) DO UPDATE SET
    first_day = min(first_day, excluded.first_day),
    impressions = impressions + excluded.impressions,
    has_opened_dialog = max(has_opened_dialog, excluded.has_opened_dialog),
    ${DECISION_COLUMNS.map((column) => `${column} = iif(${IS_FIRST_DECISION}, excluded.${column}, ${column})`).join(", ")}`;

type Values = Readonly<Record<string, string | number | null>>;

// What silver says of one visitor of an arm, as `ADD_VISITOR` would have come to.
const REBUILD_VISITOR = `INSERT INTO experiment_visitors
    (code, variant, visitor, first_day, impressions, has_opened_dialog, ${DECISION_COLUMNS.join(", ")})
  WITH own AS (
    SELECT * FROM consent_events INDEXED BY consent_events_sights
    WHERE user_key = @userKey AND code = @code AND user_token = @userToken AND variant = @variant AND outcome IS NULL
    UNION ALL
    SELECT * FROM consent_events INDEXED BY consent_events_decisions
    WHERE user_key = @userKey AND code = @code AND user_token = @userToken AND variant = @variant AND outcome IS NOT NULL
      AND method IN (SELECT value FROM json_each(@methods))
  ), decision AS (
    SELECT * FROM own WHERE outcome IS NOT NULL ORDER BY received_at_ms, event_id LIMIT 1
  )
  SELECT @code, @variant, @visitor, date(min(received_at_ms) / 1000, 'unixepoch'),
    count(*) FILTER (WHERE event_type = 'impression'), max(event_type = 'dialog_opened'),
    (SELECT received_at_ms FROM decision), (SELECT event_id FROM decision), (SELECT outcome FROM decision),
    (SELECT time_to_decision_ms FROM decision)
  FROM own HAVING count(*) > 0`;

/** Prepares the visitors of experiments: new rows are merged in any order, who lost one is read from silver again. */
export function prepareExperimentVisitors(database: Database): () => GoldSums<ConsentEventRow> {
  const addVisitor = database.prepare<[Values]>(ADD_VISITOR);
  const rebuild = database.prepare<[Values]>(REBUILD_VISITOR);
  const remove = database.prepare<[Values]>(
    "DELETE FROM experiment_visitors WHERE code = @code AND variant = @variant AND visitor = @visitor",
  );
  const methods = JSON.stringify([...BANNER_METHODS]);

  return () => {
    const changed = new Map<string, ConsentEventRow>();
    return {
      putIn(row) {
        if (isOfArm(row)) addVisitor.run(toValues(row, row.eventType === "decision"));
      },
      takeOut(row) {
        if (isOfArm(row)) changed.set(JSON.stringify([row.code, row.variant, row.userToken]), row);
      },
      write() {
        for (const row of changed.values()) {
          const { code, variant, userToken } = row;
          const visitor = { code, variant, visitor: toVisitor(row) };
          remove.run(visitor);
          rebuild.run({ ...visitor, userKey: toUserKey(code, userToken), userToken, methods });
        }
        changed.clear();
      },
    };
  };
}

function isOfArm({ variant, eventType, method }: ConsentEventRow): boolean {
  return variant !== "" && (eventType !== "decision" || BANNER_METHODS.has(method));
}

function toValues(row: ConsentEventRow, isDecision: boolean): Values {
  return {
    code: row.code,
    variant: row.variant,
    visitor: toVisitor(row),
    day: toDay(row.receivedAtMs),
    impressions: row.eventType === "impression" ? 1 : 0,
    hasOpenedDialog: row.eventType === "dialog_opened" ? 1 : 0,
    decidedAtMs: isDecision ? row.receivedAtMs : null,
    decisionId: isDecision ? row.eventId : null,
    outcome: isDecision ? toDecisionOutcome(row.categoriesDisclosed, row.categoriesConsented) : null,
    timeToDecisionMs: isDecision ? row.timeToDecisionMs : null,
  };
}

// A device id is a capability (D4), and nobody has to read it back from here.
function toVisitor({ code, userToken }: ConsentEventRow): string {
  return createHash("sha256").update(`${code} ${userToken}`).digest("base64url").slice(0, 22);
}

/** Counts the visitors of some arms, reading one range of the key per arm. */
export function toExperimentQuery({ code, variants, from, to }: ExperimentFilter): AnalyticsQuery {
  // Named, they are ranges of the key; a list that may be null would be none.
  const isAll = variants === null;
  return {
    sql: `WITH seen AS (
        SELECT * FROM experiment_visitors
        WHERE code = @code AND ${isAll ? "TRUE" : "variant IN (SELECT value FROM json_each(@variants))"} AND first_day BETWEEN @from AND @to
      ), ranked AS (
        SELECT variant, time_to_decision_ms AS ms, count(*) OVER (PARTITION BY variant) AS size,
          row_number() OVER (PARTITION BY variant ORDER BY time_to_decision_ms) AS position
        FROM seen WHERE time_to_decision_ms IS NOT NULL
      ), times AS (
        SELECT variant, min(ms) FILTER (WHERE position * 100 >= size * 50) AS median,
          min(ms) FILTER (WHERE position * 100 >= size * 90) AS p90
        FROM ranked GROUP BY variant
      )
      SELECT seen.variant AS variant, count(*) AS visitors, sum(impressions) AS impressions,
        sum(has_opened_dialog) AS dialogsOpened,
        count(*) FILTER (WHERE has_opened_dialog = 1 OR outcome IS NOT NULL) AS interacted,
        count(outcome) AS decisions,
        count(*) FILTER (WHERE outcome = 'allAllowed') AS allAllowed,
        count(*) FILTER (WHERE outcome = 'allDenied') AS allDenied,
        count(*) FILTER (WHERE outcome = 'partial') AS "partial",
        count(time_to_decision_ms) AS timedDecisions, times.median AS medianMs, times.p90 AS p90Ms
      FROM seen LEFT JOIN times ON times.variant = seen.variant
      GROUP BY seen.variant ORDER BY seen.variant`,
    values: { code, from, to, ...(variants && { variants: JSON.stringify(variants) }) },
  };
}
