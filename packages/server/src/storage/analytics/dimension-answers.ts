import type { ConsentDimension, SessionDimension } from "@cookiehub/schemas/types";
import type {
  CategoryDay,
  DimensionCategoryDay,
  DimensionDay,
  DimensionFilter,
  MatrixCell,
  OutcomeCounts,
  SessionDimensionDay,
} from "../ports.ts";
import {
  isOfClient,
  isOfLocale,
  readDimensionCells,
  readSessionCells,
  readValues,
  regroupCells,
  sumCells,
  toSorted,
} from "./cell-sums.ts";
import type { Cells } from "./cells.ts";
import type { Run } from "./filter.ts";
import { type DecisionOutcome, OUTCOMES } from "./outcome.ts";
import { readOrAdd } from "./read-or-add.ts";
import { SESSION_CELLS } from "./session-gold.ts";

type DimensionQuestion = DimensionFilter & { readonly dimension: ConsentDimension };

/** Counts categories, where no path is asked for. */
export function readCategoryDays(run: Run, filter: DimensionFilter): CategoryDay[] {
  const records = readDimensionCells(run, filter, "by_client");
  return toCategoryDays(
    run,
    sumCells(
      records,
      (record) => record.day,
      () => "",
    ),
  ).map(({ value: _, ...day }) => day);
}

export function readDimensionDays(run: Run, question: DimensionQuestion): DimensionDay[] {
  const days = readChoiceDays(run, question);
  const { outcomeOf } = readChoices(run, days.values());
  return toSorted(days).flatMap(([day, cells]) =>
    toSorted(cells).map(([value, choices]) => {
      const counts = createCounts();
      for (const [choice, amount] of choices) counts[outcomeOf(choice)] += amount;
      return { day, ...counts, value };
    }),
  );
}

export function readDimensionCategoryDays(run: Run, question: DimensionQuestion): DimensionCategoryDay[] {
  return toCategoryDays(run, readChoiceDays(run, question));
}

/** Choices by day and value. */
function readChoiceDays(run: Run, { dimension, ...filter }: DimensionQuestion): Map<string, Cells> {
  const records = readDimensionCells(run, filter, isOfLocale(dimension) ? "by_locale" : "by_client");
  if (!isOfLocale(dimension) && !isOfClient(dimension))
    return sumCells(
      records,
      (record) => record.day,
      (record) => record.country,
    );
  const days = sumCells(records, (record) => record.day);
  const toValue = readValues(run, dimension, readKeys(days.values()));
  return new Map([...days].map(([day, cells]) => [day, regroupCells(cells, toValue)]));
}

function toCategoryDays(run: Run, days: ReadonlyMap<string, Cells>): DimensionCategoryDay[] {
  const { categoriesOf } = readChoices(run, days.values());
  return toSorted(days).flatMap(([day, cells]) =>
    toSorted(cells).flatMap(([value, choices]) => {
      const categories = new Map<string, { disclosed: number; consented: number }>();
      for (const [choice, amount] of choices) {
        for (const { category, is_consented } of categoriesOf(choice)) {
          const counts = readOrAdd(categories, category, () => ({ disclosed: 0, consented: 0 }));
          counts.disclosed += amount;
          counts.consented += amount * is_consented;
        }
      }
      return toSorted(categories).map(([category, counts]) => ({ day, category, ...counts, value }));
    }),
  );
}

/** Counts decisions by two dimensions. Clients and locales tell their own apart; what lies across is packed for each of them. */
export function readMatrix(
  run: Run,
  {
    first,
    second,
    ...filter
  }: DimensionFilter & { readonly first: ConsentDimension; readonly second: ConsentDimension },
): MatrixCell[] {
  if (first === second) throw new TypeError(`a matrix is of two different dimensions: ${first}`);
  if (isOfClient(first) && isOfLocale(second)) return readCross(run, filter, first, second, false);
  if (isOfLocale(first) && isOfClient(second)) return readCross(run, filter, second, first, true);
  const isByLocale = isOfLocale(first) || isOfLocale(second);
  const records = readDimensionCells(run, filter, isByLocale ? "by_locale" : "by_client");
  const countries = sumCells(records, (record) => (first === "country" || second === "country" ? record.country : ""));
  const { outcomeOf } = readChoices(run, countries.values());
  const numbers = readKeys(countries.values());
  const [toFirst, toSecond] = [first, second].map((dimension) =>
    dimension === "country" ? undefined : readValues(run, dimension, numbers),
  );
  const matrix = createMatrix();
  for (const [country, cells] of countries) {
    for (const [number, choices] of cells) {
      const one = toFirst?.(number) ?? country;
      const other = toSecond?.(number) ?? country;
      for (const [choice, amount] of choices) matrix.add(one, other, outcomeOf(choice), amount);
    }
  }
  return matrix.list();
}

