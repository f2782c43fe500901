import { randomBytes } from "node:crypto";
import { touchDay } from "./agents.ts";
import type { Connection } from "./connection.ts";
import { count } from "./decode.ts";
import { GOLD, type GoldTable, listKeys, renderGold } from "./schema/gold.ts";
import { renderCluster, type Topology } from "./schema/table.ts";
import { type SilverTable, supersede } from "./superseded.ts";

/** A rollup that said something else of a day than silver did. */
export interface GoldDrift {
  readonly day: string;
  readonly table: string;
  /** How many of its lines were wrong, missing or too many. */
  readonly lines: number;
}

const SILVER: readonly SilverTable[] = [
  { name: "consent_events", time: "received_at", id: "event_id" },
  { name: "sessions", time: "requested_at", id: "request_id" },
];
// What was inserted between the reading of a day and its swap is found by the next comparison.
const TRIES = 5;

export interface SettleOptions extends Topology {
  /** Silver sessions older than this are gone, and gold knows more than they do. */
  readonly sessionRetentionDays: number;
}

/**
 * Makes a day exact for good: takes rows out of silver that came earlier under the same id, and rebuilds each rollup that differs
 * from silver. Answers what differed, also of later days that lost rows to this one. Again, it answers nothing.
 */
export async function settleDay(
  connection: Connection,
  day: string,
  options: SettleOptions,
): Promise<readonly GoldDrift[]> {
  const drifts: GoldDrift[] = [];
  for (const silver of SILVER) {
    if (silver.name === "sessions" && !(await areSessionsKept(connection, day, options))) continue;
    const late = await supersede(connection, silver, day);
    for (const touched of new Set([day, ...late])) {
      const found: GoldDrift[] = [];
      for (const table of GOLD.filter((gold) => gold.silver === silver.name)) {
        found.push(...(await settleTable(connection, table, touched, options)));
      }
      if (silver.name === "sessions" && found.length > 0) await touchDay(connection, touched);
      drifts.push(...found);
    }
  }
  return drifts;
}

async function settleTable(
  connection: Connection,
  table: GoldTable,
  day: string,
  topology: Topology,
): Promise<readonly GoldDrift[]> {
  const lines = await countDrift(connection, table, day);
  if (lines === 0) return [];
  for (let tries = 0; tries < TRIES; tries++) {
    await rebuild(connection, table, day, topology);
    if ((await countDrift(connection, table, day)) === 0) break;
  }
  return [{ day, table: table.name, lines }];
}

async function countDrift(connection: Connection, table: GoldTable, day: string): Promise<number> {
  const keys = listKeys(table).join(", ");
  const sums = Object.keys(table.sums);
  const toSide = (sign: "" | "-") => [keys, ...sums.map((sum) => `${sign}toInt64(${sum}) AS ${sum}`)].join(", ");
  const [row] = await connection.read(
    `SELECT count() AS lines FROM (
        SELECT ${keys} FROM (
          SELECT ${toSide("")} FROM ${table.name} WHERE day = {day:Date}
          UNION ALL SELECT ${toSide("-")} FROM (${renderDay(table)})
        ) GROUP BY ${keys} HAVING ${sums.map((sum) => `sum(${sum}) != 0`).join(" OR ")}
      )`,
    { day },
  );
  return count(row?.lines);
}

async function rebuild(connection: Connection, table: GoldTable, day: string, topology: Topology): Promise<void> {
  // A table of its own: two that settle at once must not mix their rows.
  const beside = `settling_${randomBytes(8).toString("hex")}`;
  const onCluster = renderCluster(topology);
  await connection.run(`CREATE TABLE ${beside}${onCluster} AS ${table.name}`);
  try {
    await connection.run(`INSERT INTO ${beside} ${renderDay(table)}`, { day }, { insert_deduplicate: 0 });
    const [row] = await connection.read(`SELECT count() AS lines FROM ${beside}`);
    const swap = count(row?.lines) === 0 ? "DROP PARTITION {day:String}" : `REPLACE PARTITION {day:String} FROM ${beside}`;
    await connection.run(`ALTER TABLE ${table.name} ${swap}`, { day });
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${beside}${onCluster} SYNC`);
  }
}

/** A day of a rollup, made of silver. */
function renderDay(table: GoldTable): string {
  const time = table.silver === "sessions" ? "requested_at" : "received_at";
  return renderGold(table, `(SELECT * FROM ${table.silver} FINAL WHERE toDate(${time}) = {day:Date})`);
}

async function areSessionsKept(connection: Connection, day: string, options: SettleOptions): Promise<boolean> {
  const [row] = await connection.read(
    "SELECT {day:Date} > toDate(now('UTC')) - {days:UInt32} AS is_kept",
    { day, days: options.sessionRetentionDays },
  );
  return row?.is_kept === 1;
}
