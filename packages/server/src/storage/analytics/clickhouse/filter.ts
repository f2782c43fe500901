import type { AnalyticsFilter } from "../../ports.ts";
import type { Values } from "./connection.ts";

/** A condition, and the values bound to it. */
export interface Condition {
  readonly sql: string;
  readonly values: Values;
}

// The days that the engine's `Date` can name; a period that reaches beyond means the same without it.
const FIRST_DAY = "1970-01-01";
const LAST_DAY = "2149-06-06";

/** What a filter says of rows whose day is `day`, a column or what makes it of one. */
export function toCondition(filter: AnalyticsFilter, day = "day"): Condition {
  const { codes, from, to, hostname, pathSegment, country } = filter;
  const conditions = ["code IN {codes:Array(String)}", `${day} BETWEEN {from:Date} AND {to:Date}`];
  const values: Record<string, string | readonly string[]> = { codes, from: toDay(from), to: toDay(to) };
  if (hostname !== undefined) {
    conditions.push("hostname = {hostname:String}");
    values.hostname = hostname;
  }
  if (pathSegment !== undefined) {
    // No LIKE: nothing in a path is a wildcard.
    conditions.push("(path = {segment:String} OR startsWith(path, concat({segment:String}, '/')))");
    values.segment = pathSegment.replace(/\/+$/, "");
  }
  if (country !== undefined) {
    conditions.push("country = {country:String}");
    values.country = country;
  }
  return { sql: conditions.join(" AND "), values };
}

/** A day that the engine can name. */
export function toDay(day: string): string {
  if (day < FIRST_DAY) return FIRST_DAY;
  return day > LAST_DAY ? LAST_DAY : day;
}