function readCross(
  run: Run,
  filter: DimensionFilter,
  ofClient: Parameters<typeof readValues>[1],
  ofLocale: "region" | "language" | "regulation",
  isSwapped: boolean,
): MatrixCell[] {
  const records = readDimensionCells(run, filter, `by_${ofLocale}`);
  const values = sumCells(records, () => "").get("") ?? new Map<string, Map<number, number>>();
  const toClient = (cell: number) => String(Math.floor(cell / OUTCOMES.length));
  const clients = new Set([...values.values()].flatMap((sums) => [...sums.keys()].map(toClient)));
  const toValue = readValues(run, ofClient, clients);
  const matrix = createMatrix();
  for (const [value, sums] of values) {
    for (const [cell, amount] of sums) {
      const client = toValue(toClient(cell));
      const outcome = OUTCOMES[cell % OUTCOMES.length] ?? "partial";
      matrix.add(isSwapped ? value : client, isSwapped ? client : value, outcome, amount);
    }
  }
  return matrix.list();
}

function createMatrix() {
  const rows = new Map<string, Map<string, Record<DecisionOutcome, number>>>();
  return {
    add(first: string, second: string, outcome: DecisionOutcome, amount: number): void {
      const row = readOrAdd(rows, first, () => new Map<string, Record<DecisionOutcome, number>>());
      readOrAdd(row, second, createCounts)[outcome] += amount;
    },
    list: (): MatrixCell[] =>
      toSorted(rows).flatMap(([first, row]) => toSorted(row).map(([second, counts]) => ({ first, second, ...counts }))),
  };
}

const createCounts = (): Record<keyof OutcomeCounts, number> => ({ allAllowed: 0, allDenied: 0, partial: 0 });

/** Counts sessions by day and value. */
export function readSessionDimensionDays(
  run: Run,
  { dimension, ...filter }: DimensionFilter & { readonly dimension: SessionDimension },
): SessionDimensionDay[] {
  const byCountry = dimension === "country";
  const days = sumCells(
    readSessionCells(run, filter),
    (record) => record.day,
    (record, client) => (byCountry ? record.country : client),
  );
  const toValue = byCountry ? (country: string) => country : readValues(run, dimension, readKeys(days.values()));
  return toSorted(days).flatMap(([day, clients]) =>
    toSorted(regroupCells(clients, toValue)).map(([value, sums]) => ({
      day,
      sessions: sums.get(SESSION_CELLS.sessions) ?? 0,
      excludedByNetwork: sums.get(SESSION_CELLS.excludedByNetwork) ?? 0,
      excludedByAgent: sums.get(SESSION_CELLS.excludedByAgent) ?? 0,
      value,
    })),
  );
}

const readKeys = (all: Iterable<Cells>): Set<string> => new Set([...all].flatMap((cells) => [...cells.keys()]));

interface CategoryOfChoice {
  readonly choice: number;
  readonly category: string;
  readonly is_consented: number;
}

/** Reads what the numbers of choices stand for. */
function readChoices(run: Run, all: Iterable<Cells>) {
  const numbers = new Set([...all].flatMap((cells) => [...cells.values()].flatMap((sums) => [...sums.keys()])));
  const values = { numbers: JSON.stringify([...numbers]) };
  const known = "WHERE choice IN (SELECT value FROM json_each(@numbers))";
  const outcomes = run<{ choice: number; outcome: DecisionOutcome }>({
    sql: `SELECT choice, outcome FROM choices ${known}`,
    values,
  });
  const outcomeByChoice = new Map(outcomes.map(({ choice, outcome }) => [choice, outcome]));
  const categories = run<CategoryOfChoice>({
    sql: `SELECT choice, category, is_consented FROM choice_categories ${known}`,
    values,
  });
  const categoriesByChoice = new Map<number, CategoryOfChoice[]>();
  for (const row of categories) readOrAdd(categoriesByChoice, row.choice, (): CategoryOfChoice[] => []).push(row);
  return {
    outcomeOf: (choice: number): DecisionOutcome => outcomeByChoice.get(choice) ?? "partial",
    categoriesOf: (choice: number): readonly CategoryOfChoice[] => categoriesByChoice.get(choice) ?? [],
  };
}
