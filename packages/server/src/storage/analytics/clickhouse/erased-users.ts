import type { ConsentEventRow, ErasedUser, Tombstone } from "../../ports.ts";
import type { Horizons } from "../horizons.ts";
import { readOrAdd } from "../read-or-add.ts";
import { toUserHash } from "../tombstones.ts";
import { INSERT_SETTINGS } from "./boot-check.ts";
import type { Connection } from "./connection.ts";
import { count, decodeRows, text } from "./decode.ts";
import { readHorizons } from "./horizons.ts";
import { HISTORY_SUMS, USER } from "./schema/histories.ts";
import type { Topology } from "./schema/table.ts";
import { settleEvents } from "./settle.ts";
import { toTime } from "./silver-rows.ts";

/** Users of one mutation: their tokens travel in the address. */
const USERS_MAX = 50;
const SUMS_OF_USERS = HISTORY_SUMS.filter(({ keys }) => "user" in keys).map(({ name }) => name);
/** Waits for every replica. */
export const MUTATION = { mutations_sync: "2" } as const;

/** Writes tombstones: from then on no load takes an event that they are of. */
export async function putTombstones(connection: Connection, tombstones: readonly Tombstone[]): Promise<void> {
  if (tombstones.length === 0) return;
  const lines = tombstones.map(({ code, userHash, untilMs }) =>
    JSON.stringify({ code, user_hash: userHash, until_ms: untilMs }),
  );
  await connection.insert("erased_users", lines, { ...INSERT_SETTINGS, insert_deduplicate: 0 });
}

/**
 * Erases users, step by step, each of which may be repeated: tombstones, which days are touched, the rows, and then those days of
 * gold. Which days are open is written down before the rows are gone that tell it.
 */
export async function eraseUsers(
  connection: Connection,
  users: readonly ErasedUser[],
  tombstoneKey: string,
  topology: Topology,
): Promise<void> {
  await putTombstones(
    connection,
    users.map(({ code, userToken, untilMs }) => ({
      code,
      userHash: toUserHash(tombstoneKey, code, userToken),
      untilMs,
    })),
  );
  for (let from = 0; from < users.length; from += USERS_MAX) {
    const { sql, values } = toCondition(users.slice(from, from + USERS_MAX));
    await connection.run(
      `INSERT INTO consent_days_touched (day, step, at)
        SELECT DISTINCT toDate(received_at) AS day, 'touched', now64(9) FROM consent_events WHERE ${sql}`,
      values,
    );
    const [found] = await connection.read(`SELECT 1 FROM consent_events WHERE ${sql} LIMIT 1`, values);
    if (!found) continue;
    // Days are made anew, and lines of sums would stay with a zero for their user.
    for (const name of SUMS_OF_USERS) {
      await connection.run(
        `ALTER TABLE ${name} DELETE WHERE code IN {codes:Array(String)}
          AND (user, day) IN (SELECT ${USER}, toDate(received_at) FROM consent_events WHERE ${sql})`,
        values,
        MUTATION,
      );
    }
    // What is sent again after the erasure is new, and must not be taken for a redelivery.
    const ids = `SELECT code, event_id FROM consent_events WHERE ${sql}`;
    await connection.run(
      `ALTER TABLE recent_consent_events DELETE WHERE (code, event_id) IN (${ids})`,
      values,
      MUTATION,
    );
    await connection.run(`ALTER TABLE consent_events DELETE WHERE ${sql}`, values, MUTATION);
  }
  await settleTouched(connection, topology);
}

// Codes first: they are the start of silver's order, and few rows are looked at.
function toCondition(users: readonly ErasedUser[]) {
  const values: Record<string, string | readonly string[]> = { codes: [...new Set(users.map(({ code }) => code))] };
  const each = users.map(({ code, userToken, untilMs }, index) => {
    Object.assign(values, { [`code${index}`]: code, [`user${index}`]: userToken, [`until${index}`]: toTime(untilMs) });
    return `(code = {code${index}:String} AND user_token = {user${index}:String}
      AND received_at <= {until${index}:DateTime64(3, 'UTC')})`;
  });
  return { sql: `code IN {codes:Array(String)} AND (${each.join(" OR ")})`, values };
}

/** Rebuilds days that lost rows. One that rows came to meanwhile stays open for the next time. */
async function settleTouched(connection: Connection, topology: Topology): Promise<void> {
  const rows = await connection.read(
    `SELECT toString(day) AS day, toString(maxIf(at, step = 'touched')) AS touched FROM consent_days_touched
      GROUP BY day HAVING maxIf(at, step = 'touched') > maxIf(at, step = 'settled') ORDER BY day`,
  );
  for (const { day, touched } of decodeRows(rows, { day: text, touched: text })) {
    if (!(await settleEvents(connection, day, topology))) continue;
    await connection.run(
      "INSERT INTO consent_days_touched (day, step, at) VALUES ({day:Date}, 'settled', {touched:DateTime64(9, 'UTC')})",
      { day, touched },
    );
  }
}

/** Reads what tells events that must not be loaded: of erased users, and of days that are over. */
export async function readLeftOut(
  connection: Connection,
  rows: readonly ConsentEventRow[],
  tombstoneKey: string,
): Promise<(row: ConsentEventRow) => boolean> {
  const horizons = await readHorizons(connection, "consent_events");
  const codes = [...new Set(rows.map(({ code }) => code))];
  const found = await connection.read(
    `SELECT code, user_hash AS userHash, max(until_ms) AS untilMs FROM erased_users
      WHERE code IN {codes:Array(String)} GROUP BY code, user_hash`,
    { codes },
  );
  const users = new Map<string, Map<string, number>>();
  for (const { code, userHash, untilMs } of decodeRows(found, { code: text, userHash: text, untilMs: count }))
    readOrAdd(users, code, () => new Map<string, number>()).set(userHash, untilMs);
  const isOver = createIsOver(horizons);
  return (row) => {
    if (isOver(row.code, row.receivedAtMs)) return true;
    const ofCode = users.get(row.code);
    if (ofCode === undefined) return false;
    const untilMs = ofCode.get(toUserHash(tombstoneKey, row.code, row.userToken));
    return untilMs !== undefined && row.receivedAtMs <= untilMs;
  };
}

/** Tells rows of days that are over. */
export function createIsOver(horizons: Horizons): (code: string, atMs: number) => boolean {
  const firstMs = new Map<string, number>();
  return (code, atMs) => atMs < readOrAdd(firstMs, horizons.of(code), () => toFirstMs(horizons.of(code)));
}

const toFirstMs = (day: string): number => (day === "" ? Number.NEGATIVE_INFINITY : Date.parse(day));
