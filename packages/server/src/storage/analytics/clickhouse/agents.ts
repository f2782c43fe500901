import { SESSION_DIMENSIONS } from "@cookiehub/schemas/constants";
import { BOT_SESSIONS_MIN, BOT_SHARE } from "../bots.ts";
import type { Connection, Values } from "./connection.ts";
import { count, decodeRows, text } from "./decode.ts";
import { readHorizons } from "./horizons.ts";
import { toTime } from "./silver-rows.ts";

// A day is judged again when rows came up to this long before it was judged: they may have been on their way.
const ON_THE_WAY_SECONDS = 120;
/** Codes in one statement. They travel in the address. */
const CODES_MAX = 200;

const SOURCE = `sessions FINAL WHERE code IN {codes:Array(String)} AND toDate(requested_at) = {day:Date}`;

/** User agents that make too much of the day of a code. */
const FLAGGED = `SELECT code, user_agent FROM (
    SELECT code, user_agent, count() AS own, sum(own) OVER (PARTITION BY code) AS sessions
    FROM ${SOURCE} GROUP BY code, user_agent
  ) WHERE sessions >= ${BOT_SESSIONS_MIN} AND own / sessions >= ${BOT_SHARE}`;

/** Sessions of these agents that their network does not exclude already. */
const EXCLUDED = `${SOURCE} AND asn_class NOT IN ('hosting', 'proxy', 'vpn') AND (code, user_agent) IN (${FLAGGED})`;

interface Figures {
  readonly table: string;
  readonly keys: readonly string[];
  /** Lines of the day as they should be. */
  readonly select: string;
}

const FIGURES: readonly Figures[] = [
  {
    table: "sessions_by_agent_daily",
    keys: ["hostname", "path", "country"],
    select: `SELECT code, hostname, path, country, count() AS excluded FROM ${EXCLUDED} GROUP BY code, hostname, path, country`,
  },
  {
    table: "sessions_by_agent_dim_daily",
    keys: ["dimension", "value", "hostname", "country"],
    select: `SELECT code, tupleElement(pair, 1) AS dimension, tupleElement(pair, 2) AS value, hostname, country, count() AS excluded
      FROM (SELECT *, arrayJoin([${SESSION_DIMENSIONS.map((name) => `('${name}', toString(${name}))`).join(", ")}]) AS pair FROM ${EXCLUDED})
      GROUP BY code, dimension, value, hostname, country`,
  },
];

interface TouchedDay {
  readonly day: string;
  readonly codes: readonly string[];
}

/**
 * Judges the user agents of every day of a code that sessions came to since it was judged last, and makes what is excluded
 * for them exact. Answers for how many days of a code that changed something.
 */
export async function refreshAgents(connection: Connection): Promise<number> {
  const [now] = await connection.read("SELECT toString(toUnixTimestamp64Nano(now64(9))) AS version");
  const version = text(now?.version);
  let changed = 0;
  for (const { day, codes } of await readTouched(connection)) {
    const values = { day, codes, version };
    for (const figures of FIGURES) await correctFigures(connection, figures, values);
    changed += await countChanged(connection, values);
    await markJudged(connection, values);
  }
  return changed;
}

/** Has every code of a day judged again at the next refresh. */
export async function touchDay(connection: Connection, day: string): Promise<void> {
  await connection.run(
    `INSERT INTO session_days_touched SELECT code, {day:Date} AS day, now64(3) AS touched_at
      FROM sessions WHERE toDate(requested_at) = {day:Date} GROUP BY code`,
    { day },
  );
}

async function readTouched(connection: Connection): Promise<readonly TouchedDay[]> {
  const rows = await connection.read(
    `SELECT toString(day) AS day, code FROM (
        SELECT day, code, max(touched_at) AS touched FROM session_days_touched GROUP BY day, code
      ) AS touched LEFT JOIN (
        SELECT day, code, max(judged_at) AS judged FROM session_days_judged GROUP BY day, code
      ) AS judged USING (day, code)
      WHERE touched >= judged - INTERVAL ${ON_THE_WAY_SECONDS} SECOND
      ORDER BY day, code`,
  );
  // Silver says nothing any more of a day that is over: its figures stay.
  const horizons = await readHorizons(connection, "sessions");
  const days = new Map<string, string[]>();
  for (const { day, code } of decodeRows(rows, { day: text, code: text })) {
    if (day < horizons.of(code)) continue;
    const codes = days.get(day) ?? [];
    days.set(day, codes);
    codes.push(code);
  }
  return [...days].flatMap(([day, codes]) =>
    Array.from({ length: Math.ceil(codes.length / CODES_MAX) }, (_, index) => ({
      day,
      codes: codes.slice(index * CODES_MAX, (index + 1) * CODES_MAX),
    })),
  );
}

// Lines that changed are written anew, those that ended with zero. A broken-off refresh is repeated whole.
async function correctFigures(connection: Connection, { table, keys, select }: Figures, values: Values): Promise<void> {
  const columns = ["code", ...keys].join(", ");
  await connection.run(
    `INSERT INTO ${table} (day, ${columns}, excluded, version)
      SELECT {day:Date}, ${columns}, sum(now_excluded) AS excluded, {version:UInt64} FROM (
        SELECT ${columns}, excluded AS now_excluded, 0 AS was_excluded FROM (${select})
        UNION ALL
        SELECT ${columns}, 0, excluded FROM ${table} FINAL WHERE code IN {codes:Array(String)} AND day = {day:Date}
      ) GROUP BY ${columns} HAVING sum(now_excluded) != sum(was_excluded)`,
    values,
  );
}

async function countChanged(connection: Connection, values: Values): Promise<number> {
  const lines = FIGURES.map(
    ({ table }) =>
      `SELECT code FROM ${table} WHERE code IN {codes:Array(String)} AND day = {day:Date} AND version = {version:UInt64}`,
  );
  const [row] = await connection.read(`SELECT uniqExact(code) AS changed FROM (${lines.join(" UNION ALL ")})`, values);
  return count(row?.changed);
}

async function markJudged(connection: Connection, values: Values): Promise<void> {
  await connection.run(
    `INSERT INTO session_days_judged SELECT arrayJoin({codes:Array(String)}) AS code, {day:Date} AS day,
      fromUnixTimestamp64Nano(toInt64({version:UInt64}), 'UTC') AS judged_at`,
    values,
  );
}

/** Days of any code that sessions came to since a time. */
export async function readTouchedDays(connection: Connection, sinceMs: number): Promise<readonly string[]> {
  const rows = await connection.read(
    `SELECT DISTINCT toString(day) AS day FROM session_days_touched
      WHERE touched_at >= {since:DateTime64(3, 'UTC')} ORDER BY day`,
    { since: toTime(sinceMs) },
  );
  return decodeRows(rows, { day: text }).map(({ day }) => day);
}
