import type { GoldDrift } from "../../ports.ts";
import { refreshAgents, touchDay } from "./agents.ts";
import type { Connection } from "./connection.ts";
import { count, decodeRows, text } from "./decode.ts";
import { refreshHistories } from "./histories.ts";
import { type KeptCodes, readHorizons, toKeptCodes } from "./horizons.ts";
import { GOLD, type GoldTable, listKeys, renderGold } from "./schema/gold.ts";
import { renderCluster, type Topology, toIdentifier } from "./schema/table.ts";
import { type SilverTable, supersede } from "./superseded.ts";
import { type NewDay, swapDay } from "./swap-day.ts";

const EVENTS: SilverTable = { name: "consent_events", time: "received_at", id: "event_id" };
const SESSIONS: SilverTable = { name: "sessions", time: "requested_at", id: "request_id" };
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
  for (const silver of [EVENTS, SESSIONS]) {
    if (silver.name === "sessions" && !(await areSessionsKept(connection, day, options))) continue;
    const late = await supersede(connection, silver, day);
    for (const touched of new Set([day, ...late])) {
      const { found } = await settleRollups(connection, silver, touched, options);
      if (silver.name === "sessions" && found.length > 0) await touchDay(connection, touched);
      drifts.push(...found);
    }
  }
  // Days that lost rows to this one are among those that are refreshed.
  await refreshHistories(connection, options, [day]);
  if (drifts.some(({ table }) => table.startsWith("sessions"))) await refreshAgents(connection);
  return drifts;
}

/** Makes the events of a day exact, whose rows may have gone; answers whether they are: rows may have come meanwhile. */
export async function settleEvents(connection: Connection, day: string, topology: Topology): Promise<boolean> {
  const { isExact } = await settleRollups(connection, EVENTS, day, topology);
  await refreshHistories(connection, topology, [day]);
  return isExact;
}

interface Settled {
  readonly found: readonly GoldDrift[];
  readonly isExact: boolean;
}

async function settleRollups(
  connection: Connection,
  silver: SilverTable,
  day: string,
  topology: Topology,
): Promise<Settled> {
  const tables = GOLD.filter((gold) => gold.silver === silver.name);
  const kept = toKeptCodes(await readHorizons(connection, silver.name), day);
  const found = await findDrift(connection, tables, day, kept);
  let drifting = found;
  for (let tries = 0; tries < TRIES && drifting.length > 0; tries++) {
    const names = new Set(drifting.map(({ table }) => table));
    await Promise.all(
      tables
        .filter(({ name }) => names.has(name))
        .map((table) => swapDay(connection, toNewDay(table, day, kept), topology)),
    );
    drifting = await findDrift(connection, tables, day, kept);
  }
  return { found, isExact: drifting.length === 0 };
}

async function findDrift(
  connection: Connection,
  tables: readonly GoldTable[],
  day: string,
  kept: KeptCodes,
): Promise<readonly GoldDrift[]> {
  const drifts = tables.map((table) => renderDrift(table, kept));
  const rows = await connection.read(`SELECT * FROM (${drifts.join(" UNION ALL ")}) WHERE lines > 0 ORDER BY table`, {
    day,
    ...kept.values,
  });
  return decodeRows(rows, { day: text, table: text, lines: count });
}

function renderDrift(table: GoldTable, kept: KeptCodes): string {
  const keys = listKeys(table).join(", ");
  const sums = Object.keys(table.sums);
  const toSide = (sign: "" | "-") => [keys, ...sums.map((sum) => `${sign}toInt64(${sum}) AS ${sum}`)].join(", ");
  return `SELECT toString({day:Date}) AS day, '${table.name}' AS table, count() AS lines FROM (
      SELECT ${keys} FROM (
        SELECT ${toSide("")} FROM ${table.name} WHERE day = {day:Date} AND ${kept.sql}
        UNION ALL SELECT ${toSide("-")} FROM (${renderDay(table, kept)})
      ) GROUP BY ${keys} HAVING ${sums.map((sum) => `sum(${sum}) != 0`).join(" OR ")}
    )`;
}

function toNewDay(table: GoldTable, day: string, kept: KeptCodes): NewDay {
  const others = `SELECT * FROM ${table.name} WHERE day = {day:Date} AND NOT (${kept.sql})`;
  const selects = [renderDay(table, kept), ...(kept.isPart ? [others] : [])];
  return { table: table.name, day, selects, values: kept.values };
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

/** A day of a rollup, made of silver. Codes whose rows of that day are gone are not in it. */
function renderDay(table: GoldTable, kept: KeptCodes): string {
  const time = table.silver === "sessions" ? "requested_at" : "received_at";
  return renderGold(table, `(SELECT * FROM ${table.silver} FINAL WHERE toDate(${time}) = {day:Date} AND ${kept.sql})`);
}

async function areSessionsKept(connection: Connection, day: string, options: SettleOptions): Promise<boolean> {
  const [row] = await connection.read(
    "SELECT dateDiff('day', {day:Date}, toDate(now('UTC'))) < {days:UInt32} AS is_kept",
    { day, days: options.sessionRetentionDays },
  );
  return row?.is_kept === 1;
}
