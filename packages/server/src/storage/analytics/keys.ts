import { hash } from "node:crypto";
import type { Database } from "../sqlite/connection.ts";

const KEY_HEX_DIGITS = 12;

let lastText = "";
let lastKey = 0;

/**
 * Answers a number of 48 bits that stands for a text of a code in an index. Ids and tokens are random: in an index of theirs
 * each new row falls on another page, and the shorter its entries, the fewer pages a batch writes. Two texts may share a
 * number, though nobody can make them: who reads by it compares the texts, too.
 */
export function toKey(code: string, text: string): number {
  const whole = `${code} ${text}`;
  // The user of a row is asked for several times in succession.
  if (whole === lastText) return lastKey;
  lastKey = Number.parseInt(hash("sha256", whole, "hex").slice(0, KEY_HEX_DIGITS), 16);
  lastText = whole;
  return lastKey;
}

/** Lets steps of the schema ask for keys: `key_of(code, text)`. */
export function defineKeyFunction(database: Database): void {
  database.function("key_of", { deterministic: true }, (code, text) => toKey(String(code), String(text)));
}
