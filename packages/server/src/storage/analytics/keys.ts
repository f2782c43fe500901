import { hash } from "node:crypto";
import type { Database } from "../sqlite/connection.ts";

const KEY_HEX_DIGITS = 12;

/**
 * Answers a number of 48 bits that stands for a text of a code in an index. Ids and tokens are random: in an index of theirs
 * each new row falls on another page, and the shorter its entries, the fewer pages a batch writes. Two texts may share a
 * number, though nobody can make them: who reads by it compares the texts, too.
 */
export function toKey(code: string, text: string): number {
  return Number.parseInt(hash("sha256", `${code} ${text}`, "hex").slice(0, KEY_HEX_DIGITS), 16);
}

let last: { code: string; userToken: string; key: number } | undefined;

/** Answers the key of a user, which is asked for several times in succession: for one row, and for the next one of the user. */
export function toUserKey(code: string, userToken: string): number {
  if (last?.userToken !== userToken || last.code !== code) last = { code, userToken, key: toKey(code, userToken) };
  return last.key;
}

/** Lets steps of the schema ask for keys: `key_of(code, text)`. */
export function defineKeyFunction(database: Database): void {
  database.function("key_of", { deterministic: true }, (code, text) => toKey(String(code), String(text)));
}

/** Prepares the quick question that nearly every new row answers with no: the texts need not be compared then. */
export function prepareKeyCheck(
  database: Database,
  table: "consent_events" | "sessions",
  column: "event_key" | "request_key",
): (key: number) => boolean {
  const find = database.prepare<[number], number>(`SELECT 1 FROM ${table} WHERE ${column} = ? LIMIT 1`).pluck();
  return (key) => find.get(key) !== undefined;
}
