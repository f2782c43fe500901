import type { RowKind } from "../../ports.ts";
import { createHorizons, type Horizon, type Horizons } from "../horizons.ts";
import type { Connection, Values } from "./connection.ts";
import { count, decodeRows, text } from "./decode.ts";

/** Reads from which day on codes have their rows. */
export async function readHorizons(connection: Connection, rows: RowKind): Promise<Horizons> {
  return createHorizons(await listHorizons(connection, rows));
}

export async function listHorizons(connection: Connection, rows: RowKind): Promise<readonly Horizon[]> {
  const found = await connection.read(
    `SELECT code, toString(argMax(first_day, version)) AS firstDay, argMax(is_own, version) AS isOwn FROM horizons
      WHERE row_kind = {rows:String} GROUP BY code`,
    { rows },
  );
  return decodeRows(found, { code: text, firstDay: text, isOwn: count }).map(({ isOwn, ...horizon }) => ({
    ...horizon,
    isOwn: isOwn === 1,
  }));
}

export async function putHorizons(connection: Connection, rows: RowKind, horizons: readonly Horizon[]): Promise<void> {
  const [now] = await connection.read("SELECT toString(toUnixTimestamp64Nano(now64(9))) AS version");
  const version = text(now?.version);
  const lines = horizons.map(({ code, firstDay, isOwn }) =>
    JSON.stringify({ row_kind: rows, code, first_day: firstDay, is_own: isOwn ? 1 : 0, version }),
  );
  await connection.insert("horizons", lines, { async_insert: 0 });
}

/** A condition that holds for the codes whose rows of a day are kept; of the others silver does not know the day any more. */
export interface KeptCodes {
  readonly sql: string;
  readonly values: Values;
  /** Whether there are others. */
  readonly isPart: boolean;
}

export function toKeptCodes({ apart, ofOthers }: Horizons, day: string): KeptCodes {
  // A horizon names the first day that is kept.
  const isOver = ofOthers > day;
  const codes = apart.filter(({ firstDay }) => firstDay > day !== isOver).map(({ code }) => code);
  const sql = `code ${isOver ? "IN" : "NOT IN"} {apart:Array(String)}`;
  return { sql, values: { apart: codes }, isPart: isOver || codes.length > 0 };
}
