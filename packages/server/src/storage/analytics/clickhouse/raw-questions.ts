import type { ConsentEventRow, EventPageQuestion, EventPosition } from "../../ports.ts";
import { toDay } from "../day.ts";
import type { Connection } from "./connection.ts";
import { count, countOrNull, type Decoders, flag, text, texts, word } from "./decode.ts";
import { type Condition, toDay as toBound, toCondition } from "./filter.ts";
import { type Questions, toGoldRows, toRows } from "./question.ts";
import { TIME_MAX_MS, toTime } from "./silver-rows.ts";

/** Most rows of one answer. */
const ROWS_MAX = 50_000;
/** Most keys of one statement: a bound value is at most 128 KiB by the server's default (`http_max_field_value_size`). */
const KEYS_MAX = 1_000;
/** Most decisions that are looked through at a time for those that are the last of their user. */
const CANDIDATES_MAX = 200_000;
/** Most days that are looked through at a time. */
const DAYS_MAX = 4096;
const DAY = "toDate(received_at)";

type Asked = Pick<Connection, "ask">;

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
      // Keys by the index of tokens, which FINAL would not go by; then whole rows of these alone.
      `SELECT ${COLUMNS} FROM consent_events FINAL
        WHERE user_token = {userToken:String} AND (code, received_at, event_id) IN (
          SELECT code, received_at, event_id FROM consent_events
          WHERE code IN {codes:Array(String)} AND user_token = {userToken:String}
        )
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
    return { ask: (connection) => askLatestDecisions(connection, question) };
  },
};

interface Candidate extends EventPosition {
  readonly isLast: boolean;
}

/**
 * Goes through the decisions of the period in order, of some days and as many at a time as will mostly do, and keeps those that are
 * the last of their user in it. Their keys come from histories; the rows are those of silver.
 */
async function askLatestDecisions(connection: Asked, question: EventPageQuestion): Promise<readonly ConsentEventRow[]> {
  const limit = Math.min(question.limit, ROWS_MAX);
  const to = toBound(question.to);
  const rows: ConsentEventRow[] = [];
  let { after } = question;
  let from = toBound(question.from);
  if (after !== undefined && toDay(after.receivedAtMs) > from) from = toDay(after.receivedAtMs);
  let size = 2 * limit;
  for (let days = 1; from <= to; days = Math.min(4 * days, DAYS_MAX)) {
    const last = addDays(from, days - 1) < to ? addDays(from, days - 1) : to;
    const candidates = await readCandidates(connection, question, { from, to: last, after, limit: size });
    const found = candidates.filter(({ isLast }) => isLast);
    const keys = found.slice(0, limit - rows.length);
    rows.push(...(await readRows(connection, question, keys)));
    if (rows.length === limit) return rows;
    if (keys.length === found.length && candidates.length < size) {
      from = addDays(last, 1);
      continue;
    }
    // A row that silver lost meanwhile leaves its place to the next one.
    after = (keys.length < found.length ? keys : candidates).at(-1);
    if (after !== undefined) from = toDay(after.receivedAtMs);
    size = Math.min(4 * size, CANDIDATES_MAX);
  }
  return rows;
}

const addDays = (day: string, days: number): string => toDay(Date.parse(day) + days * 86_400_000);

async function readCandidates(
  connection: Asked,
  question: EventPageQuestion,
  part: Pick<EventPageQuestion, "from" | "to" | "after" | "limit">,
): Promise<readonly Candidate[]> {
  const { sql, values } = toCondition(question);
  const page = toPage({ ...question, ...part });
  const candidates = `SELECT code, received_at, event_id, user FROM consent_histories
    WHERE day BETWEEN {partFrom:Date} AND {partTo:Date} AND ${sql}${page.later} ORDER BY ${page.order} LIMIT {limit:UInt32}`;
  // Whoever decides again is in a table of its own, a short one.
  return toGoldRows<Candidate>(
    `SELECT code, toUnixTimestamp64Milli(received_at) AS receivedAtMs, event_id AS eventId, (received_at, event_id) >= last AS isLast
      FROM (${candidates}) AS candidates LEFT JOIN (
        SELECT user, max((received_at, event_id)) AS last FROM consent_returns_daily FINAL
        WHERE ${sql} AND times > 0 AND user IN (SELECT user FROM (${candidates})) GROUP BY user
      ) AS returns USING (user)
      ORDER BY ${page.order}`,
    { ...values, ...page.values, partFrom: part.from, partTo: part.to, limit: part.limit },
    { code: text, receivedAtMs: count, eventId: text, isLast: (value) => count(value) === 1 },
  ).ask(connection);
}

async function readRows(
  connection: Asked,
  question: EventPageQuestion,
  keys: readonly EventPosition[],
): Promise<readonly ConsentEventRow[]> {
  const rows: ConsentEventRow[] = [];
  for (let from = 0; from < keys.length; from += KEYS_MAX) {
    rows.push(...(await readSomeRows(connection, question, keys.slice(from, from + KEYS_MAX))));
  }
  return rows;
}

async function readSomeRows(
  connection: Asked,
  question: EventPageQuestion,
  keys: readonly EventPosition[],
): Promise<readonly ConsentEventRow[]> {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return [];
  return toRows(
    `SELECT ${COLUMNS} FROM consent_events FINAL
      WHERE code IN {codes:Array(String)} AND received_at BETWEEN {first:DateTime64(3, 'UTC')} AND {last:DateTime64(3, 'UTC')}
        AND (code, received_at, event_id) IN (
          SELECT arrayJoin(arrayZip({keyCodes:Array(String)}, {keyTimes:Array(DateTime64(3, 'UTC'))}, {keyIds:Array(String)}))
        )
      ORDER BY ${toPage(question).order}`,
    {
      codes: [...new Set(keys.map(({ code }) => code))],
      ...{ first: toTime(first.receivedAtMs), last: toTime(last.receivedAtMs) },
      keyCodes: keys.map(({ code }) => code),
      keyTimes: keys.map(({ receivedAtMs }) => toTime(receivedAtMs)),
      keyIds: keys.map(({ eventId }) => eventId),
    },
    ROW,
  ).ask(connection);
}

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
