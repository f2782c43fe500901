import type { Database } from "../sqlite/connection.ts";

/** What a line of a rollup is known by, in the order of its key. */
export type GoldKey = readonly (string | number)[];

/** Adds to the counts of one line, which may be below zero; a line without any count left goes. */
export type AddToGold = (key: GoldKey, counts: readonly number[]) => void;

/** Prepares a rollup for what new silver rows add to it, and rows that were replaced take from it. */
export function prepareGoldTable(
  database: Database,
  table: string,
  keys: readonly string[],
  counts: readonly string[],
): AddToGold {
  const columns = [...keys, ...counts];
  const add = database.prepare<[(string | number)[]]>(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
      ON CONFLICT (${keys.join(", ")})
      DO UPDATE SET ${counts.map((count) => `${count} = ${count} + excluded.${count}`).join(", ")}`,
  );
  const removeEmpty = database.prepare<[(string | number)[]]>(
    `DELETE FROM ${table} WHERE ${keys.map((key) => `${key} = ?`).join(" AND ")}
      AND ${counts.map((count) => `${count} = 0`).join(" AND ")}`,
  );
  return (key, amounts) => {
    if (amounts.every((amount) => amount === 0)) return;
    add.run([...key, ...amounts]);
    if (amounts.some((amount) => amount < 0)) removeEmpty.run([...key]);
  };
}
