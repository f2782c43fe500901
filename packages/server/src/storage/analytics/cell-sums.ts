import type { ConsentDimension } from "@cookiehub/schemas/types";
import type { DimensionFilter } from "../ports.ts";
import { addText, addToCells, type Cells } from "./cells.ts";
import type { DIMENSION_COLUMNS } from "./dimension-gold.ts";
import { fromPlaces, type Run, toValues } from "./filter.ts";
import { readOrAdd } from "./read-or-add.ts";

/** A packed column of one place and day. */
export interface CellRecord {
  readonly day: string;
  readonly country: string;
  readonly cells: string;
}

type DimensionColumn = (typeof DIMENSION_COLUMNS)[number];

/** Reads a column of `consent_dims_daily`. */
export function readDimensionCells(run: Run, filter: DimensionFilter, column: DimensionColumn): CellRecord[] {
  return run<CellRecord>({
    sql: `SELECT day, country, ${column} AS cells ${fromPlaces("consent_dims_daily", filter)}`,
    values: toValues(filter),
  });
}

/** Reads the clients of sessions, all and excluded ones. */
export function readSessionCells(run: Run, filter: DimensionFilter): CellRecord[] {
  return run<CellRecord>({
    sql: ["sessions_place_daily", "sessions_agents_place_daily"]
      .map((table) => `SELECT day, country, by_client AS cells ${fromPlaces(table, filter)}`)
      .join(" UNION ALL "),
    values: toValues(filter),
  });
}

/** Adds up packed columns, group by group, under the keys that they have or under others. */
export function sumCells(
  records: readonly CellRecord[],
  toGroup: (record: CellRecord) => string,
  toKey: (record: CellRecord, key: string) => string = (_record, key) => key,
): Map<string, Cells> {
  const groups = new Map<string, Cells>();
  for (const record of records) {
    const cells = readOrAdd(groups, toGroup(record), (): Cells => new Map());
    addText(cells, record.cells, (key) => toKey(record, key));
  }
  return groups;
}

/** Adds up cells whose keys come to the same. */
export function regroupCells(cells: Cells, toKey: (key: string) => string): Cells {
  const regrouped: Cells = new Map();
  for (const [key, sums] of cells) {
    for (const [cell, amount] of sums) addToCells(regrouped, toKey(key), cell, amount);
  }
  return regrouped;
}

/** Lists what a map holds by its keys, ascending. */
export function toSorted<Value>(map: ReadonlyMap<string, Value>): (readonly [string, Value])[] {
  return [...map].sort(([one], [other]) => (one < other ? -1 : 1));
}

const CLIENT_DIMENSIONS = ["device", "os", "browser", "browser_context"] as const;
const LOCALE_DIMENSIONS = ["region", "language", "regulation"] as const;
type ClientDimension = (typeof CLIENT_DIMENSIONS)[number];
type LocaleDimension = (typeof LOCALE_DIMENSIONS)[number];

export function isOfClient(dimension: ConsentDimension): dimension is ClientDimension {
  return CLIENT_DIMENSIONS.some((known) => known === dimension);
}

export function isOfLocale(dimension: ConsentDimension): dimension is LocaleDimension {
  return LOCALE_DIMENSIONS.some((known) => known === dimension);
}

/** Reads what the numbers of clients or locales stand for. */
export function readValues(
  run: Run,
  dimension: ClientDimension | LocaleDimension,
  numbers: Iterable<string>,
): (number: string) => string {
  const [table, number] = isOfClient(dimension) ? ["clients", "client"] : ["locales", "locale"];
  const found = run<{ number: string; value: string }>({
    sql: `SELECT CAST(${number} AS TEXT) AS number, ${dimension} AS value FROM ${table}
      WHERE ${number} IN (SELECT value FROM json_each(@numbers))`,
    values: { numbers: JSON.stringify([...numbers].map(Number)) },
  });
  const values = new Map(found.map((record) => [record.number, record.value]));
  return (wanted) => values.get(wanted) ?? "";
}
