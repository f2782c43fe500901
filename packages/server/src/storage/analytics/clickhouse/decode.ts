import type { AnswerRow } from "./connection.ts";

/** Reads one column of an answer; throws where the server sent something else than was asked for. */
type Decode<Value> = (value: unknown) => Value;

/** What each field of an answer is. */
export type Decoders<Row> = { readonly [Name in keyof Row]: Decode<Row[Name]> };

export const text: Decode<string> = (value) => {
  if (typeof value !== "string") throw toFault("text", value);
  return value;
};

export const count: Decode<number> = (value) => {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw toFault("a whole number", value);
  return value;
};

export const flag: Decode<boolean> = (value) => {
  if (typeof value !== "boolean") throw toFault("a flag", value);
  return value;
};

export const texts: Decode<readonly string[]> = (value) => {
  if (!Array.isArray(value)) throw toFault("a list", value);
  return value.map(text);
};

export const countOrNull: Decode<number | null> = (value) => (value === null ? null : count(value));

/** One of a fixed set of words. */
export const word =
  <Word extends string>(...words: readonly Word[]): Decode<Word> =>
  (value) => {
    const found = words.find((one) => one === value);
    if (found === undefined) throw toFault(words.join(" or "), value);
    return found;
  };

/** Reads rows field by field: nothing is guessed from how a value looks. */
export function decodeRows<Row>(rows: readonly AnswerRow[], decoders: Decoders<Row>): Row[] {
  const fields = Object.entries(decoders) as [string, Decode<unknown>][];
  return rows.map((row) => Object.fromEntries(fields.map(([name, decode]) => [name, decode(row[name])])) as Row);
}

function toFault(wanted: string, value: unknown): TypeError {
  return new TypeError(`ClickHouse answered ${JSON.stringify(value)} where ${wanted} was asked for`);
}
