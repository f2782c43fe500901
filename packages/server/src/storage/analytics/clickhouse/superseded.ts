import type { Connection } from "./connection.ts";
import { decodeRows, text } from "./decode.ts";
import { SUPERSEDED } from "./schema/silver.ts";

/** Silver, and what names its rows. */
export interface SilverTable {
  readonly name: "consent_events" | "sessions";
  readonly time: string;
  readonly id: string;
}

/**
 * Takes rows out of silver that another of their id precedes: an id counts at its least time. Looks at the ids of a day, wherever
 * else they stand; answers the days that lost rows, of which some may come later than this one.
 */
export async function supersede(connection: Connection, silver: SilverTable, day: string): Promise<readonly string[]> {
  const late = renderLate(silver);
  const rows = await connection.read(`SELECT DISTINCT toString(toDate(late)) AS day FROM (${late}) ORDER BY day`, {
    day,
  });
  if (rows.length === 0) return [];
  const { name, time, id } = silver;
  await connection.run(
    `INSERT INTO ${name} SELECT * ${SUPERSEDED} FROM ${name} FINAL
      WHERE code IN (SELECT code FROM (${late})) AND (code, ${time}, ${id}) IN (SELECT code, late, ${id} FROM (${late}))`,
    { day },
    // The same twins may be written twice: they are one row.
    { insert_deduplicate: 0 },
  );
  return decodeRows(rows, { day: text }).map((row) => row.day);
}

/** Keys of rows that are not the first of their id, of ids that the day holds. Without FINAL, which would read whole rows. */
function renderLate({ name, time, id }: SilverTable): string {
  return `SELECT code, ${id}, arrayJoin(arrayPopFront(arraySort(groupArray(${time})))) AS late FROM (
      SELECT code, ${id}, ${time} FROM ${name}
      WHERE (code, ${id}) IN (SELECT code, ${id} FROM ${name} WHERE toDate(${time}) = {day:Date})
      GROUP BY code, ${id}, ${time} HAVING max(is_superseded) = 0
    ) GROUP BY code, ${id} HAVING count() > 1`;
}
