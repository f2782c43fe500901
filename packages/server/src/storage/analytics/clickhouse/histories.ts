import type { Connection } from "./connection.ts";
import { decodeRows, text } from "./decode.ts";
import {
  CONSENT_HISTORIES,
  CONSENT_SIGHTS,
  HISTORY_SUMS,
  type HistorySums,
  type PreparedTable,
} from "./schema/histories.ts";
import type { Topology } from "./schema/table.ts";
import { swapDay } from "./swap-day.ts";

// A day is looked at again when rows came up to this long before it was looked at: they may have been on their way.
const ON_THE_WAY_SECONDS = 120;
// What was swapped in by another at the same moment is found by the next comparison.
const TRIES = 5;

/** Days of which rows of a table may have to change where the rows of some users on `{day:Date}` do. */
const TOUCHED_BY = {
  // The first sight of a user is told of every decision from a minute before it on.
  [CONSENT_SIGHTS.name]: "received_at >= toDateTime64({day:Date}, 3, 'UTC') - INTERVAL 60 SECOND",
  [CONSENT_HISTORIES.name]: "day > {day:Date}",
};

/**
 * Prepares the histories of users anew for every day that rows came to since it was prepared last, and for `days`, and for all
 * days that rest on what has changed. Silver alone says what they are, in whatever order days are prepared. Answers for how many.
 */
export async function refreshHistories(
  connection: Connection,
  topology: Topology,
  days: readonly string[] = [],
): Promise<number> {
  const [now] = await connection.read("SELECT toString(toUnixTimestamp64Nano(now64(9))) AS version");
  const version = text(now?.version);
  const pending = new Set([...days, ...(await readPending(connection))]);
  const seen = [...pending];
  for (const day of seen.sort()) await prepare(connection, CONSENT_SIGHTS, day, topology, pending);
  // A day can only touch days after it, so that each is prepared once.
  let done = 0;
  for (let day = takeFirst(pending); day !== undefined; day = takeFirst(pending)) {
    await prepare(connection, CONSENT_HISTORIES, day, topology, pending);
    for (const sums of HISTORY_SUMS) await sumUp(connection, sums, day, version);
    await connection.run(
      `INSERT INTO history_days_prepared
        SELECT {day:Date} AS day, fromUnixTimestamp64Nano(toInt64({version:UInt64}), 'UTC') AS prepared_at`,
      { day, version },
    );
    done += 1;
  }
  return done;
}

function takeFirst(days: Set<string>): string | undefined {
  const [first] = [...days].sort();
  if (first !== undefined) days.delete(first);
  return first;
}

async function readPending(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.read(
    `SELECT toString(day) AS day FROM (
        SELECT day, max(touched_at) AS touched FROM history_days_touched GROUP BY day
      ) AS touched LEFT JOIN (
        SELECT day, max(prepared_at) AS prepared FROM history_days_prepared GROUP BY day
      ) AS prepared USING (day)
      WHERE touched >= prepared - INTERVAL ${ON_THE_WAY_SECONDS} SECOND`,
  );
  return decodeRows(rows, { day: text }).map(({ day }) => day);
}

/** Makes a day of a table what silver says, and adds the days that rest on what changed to `pending`. */
async function prepare(
  connection: Connection,
  table: PreparedTable,
  day: string,
  topology: Topology,
  pending: Set<string>,
): Promise<void> {
  const { name, select } = table;
  for (let tries = 0; tries < TRIES; tries++) {
    const differs = (source: string) => hasRows(connection, renderChanged(table, source), day);
    if (tries > 0 && !(await differs(`(${select})`))) return;
    const isWanted = async (beside: string) => {
      if (!(await differs(beside))) return false;
      // Noted before anything changes: whoever ends between the two leaves a day too many, and none too few.
      for (const touched of await touch(connection, table, beside, day)) pending.add(touched);
      return true;
    };
    await swapDay(connection, { table: name, day, selects: [select], isWanted }, topology);
  }
}

async function hasRows(connection: Connection, select: string, day: string): Promise<boolean> {
  const rows = await connection.read(`SELECT 1 FROM (${select}) LIMIT 1`, { day });
  return rows.length > 0;
}

async function touch(
  connection: Connection,
  table: PreparedTable,
  beside: string,
  day: string,
): Promise<readonly string[]> {
  const changed = renderChanged(table, beside, table.base);
  const rows = await connection.read(
    `SELECT DISTINCT toString(day) AS touched FROM consent_histories
      WHERE ${TOUCHED_BY[table.name]} AND user IN (SELECT user FROM (${changed}))`,
    { day },
  );
  const days = decodeRows(rows, { touched: text }).map((row) => row.touched);
  if (days.length > 0) {
    await connection.run(
      "INSERT INTO history_days_touched SELECT arrayJoin({days:Array(Date)}) AS day, now64(3) AS touched_at",
      { days },
    );
  }
  return days;
}

// Only lines that differ are written: a day that is what it was writes none.
async function sumUp(connection: Connection, { name, keys, sums, where }: HistorySums, day: string, version: string) {
  const lineKeys = ["code", ...Object.keys(keys)].join(", ");
  const names = Object.keys(sums);
  const select = Object.entries(sums).map(([sum, from]) => `${from} AS ${sum}`);
  await connection.run(
    `INSERT INTO ${name} (day, ${lineKeys}, ${names.join(", ")}, version)
      SELECT {day:Date}, ${lineKeys}, ${names.map((sum) => `sumIf(${sum}, is_new)`).join(", ")}, {version:UInt64} FROM (
        SELECT ${lineKeys}, ${select.join(", ")}, true AS is_new FROM consent_histories
          WHERE day = {day:Date}${where ? ` AND ${where}` : ""} GROUP BY ${lineKeys}
        UNION ALL SELECT ${lineKeys}, ${names.join(", ")}, false FROM ${name} FINAL WHERE day = {day:Date}
      ) GROUP BY ${lineKeys} HAVING ${names.map((sum) => `sumIf(${sum}, is_new) != sumIf(${sum}, NOT is_new)`).join(" OR ")}`,
    { day, version },
    { insert_deduplicate: 0 },
  );
}

/** Rows that only one of the new and the old day has, by some of their columns. */
function renderChanged(table: PreparedTable, source: string, columns: readonly string[] = listColumns(table)): string {
  const names = columns.join(", ");
  return `SELECT ${names} FROM (
      SELECT ${names}, 1 AS side FROM ${source}
      UNION ALL SELECT ${names}, -1 AS side FROM ${table.name} WHERE day = {day:Date}
    ) GROUP BY ${names} HAVING sum(side) != 0`;
}

function listColumns(table: PreparedTable): string[] {
  return table.columns.map((column) => column.slice(0, column.indexOf(" ")));
}
