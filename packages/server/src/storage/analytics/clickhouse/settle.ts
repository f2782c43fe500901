import { randomBytes } from "node:crypto";
import type { GoldDrift } from "../../ports.ts";
import { refreshAgents, touchDay } from "./agents.ts";
import type { Connection } from "./connection.ts";
import { count, decodeRows, text } from "./decode.ts";
import { GOLD, type GoldTable, listKeys, renderGold } from "./schema/gold.ts";
import { renderCluster, type Topology, toIdentifier } from "./schema/table.ts";
import { type SilverTable, supersede } from "./superseded.ts";

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
  await dropLeftovers(connection, options);
  const drifts: GoldDrift[] = [];
  for (const silver of SILVER) {
    if (silver.name === "sessions" && !(await areSessionsKept(connection, day, options))) continue;
    const late = await supersede(connection, silver, day);
    for (const touched of new Set([day, ...late])) {
      const found = await settleRollups(connection, silver, touched, options);
      if (silver.name === "sessions" && found.length > 0) await touchDay(connection, touched);
      drifts.push(...found);
    }
  }
  if (drifts.some(({ table }) => table.startsWith("sessions"))) await refreshAgents(connection);
  return drifts;
}

async function settleRollups(
  connection: Connection,
  silver: SilverTable,
  day: string,
  topology: Topology,
): Promise<readonly GoldDrift[]> {
  const tables = GOLD.filter((gold) => gold.silver === silver.name);
  const found = await findDrift(connection, tables, day);
  let drifting = found;
  for (let tries = 0; tries < TRIES && drifting.length > 0; tries++) {
    const names = new Set(drifting.map(({ table }) => table));
    await Promise.all(
      tables.filter(({ name }) => names.has(name)).map((table) => rebuild(connection, table, day, topology)),
    );
    drifting = await findDrift(connection, tables, day);
  }
  return found;
}

async function findDrift(
  connection: Connection,
  tables: readonly GoldTable[],
  day: string,
): Promise<readonly GoldDrift[]> {
  const rows = await connection.read(
    `SELECT * FROM (${tables.map(renderDrift).join(" UNION ALL ")}) WHERE lines > 0 ORDER BY table`,
    { day },
  );
  return decodeRows(rows, { day: text, table: text, lines: count });
}

function renderDrift(table: GoldTable): string {
  const keys = listKeys(table).join(", ");
  const sums = Object.keys(table.sums);
  const toSide = (sign: "" | "-") => [keys, ...sums.map((sum) => `${sign}toInt64(${sum}) AS ${sum}`)].join(", ");
  return `SELECT toString({day:Date}) AS day, '${table.name}' AS table, count() AS lines FROM (
      SELECT ${keys} FROM (
        SELECT ${toSide("")} FROM ${table.name} WHERE day = {day:Date}
        UNION ALL SELECT ${toSide("-")} FROM (${renderDay(table)})
      ) GROUP BY ${keys} HAVING ${sums.map((sum) => `sum(${sum}) != 0`).join(" OR ")}
    )`;
}

async function rebuild(connection: Connection, table: GoldTable, day: string, topology: Topology): Promise<void> {
  // A table of its own: two that settle at once must not mix their rows.
  const beside = `settling_${randomBytes(8).toString("hex")}`;
  const onCluster = renderCluster(topology);
  await connection.run(`CREATE TABLE ${beside}${onCluster} AS ${table.name}`);
  try {
    await connection.run(`INSERT INTO ${beside} ${renderDay(table)}`, { day }, { insert_deduplicate: 0 });
    const rows = await connection.read(`SELECT 1 FROM ${beside} LIMIT 1`);
    // A partition that is not there replaces none.
    const change = rows.length === 0 ? "DROP PARTITION {day:String}" : `REPLACE PARTITION {day:String} FROM ${beside}`;
    await connection.run(`ALTER TABLE ${table.name} ${change}`, { day });
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${beside}${onCluster}`);
  }
}

// Of a process that ended between making such a table and dropping it.
async function dropLeftovers(connection: Connection, topology: Topology): Promise<void> {
  const rows = await connection.read(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'settling_')
      AND metadata_modification_time < now() - INTERVAL 1 DAY`,
  );
  for (const { name } of decodeRows(rows, { name: text })) {
    await connection.run(`DROP TABLE IF EXISTS ${toIdentifier(name)}${renderCluster(topology)}`);
  }
}

/** A day of a rollup, made of silver. */
function renderDay(table: GoldTable): string {
  const time = table.silver === "sessions" ? "requested_at" : "received_at";
  return renderGold(table, `(SELECT * FROM ${table.silver} FINAL WHERE toDate(${time}) = {day:Date})`);
}

async function areSessionsKept(connection: Connection, day: string, options: SettleOptions): Promise<boolean> {
  const [row] = await connection.read(
    "SELECT dateDiff('day', {day:Date}, toDate(now('UTC'))) < {days:UInt32} AS is_kept",
    { day, days: options.sessionRetentionDays },
  );
  return row?.is_kept === 1;
}
