import type { Database } from "../sqlite/connection.ts";
import { readOrAdd } from "./read-or-add.ts";

/** Answers the number of some values, given to them first where they have none. */
export type Numbering = (...values: string[]) => number;

/**
 * Prepares a table of numbers for what rollups would repeat in every line. A numbering remembers what it answered: it is
 * begun anew with each load, because what a load numbered goes when its transaction fails.
 */
export function prepareDictionary(
  database: Database,
  table: string,
  number: string,
  columns: readonly string[],
): () => Numbering {
  const read = database
    .prepare<[string[]], number>(
      `SELECT ${number} FROM ${table} WHERE ${columns.map((column) => `${column} = ?`).join(" AND ")}`,
    )
    .pluck();
  const add = database.prepare<[string[]]>(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  return () => {
    const known = new Map<string, number>();
    return (...values) =>
      readOrAdd(known, JSON.stringify(values), () => read.get(values) ?? Number(add.run(values).lastInsertRowid));
  };
}

/** A code, a host of its pages, a country of their visitors. */
export const preparePlaces = (database: Database) =>
  prepareDictionary(database, "places", "place", ["code", "hostname", "country"]);

/** What visitors come with. */
export const prepareClients = (database: Database) =>
  prepareDictionary(database, "clients", "client", ["device", "os", "browser", "browser_context"]);

/** Where visitors are, more closely than by country, and what goes there. */
export const prepareLocales = (database: Database) =>
  prepareDictionary(database, "locales", "locale", ["region", "language", "regulation"]);

/** User agents are long, and a few hundred make nearly all sessions. */
export const prepareUserAgents = (database: Database) =>
  prepareDictionary(database, "user_agents", "agent", ["user_agent"]);
