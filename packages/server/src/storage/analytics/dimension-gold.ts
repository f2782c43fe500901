import type { ConsentEventRow } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { addText, addToCells, type Cells, formatCells, NO_CELLS } from "./cells.ts";
import type { Choice } from "./choices.ts";
import { prepareClients, prepareLocales } from "./dictionary.ts";
import { OUTCOMES } from "./outcome.ts";

/**
 * Columns of `consent_dims_daily`. Two hold choices, by the number of a client and of a locale; each of the others crosses a
 * dimension of the locale with clients.
 */
export const DIMENSION_COLUMNS = ["by_client", "by_locale", "by_region", "by_language", "by_regulation"] as const;
type DimensionColumn = (typeof DIMENSION_COLUMNS)[number];

/** What a batch adds to the decisions of a place and day, by dimension. */
export type DimensionSums = Readonly<Record<DimensionColumn, Cells>>;

export function createDimensionSums(): DimensionSums {
  return {
    by_client: new Map(),
    by_locale: new Map(),
    by_region: new Map(),
    by_language: new Map(),
    by_regulation: new Map(),
  };
}

/** The cell of a client and an outcome. */
export function toCrossCell(client: number, outcome: Choice["outcome"]): number {
  return client * OUTCOMES.length + OUTCOMES.indexOf(outcome);
}

/** Prepares the counting of decisions by dimension, begun anew with each load. */
export function prepareDimensionCount(
  database: Database,
): () => (sums: DimensionSums, row: ConsentEventRow, choice: Choice, amount: number) => void {
  const beginClients = prepareClients(database);
  const beginLocales = prepareLocales(database);
  return () => {
    const toClient = beginClients();
    const toLocale = beginLocales();
    return (sums, { device, os, browser, browserContext, region, language, regulation }, choice, amount) => {
      const client = toClient(device, os, browser, browserContext);
      const cross = toCrossCell(client, choice.outcome);
      addToCells(sums.by_client, String(client), choice.number, amount);
      addToCells(sums.by_locale, String(toLocale(region, language, regulation)), choice.number, amount);
      addToCells(sums.by_region, region, cross, amount);
      addToCells(sums.by_language, language, cross, amount);
      addToCells(sums.by_regulation, regulation, cross, amount);
    };
  };
}

type Texts = Record<DimensionColumn, string>;

/** Prepares the writing: what stands there already is read and added to. */
export function prepareDimensionWrite(database: Database): (place: number, day: string, sums: DimensionSums) => void {
  const columns = DIMENSION_COLUMNS.join(", ");
  const read = database.prepare<[number, string], Texts>(
    `SELECT ${columns} FROM consent_dims_daily WHERE place = ? AND day = ?`,
  );
  const put = database.prepare<[number, string, ...string[]]>(
    `INSERT INTO consent_dims_daily (place, day, ${columns}) VALUES (?, ?, ${DIMENSION_COLUMNS.map(() => "?").join(", ")})
      ON CONFLICT (place, day) DO UPDATE SET
        ${DIMENSION_COLUMNS.map((column) => `${column} = excluded.${column}`).join(", ")}`,
  );
  const remove = database.prepare<[number, string]>("DELETE FROM consent_dims_daily WHERE place = ? AND day = ?");
  return (place, day, sums) => {
    if (sums.by_client.size === 0) return;
    const known = read.get(place, day);
    const texts = DIMENSION_COLUMNS.map((column) => {
      const cells = sums[column];
      if (known !== undefined) addText(cells, known[column]);
      return formatCells(cells);
    });
    if (texts.every((text) => text === NO_CELLS)) remove.run(place, day);
    else put.run(place, day, ...texts);
  };
}
