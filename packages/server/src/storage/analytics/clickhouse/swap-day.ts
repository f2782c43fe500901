import { randomBytes } from "node:crypto";
import type { Connection, Values } from "./connection.ts";
import { renderCluster, type Topology } from "./schema/table.ts";

/** A day of a table that is made anew. */
export interface NewDay {
  readonly table: string;
  readonly day: string;
  /** Rows of `{day:Date}` as they should be, of one statement or of several together. */
  readonly selects: readonly string[];
  /** Bound beside the day. */
  readonly values?: Values;
  /** Runs while the new rows stand in a table of this name beside the old ones; tells whether to swap them. */
  readonly isWanted?: (beside: string) => Promise<boolean>;
}

/** Makes a day of a table, partitioned by `day`, anew and swaps it in. */
export async function swapDay(connection: Connection, newDay: NewDay, topology: Topology): Promise<void> {
  const { table, day, selects, values, isWanted } = newDay;
  // A table of its own: two that settle at once must not mix their rows.
  const beside = `settling_${randomBytes(8).toString("hex")}`;
  const onCluster = renderCluster(topology);
  await connection.run(`CREATE TABLE ${beside}${onCluster} AS ${table}`);
  try {
    for (const select of selects) {
      await connection.run(`INSERT INTO ${beside} ${select}`, { ...values, day }, { insert_deduplicate: 0 });
    }
    if (isWanted && !(await isWanted(beside))) return;
    const rows = await connection.read(`SELECT 1 FROM ${beside} LIMIT 1`);
    // A partition that is not there replaces none.
    const change = rows.length === 0 ? "DROP PARTITION {day:String}" : `REPLACE PARTITION {day:String} FROM ${beside}`;
    await connection.run(`ALTER TABLE ${table} ${change}`, { day });
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${beside}${onCluster}`);
  }
}
