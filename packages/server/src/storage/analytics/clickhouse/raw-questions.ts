import type { ConsentEventRow, EventPageQuestion } from "../../ports.ts";
import type { Values } from "./connection.ts";
import { count, countOrNull, type Decoders, flag, text, texts, word } from "./decode.ts";
import { toCondition } from "./filter.ts";
import { type Questions, toRows } from "./question.ts";
import { toTime } from "./silver-rows.ts";

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
    return toPage(question, sql, values);
  },
  rawLatestDecisions(question) {
    const { sql, values } = toCondition(question, DAY);
    const decisions = `${sql} AND event_type = 'decision'`;
    return toPage(
      question,
      `${decisions} AND (code, received_at, event_id) IN (
          SELECT code, tupleElement(last, 1), tupleElement(last, 2) FROM (
            SELECT code, max((received_at, event_id)) AS last FROM consent_events FINAL WHERE ${decisions} GROUP BY code, user_token
          )
        )`,
      values,
    );
  },
};

function toPage({ after, limit }: EventPageQuestion, condition: string, values: Values) {
  const later =
    after === undefined
      ? ""
      : ` AND received_at >= {afterTime:DateTime64(3, 'UTC')}
          AND (received_at, code, event_id) > ({afterTime:DateTime64(3, 'UTC')}, {afterCode:String}, {afterId:String})`;
  return toRows(
    `SELECT ${COLUMNS} FROM consent_events FINAL WHERE ${condition}${later}
      ORDER BY received_at, code, event_id LIMIT {limit:UInt32}`,
    {
      ...values,
      limit: Math.min(limit, ROWS_MAX),
      ...(after && { afterTime: toTime(after.receivedAtMs), afterCode: after.code, afterId: after.eventId }),
    },
    ROW,
  );
}
