import type { Retention, RowKind } from "../../ports.ts";
import { createHorizons, type Horizons, moveHorizons } from "../horizons.ts";
import { readOrAdd } from "../read-or-add.ts";
import { refreshAgents } from "./agents.ts";
import type { Connection, Values } from "./connection.ts";
import { decodeRows, text } from "./decode.ts";
import { MUTATION } from "./erased-users.ts";
import { listHorizons, putHorizons } from "./horizons.ts";
import { CONSENT_HISTORIES, CONSENT_SIGHTS, HISTORY_SUMS } from "./schema/histories.ts";
import { type SettleOptions, settleDay } from "./settle.ts";

/** What single users did: it goes with the rows that tell it. */
const HISTORIES = [CONSENT_SIGHTS, CONSENT_HISTORIES, ...HISTORY_SUMS].map(({ name }) => name);
const TIMES: Record<RowKind, string> = { consent_events: "received_at", sessions: "requested_at" };

/**
 * Ends the keeping of rows: the days that are about to lose them are settled once more, so that silver's last word stands in gold;
 * then the horizons move, and no load brings such rows again; then the rows go. Broken off, it starts again.
 */
export async function expire(
  connection: Connection,
  retention: Retention,
  stopping: AbortSignal | undefined,
  options: SettleOptions,
): Promise<boolean> {
  const { rows } = retention;
  const known = await listHorizons(connection, rows);
  const moved = moveHorizons(known, retention);
  const { sql, values } = toOver(createHorizons(moved), TIMES[rows]);
  const days = await connection.read(
    `SELECT DISTINCT toString(toDate(${TIMES[rows]})) AS day FROM ${rows} WHERE ${sql} ORDER BY day`,
    values,
  );
  for (const { day } of decodeRows(days, { day: text })) {
    if (stopping?.aborted) return false;
    await settleDay(connection, day, options);
  }
  if (rows === "sessions" && days.length > 0) await refreshAgents(connection);
  if (JSON.stringify(known) !== JSON.stringify(moved)) await putHorizons(connection, rows, moved);
  if (days.length === 0) return true;
  if (rows === "consent_events") {
    const over = toOver(createHorizons(moved), "day");
    for (const name of HISTORIES)
      await connection.run(`ALTER TABLE ${name} DELETE WHERE ${over.sql}`, over.values, MUTATION);
  }
  // Last: as long as they are there, all of it is done again.
  await connection.run(`ALTER TABLE ${rows} DELETE WHERE ${sql}`, values, MUTATION);
  return true;
}

/** Rows of days before the horizon of their code. */
function toOver({ apart, ofOthers }: Horizons, time: string): { readonly sql: string; readonly values: Values } {
  const values: Record<string, string | readonly string[]> = { apart: apart.map(({ code }) => code) };
  const byDay = new Map<string, string[]>();
  for (const { code, firstDay } of apart) readOrAdd(byDay, firstDay, () => []).push(code);
  const each = [...byDay].map(([day, codes], index) => {
    Object.assign(values, { [`codes${index}`]: codes, [`day${index}`]: day });
    return `(code IN {codes${index}:Array(String)} AND toDate(${time}) < {day${index}:Date})`;
  });
  if (ofOthers !== "") {
    values.ofOthers = ofOthers;
    each.push(`(code NOT IN {apart:Array(String)} AND toDate(${time}) < {ofOthers:Date})`);
  }
  return { sql: each.length === 0 ? "false" : `(${each.join(" OR ")})`, values };
}
