import type { AnalyticsFilter } from "../ports.ts";
import { DAY_MS } from "./day.ts";

/** Runs a question; statements are prepared once for each shape of it. */
export type Run = <Row>(query: AnalyticsQuery) => Row[];

export type BoundValues = Readonly<Record<string, string | number>>;

/** SQL and the values bound to it. What is asked for is in the values alone; the SQL differs by the shape of a filter. */
export interface AnalyticsQuery {
  readonly sql: string;
  readonly values: BoundValues;
}

/** Conditions of a filter on a table that names every page by texts. */
export function toPageCondition(filter: AnalyticsFilter): AnalyticsQuery {
  const conditions = [toCodesCondition(filter, "code"), "day BETWEEN @from AND @to", ...toPlaceConditions(filter)];
  return { sql: conditions.join(" AND "), values: toValues(filter) };
}

// Of one code the key is read in its order, and sums of days need no sorting.
function toCodesCondition({ codes }: AnalyticsFilter, column: string): string {
  return codes.length === 1 ? `${column} = @code` : `${column} IN (SELECT value FROM json_each(@codes))`;
}

/** What a filter says beside codes and days. */
export function toPlaceConditions({ hostname, pathSegment, country }: AnalyticsFilter): string[] {
  const conditions: string[] = [];
  if (hostname !== undefined) conditions.push("hostname = @hostname");
  // A range, not LIKE: no wildcard to escape, no folding of case. "0" is the character after "/".
  if (pathSegment !== undefined)
    conditions.push("(path = @segment OR (path >= @segment || '/' AND path < @segment || '0'))");
  if (country !== undefined) conditions.push("country = @country");
  return conditions;
}

/** Every value that the conditions of a filter name. */
export function toValues({ codes, from, to, hostname, pathSegment, country }: AnalyticsFilter): BoundValues {
  return {
    codes: JSON.stringify(codes),
    code: codes[0] ?? "",
    from,
    to,
    fromMs: Date.parse(from),
    beforeMs: Date.parse(to) + DAY_MS,
    ...(hostname !== undefined && { hostname }),
    ...(pathSegment !== undefined && { segment: pathSegment.replace(/\/+$/, "") }),
    ...(country !== undefined && { country }),
  };
}

/**
 * A rollup that names its places by number, with them. The places of a code are few, so each of them is one range of the
 * rollup's key; `CROSS` keeps that order.
 */
export function fromPlaces(table: string, filter: AnalyticsFilter): string {
  const conditions = [
    toCodesCondition(filter, "places.code"),
    ...toPlaceConditions({ ...filter, pathSegment: undefined }),
    "day BETWEEN @from AND @to",
  ];
  return `FROM places CROSS JOIN ${table} USING (place) WHERE ${conditions.join(" AND ")}`;
}
