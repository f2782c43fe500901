import type { ConsentEventRow, EventPageQuestion, EventPosition } from "../../ports.ts";
import { count, countOrNull, type Decoders, flag, text, texts, word } from "./decode.ts";
import { type Condition, toCondition } from "./filter.ts";
import { type Questions, toRows } from "./question.ts";
import { TIME_MAX_MS, toTime } from "./silver-rows.ts";

/** Most rows of one answer. */
const ROWS_MAX = 50_000;
const DAY = "toDate(received_at)";

const ROW: Decoders<ConsentEventRow> = {
  eventId: text,
  code: text,
  receivedAtMs: count,
  eventType: word("impression", "dialog_opened", "decision"),
  userToken: text,
  hostname: text,
  path: text,
  country: text,
  region: text,
  language: text,
  device: text,
  os: text,
  browser: text,
  browserContext: word("browser", "in_app", "webview", ""),
  regulation: text,
  policyVersion: text,
  bannerVersion: text,
  variant: text,
  method: text,
  gpc: flag,
  tcString: text,
  gppString: text,
  categoriesDisclosed: texts,
  categoriesConsented: texts,
  servicesDisclosed: texts,
  servicesConsented: texts,
  vendorsDisclosed: texts,
  vendorsConsented: texts,
  source: text,
  timeToDecisionMs: countOrNull,
};

const COLUMNS = Object.keys(ROW)
  .map((field) => {
    if (field === "receivedAtMs") return "toUnixTimestamp64Milli(received_at) AS receivedAtMs";
    const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return column === field ? column : `${column} AS ${field}`;
  })
  .join(", ");

/** What is asked of silver itself. A code and a time, or a user, bound what is read; rows of one key count once. */
export const RAW_QUESTIONS: Questions<"rawUserEvents" | "rawEvents" | "rawLatestDecisions"> = {
  rawUserEvents({ codes, userToken }) {
    return toRows(
      `SELECT ${COLUMNS} FROM consent_events FINAL
        WHERE code IN {codes:Array(String)} AND user_token = {userToken:String}
        ORDER BY received_at, event_id, code LIMIT ${ROWS_MAX}`,
      { codes, userToken },
      ROW,
    );
  },
  rawEvents(question) {
    const { sql, values } = toCondition(question, DAY);
    const page = toPage(question);
    return toRows(
      `SELECT ${COLUMNS} FROM consent_events FINAL WHERE ${sql}${page.later} ORDER BY ${page.order} LIMIT {limit:UInt32}`,
      { ...values, ...page.values },
      ROW,
    );
  },
  rawLatestDecisions(question) {
    const { sql, values } = toCondition(question, DAY);
    const page = toPage(question);
    // The keys of one page first: whole rows are read for these alone.
    return toRows(
      `SELECT ${COLUMNS} FROM consent_events FINAL
        WHERE ${sql} AND event_type = 'decision' AND (code, received_at, event_id) IN (
          SELECT code, received_at, event_id FROM (
            SELECT code, tupleElement(last, 1) AS received_at, tupleElement(last, 2) AS event_id FROM (
              SELECT code, max((received_at, event_id)) AS last FROM consent_events FINAL
              WHERE ${sql} AND event_type = 'decision' GROUP BY code, sipHash128(user_token)
            )
          ) WHERE true${page.later} ORDER BY ${page.order} LIMIT {limit:UInt32}
        )
        ORDER BY ${page.order}`,
      { ...values, ...page.values },
      ROW,
    );
  },
};

function toPage({ codes, after, limit }: EventPageQuestion) {
  const later = toLater(after);
  return {
    // Of one code that is the order of silver, which is read from its place on, and not sorted.
    order: codes.length === 1 ? "code, received_at, event_id" : "received_at, code, event_id",
    later: later.sql,
    values: { limit: Math.min(limit, ROWS_MAX), ...later.values },
  };
}

/** What follows a position, which anybody may have made up: no row stands before or after the times that there are. */
function toLater(after: EventPosition | undefined): Condition {
  if (after === undefined || after.receivedAtMs < 0) return { sql: "", values: {} };
  if (after.receivedAtMs >= TIME_MAX_MS) return { sql: " AND false", values: {} };
  return {
    sql: ` AND received_at >= {afterTime:DateTime64(3, 'UTC')}
          AND (received_at, code, event_id) > ({afterTime:DateTime64(3, 'UTC')}, {afterCode:String}, {afterId:String})`,
    values: { afterTime: toTime(after.receivedAtMs), afterCode: after.code, afterId: after.eventId },
  };
}
