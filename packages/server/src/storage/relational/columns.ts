import type { SqlRow } from "../unit.ts";

// Typed readers of one column. A value of another type means that the database is not what this release wrote.

export function readText(row: SqlRow, name: string): string {
  const value = row[name];
  if (typeof value === "string") return value;
  throw toColumnError(name, "text");
}

export function readTextOrNull(row: SqlRow, name: string): string | null {
  return row[name] === null ? null : readText(row, name);
}

export function readInteger(row: SqlRow, name: string): number {
  const value = row[name];
  if (Number.isSafeInteger(value)) return value as number;
  throw toColumnError(name, "an integer");
}

export function readIntegerOrNull(row: SqlRow, name: string): number | null {
  return row[name] === null ? null : readInteger(row, name);
}

export function readFlag(row: SqlRow, name: string): boolean {
  return readInteger(row, name) !== 0;
}

/** Reads JSON that a repository wrote from the same shape. */
export function readJson<Shape>(row: SqlRow, name: string): Shape {
  return JSON.parse(readText(row, name)) as Shape;
}

/** Reads the only number of the only row. */
export function readCount(rows: readonly SqlRow[]): number {
  const [row] = rows;
  if (row === undefined) throw toColumnError("count", "a row");
  return readInteger(row, "count");
}

function toColumnError(name: string, wanted: string): TypeError {
  return new TypeError(`column ${name} does not hold ${wanted}`);
}
