import type { BenchRow } from "./bench-row.ts";

/** CPU microseconds of one bare Hono request, by `bare-hono.ts`, on the machine that the budgets were set on. */
export const REFERENCE_BARE_HONO_US = 43;

/**
 * Says how much slower this machine is than the one the budgets were set on, at least 1: CPU budgets are multiplied
 * by it. A faster machine gets no tighter budget, so that a change is not judged by where it ran.
 */
export function toMachineFactor(bareHonoUs: number): number {
  return Math.max(1, bareHonoUs / REFERENCE_BARE_HONO_US);
}

/** Whether a row fails the run. */
export function isOverBudget(row: BenchRow, machineFactor: number): boolean {
  if (row.gate === "none" || row.budget === null) return false;
  return isOver(row, row.ceiling ?? row.budget, machineFactor);
}

function isOver(row: BenchRow, limit: number, machineFactor: number): boolean {
  return row.measured > limit * (row.gate === "cpu" ? machineFactor : 1);
}

/** Writes the table, one row each: what, measured, budget, how it stands, and its worth in bare Hono requests. */
export function toTable(rows: readonly BenchRow[], machineFactor: number): string {
  const cells = rows.map((row) => [
    row.what,
    `${toFigure(row.measured)} ${row.unit}`,
    row.budgetText,
    toStanding(row, machineFactor),
    row.ratioToBareHono === undefined ? "" : `${row.ratioToBareHono.toFixed(1)}x bare Hono`,
  ]);
  const lines = [["what", "measured", "budget", "", ""], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function toStanding(row: BenchRow, machineFactor: number): string {
  if (row.budget === null) return "";
  if (row.gate === "none") return row.measured > row.budget ? "over (not gated)" : "ok (not gated)";
  if (isOverBudget(row, machineFactor)) return "OVER";
  return isOver(row, row.budget, machineFactor) ? `over budget, gated at ${row.ceiling}` : "ok";
}

function toFigure(value: number): string {
  return value >= 1000 || Number.isInteger(value) ? Math.round(value).toLocaleString("en-US") : value.toPrecision(3);
}
