import type { LoadOutcome } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import type { IsLeftOut } from "./left-out.ts";

/** Sums of so many rows are written to gold before more are taken in: memory does not grow with an object. */
const ROWS_OF_ONE_WRITE = 50_000;

export type Load<Row> = (key: string, rows: readonly Row[]) => LoadOutcome;

/** A table of silver, one row for each id of a code. */
export interface SilverTable<Row> {
  /** Adds a row; `false` where its id is there already. */
  insert(row: Row): boolean;
  /** The row that is there under the same id. */
  readSame(row: Row): Row;
  remove(row: Row): void;
  readonly timeOf: (row: Row) => number;
}

/** What silver rows add to gold. Of one load: what was not written goes with it. */
export interface GoldSums<Row> {
  /** Counts a row that silver has just got. */
  putIn(row: Row): void;
  /** Takes back what a row added that silver is about to lose. */
  takeOut(row: Row): void;
  /** Writes what was summed so far. */
  write(): void;
}

/**
 * Creates the one writer of a table of silver and its gold. A batch is one transaction {its key, new silver rows, what they
 * add to gold}: a crash leaves all or nothing, and a known key adds nothing again. Of several rows of one id the one with the
 * least time stays (D5), whichever comes first.
 */
export function createSilverLoad<Row>(
  database: Database,
  keys: "loaded_objects" | "loaded_batches",
  beginSilver: () => SilverTable<Row>,
  beginGold: () => GoldSums<Row>,
  beginLeftOut: () => IsLeftOut<Row>,
): Load<Row> {
  const markLoaded = database.prepare<[string]>(`INSERT INTO ${keys} (key) VALUES (?) ON CONFLICT DO NOTHING`);

  function replace(row: Row, silver: SilverTable<Row>, gold: GoldSums<Row>): void {
    const known = silver.readSame(row);
    if (silver.timeOf(known) <= silver.timeOf(row)) return;
    gold.takeOut(known);
    silver.remove(known);
    silver.insert(row);
    gold.putIn(row);
  }

  const transaction = database.transaction<Load<Row>>((key, rows) => {
    if (markLoaded.run(key).changes === 0) return { inserted: 0, duplicates: rows.length };
    const silver = beginSilver();
    const gold = beginGold();
    const isLeftOut = beginLeftOut();
    let inserted = 0;
    for (const [index, row] of rows.entries()) {
      if (isLeftOut(row)) continue;
      if (silver.insert(row)) {
        inserted += 1;
        gold.putIn(row);
      } else replace(row, silver, gold);
      if ((index + 1) % ROWS_OF_ONE_WRITE === 0) gold.write();
    }
    gold.write();
    return { inserted, duplicates: rows.length - inserted };
  });
  return (key, rows) => transaction.immediate(key, rows);
}
