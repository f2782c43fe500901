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
/** Users that are asked for at once: a bound value is at most 128 KiB by the server's default. */
const HASHES_MAX = 1_000;
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
    const { gone, given } = await toDeletion(connection, users.slice(from, from + USERS_MAX));
    // Days are made anew, and lines of sums would stay with a zero for their user.
    for (const name of SUMS_OF_USERS) {
      await connection.run(
        `ALTER TABLE ${name} DELETE WHERE code IN {codes:Array(String)}
          AND (user, day) IN (SELECT ${USER}, toDate(received_at) FROM consent_events WHERE ${gone})`,
        given,
        MUTATION,
      );
    }
    // What is sent again after the erasure is new, and must not be taken for a redelivery.
    const ids = `SELECT code, event_id FROM consent_events WHERE ${gone}`;
    await connection.run(
      `ALTER TABLE recent_consent_events DELETE WHERE (code, event_id) IN (${ids})`,
      given,
      MUTATION,
    );
    await connection.run(`ALTER TABLE consent_events DELETE WHERE ${gone}`, given, MUTATION);
  }
  await settleTouched(connection, topology);
}

/**
 * The same rows as a statement that deletes is to say it: the engine keeps such statements with their values, also in its list of
 * mutations, and a token that is erased must not stand there.
 */
async function toDeletion(connection: Connection, users: readonly ErasedUser[]) {
  const rows = await connection.read(
    `SELECT toString(${USER}) AS number FROM (
        SELECT arrayJoin(arrayZip({codes:Array(String)}, {tokens:Array(String)})) AS pair,
          tupleElement(pair, 1) AS code, tupleElement(pair, 2) AS user_token
      )`,
    { codes: users.map(({ code }) => code), tokens: users.map(({ userToken }) => userToken) },
  );
  const numbers = decodeRows(rows, { number: text }).map(({ number }) => number);
  const { sql, values } = toCondition(
    users.map((user, index) => ({ ...user, userToken: numbers[index] ?? "" })),
    `${USER} = {user:UInt128}`,
  );
  return { gone: sql, given: values };
}

// Codes first: they are the start of silver's order, and few rows are looked at.
function toCondition(users: readonly ErasedUser[], isUser = "user_token = {user:String}") {
  const values: Record<string, string | readonly string[]> = { codes: [...new Set(users.map(({ code }) => code))] };
  const each = users.map(({ code, userToken, untilMs }, index) => {
    Object.assign(values, { [`code${index}`]: code, [`user${index}`]: userToken, [`until${index}`]: toTime(untilMs) });
    return `(code = {code${index}:String} AND ${isUser.replace("{user:", `{user${index}:`)}
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
  const untilMs = await readTombstones(connection, rows, tombstoneKey);
  const isOver = createIsOver(horizons);
  return (row) =>
    isOver(row.code, row.receivedAtMs) ||
    row.receivedAtMs <= (untilMs.get(toUserName(row)) ?? Number.NEGATIVE_INFINITY);
}

const toUserName = ({ code, userToken }: Pick<ConsentEventRow, "code" | "userToken">): string => `${code} ${userToken}`;

/** Until when users of these rows were erased. Most codes have nobody who was: no token is hashed for them. */
async function readTombstones(
  connection: Connection,
  rows: readonly ConsentEventRow[],
  tombstoneKey: string,
): Promise<ReadonlyMap<string, number>> {
  const asked = await connection.read("SELECT DISTINCT code FROM erased_users WHERE code IN {codes:Array(String)}", {
    codes: [...new Set(rows.map(({ code }) => code))],
  });
  const codes = new Set(decodeRows(asked, { code: text }).map(({ code }) => code));
  const users = new Map(rows.filter(({ code }) => codes.has(code)).map((row) => [toUserName(row), row]));
  const named = [...users].map(([name, { code, userToken }]) => ({
    ...{ name, code, hash: toUserHash(tombstoneKey, code, userToken) },
  }));
  const untilMs = new Map<string, number>();
  for (let from = 0; from < named.length; from += HASHES_MAX) {
    const part = named.slice(from, from + HASHES_MAX);
    const names = new Map(part.map(({ name, hash }) => [hash, name]));
    const found = await connection.read(
      `SELECT user_hash AS userHash, max(until_ms) AS untilMs FROM erased_users
        WHERE (code, user_hash) IN (SELECT arrayJoin(arrayZip({codes:Array(String)}, {hashes:Array(String)})))
        GROUP BY code, user_hash`,
      { codes: part.map(({ code }) => code), hashes: part.map(({ hash }) => hash) },
    );
    for (const one of decodeRows(found, { userHash: text, untilMs: count }))
      untilMs.set(names.get(one.userHash) ?? "", one.untilMs);
  }
  return untilMs;
}

/** Tells rows of days that are over. */
export function createIsOver(horizons: Horizons): (code: string, atMs: number) => boolean {
  const firstMs = new Map<string, number>();
  return (code, atMs) => atMs < readOrAdd(firstMs, horizons.of(code), () => toFirstMs(horizons.of(code)));
}

const toFirstMs = (day: string): number => (day === "" ? Number.NEGATIVE_INFINITY : Date.parse(day));
