import type { ConsentDimension, ConsentMatrixAnswer, MatrixSide } from "@cookiehub/schemas/types";
import type { DimensionFilter, MatrixCell } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { countDecisions, OUTCOME_FIGURES } from "./outcome-figures.ts";
import { toGroups, toSum } from "./series.ts";

const { keys, toCounts } = OUTCOME_FIGURES;

/** Answers how decisions fell where two dimensions meet; values with most decisions first, empty cells left out. */
export async function readConsentMatrix(
  analytics: AskedAnalytics,
  filter: DimensionFilter,
  { first, second }: { readonly first: ConsentDimension; readonly second: ConsentDimension },
  limit: number,
): Promise<ConsentMatrixAnswer> {
  const rows = await analytics.ask("consentMatrix", { ...filter, first, second });
  const firstSide = toSide(first, rows, (cell) => cell.first, limit);
  const secondSide = toSide(second, rows, (cell) => cell.second, limit);
  const firstRanks = toRanks(firstSide);
  const secondRanks = toRanks(secondSide);
  const cells = rows
    .flatMap((cell) => {
      const [row, column] = [firstRanks.get(cell.first), secondRanks.get(cell.second)];
      return row === undefined || column === undefined ? [] : [{ cell, row, column }];
    })
    .sort((one, other) => one.row - other.row || one.column - other.column)
    .map(({ cell }) => ({ first: cell.first, second: cell.second, ...toCounts(cell) }));
  return {
    from: filter.from,
    to: filter.to,
    totals: toCounts(toSum(keys, rows)),
    first: firstSide,
    second: secondSide,
    cells,
  };
}

function toSide(
  dimension: ConsentDimension,
  rows: readonly MatrixCell[],
  toValue: (cell: MatrixCell) => string,
  limit: number,
): MatrixSide {
  const { count, groups } = toGroups(rows, toValue, countDecisions, limit);
  return {
    dimension,
    value_count: count,
    values: groups.map(({ key, rows: own }) => ({ value: key, ...toCounts(toSum(keys, own)) })),
  };
}

function toRanks({ values }: MatrixSide): Map<string, number> {
  return new Map(values.map(({ value }, rank) => [value, rank]));
}
