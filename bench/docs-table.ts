import type { BenchRow } from "./bench-row.ts";

const START = "<!-- written by the bench: start -->";
const END = "<!-- written by the bench: end -->";

/** When and where the figures were measured. */
export interface MeasuredOn {
  readonly date: Date;
  readonly cores: number;
  readonly chromium: string;
}

/** Writes the tables into the page, between its two marks. Throws when a mark is missing, or nothing was compared. */
export function withTables(page: string, rows: readonly BenchRow[], on: MeasuredOn): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`the page needs the marks ${START} and ${END}`);
  if (!rows.some(({ comparison }) => comparison)) throw new Error("no banner was measured: the docs keep their tables");
  const when = `Measured on ${on.date.toISOString().slice(0, 10)}, ${on.cores} cores, ${on.chromium}.`;
  const parts = [START, when, toComparisonTable(rows), "### Against our own budgets", toBudgetTable(rows), END];
  return page.slice(0, start) + parts.join("\n\n") + page.slice(end + END.length);
}

/** One line for each measure, one column for each banner, in the order in which they were measured. */
export function toComparisonTable(rows: readonly BenchRow[]): string {
  const places = rows.flatMap((row) => (row.comparison ? [{ ...row.comparison, row }] : []));
  const banners = [...new Set(places.map(({ of }) => of))];
  const measures = [...new Set(places.map(({ measure }) => measure))];
  const lines = measures.map((measure) => {
    const found = places.filter((place) => place.measure === measure);
    const unit = found[0]?.row.unit ?? "";
    const cells = banners.map((banner) => {
      const row = found.find(({ of }) => of === banner)?.row;
      return row ? toFigure(row) : "not measured";
    });
    return [unit === "" || isYesOrNo(unit) ? measure : `${measure}, ${unit}`, ...cells];
  });
  return toMarkdown(["", ...banners], lines);
}

/** The widget's rows that have a budget. */
export function toBudgetTable(rows: readonly BenchRow[]): string {
  const own = rows.filter((row) => row.budget !== null && row.what.startsWith("widget "));
  return toMarkdown(
    ["what", "measured", "budget"],
    own.map((row) => [
      row.what.replace(/^widget /, ""),
      isYesOrNo(row.unit) ? toFigure(row) : `${toFigure(row)} ${row.unit}`.trim(),
      isYesOrNo(row.unit) ? "no" : row.budgetText,
    ]),
  );
}

function toMarkdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function isYesOrNo(unit: string): boolean {
  return unit === "of 1";
}

function toFigure({ measured, unit }: BenchRow): string {
  if (isYesOrNo(unit)) return measured > 0 ? "yes" : "no";
  if (unit === "x") return measured.toFixed(2);
  if (unit === "ms" && measured < 10) return measured.toFixed(1);
  // A shift of the layout is a part of the screen, all else are whole things.
  return Number.isInteger(measured) || measured >= 10
    ? Math.round(measured).toLocaleString("en-US")
    : measured.toPrecision(2);
}
