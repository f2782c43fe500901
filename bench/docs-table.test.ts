import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { BenchRow } from "./bench-row.ts";
import { toBudgetTable, toComparisonTable, withTables } from "./docs-table.ts";

const MARKS = "<!-- written by the bench: start -->\nold\n<!-- written by the bench: end -->";
const ON = { date: new Date("2026-11-21T08:00:00Z"), cores: 2, chromium: "Chromium 156" };

const createRow = (of: string, measure: string, measured: number, unit: string): BenchRow => ({
  what: `${of}: ${measure}`,
  measured,
  unit,
  budget: null,
  budgetText: "",
  gate: "none",
  comparison: { of, measure },
});

test("the comparison has a line for each measure and a column for each banner, in the order they came", () => {
  const table = toComparisonTable([
    createRow("ours", "script time", 31.6, "ms"),
    createRow("ours", "loaded", 11_400, "bytes"),
    createRow("klaro 0.7.22", "script time", 612.2, "ms"),
    createRow("klaro 0.7.22", "loaded", 59_517, "bytes"),
  ]);
  expect(table).toBe(
    [
      "|  | ours | klaro 0.7.22 |",
      "| --- | ---: | ---: |",
      "| script time, ms | 32 | 612 |",
      "| loaded, bytes | 11,400 | 59,517 |",
    ].join("\n"),
  );
});

test("a banner that a measure is missing of has a cell that says so, never somebody else's figure", () => {
  const table = toComparisonTable([
    createRow("ours", "a", 1, "ms"),
    createRow("klaro", "a", 2, "ms"),
    createRow("klaro", "b", 3, "ms"),
  ]);
  expect(table).toContain("| b, ms | not measured | 3.0 |");
});

test("what is true or not is told in words, and a small shift is not rounded away", () => {
  const table = toComparisonTable([
    createRow("ours", "banner is the LCP element", 0, "of 1"),
    createRow("klaro", "banner is the LCP element", 1, "of 1"),
    createRow("ours", "CLS", 0, ""),
    createRow("klaro", "CLS", 0.0503, ""),
  ]);
  expect(table).toContain("| banner is the LCP element | no | yes |");
  expect(table).toContain("| CLS | 0 | 0.050 |");
});

test("our own table holds the widget's rows that have a budget, and no others", () => {
  const own = { ...createRow("ours", "x", 1.06, "x"), what: "widget observer", budget: 1.1, budgetText: "<= 1.1 x" };
  const table = toBudgetTable([own, { ...own, what: "widget chunk", budget: null }, { ...own, what: "GET /x" }]);
  expect(table.split("\n").slice(2)).toEqual(["| observer | 1.06 x | <= 1.1 x |"]);
});

test("the tables stand between the marks; what people wrote around them stays", () => {
  const once = withTables(`before\n${MARKS}\nafter\n`, [createRow("ours", "a", 1, "ms")], ON);
  expect(once).toMatch(
    /^before\n<!-- written by the bench: start -->\n\nMeasured on 2026-11-21, 2 cores, Chromium 156\./,
  );
  expect(once).toContain("| a, ms | 1.0 |");
  expect(once).not.toContain("old");
  expect(once).toMatch(/end -->\nafter\n$/);
  expect(withTables(once, [createRow("ours", "a", 1, "ms")], ON)).toBe(once);
});

test("a page without the marks is not written over", () => {
  expect(() => withTables("a page", [], ON)).toThrow("needs the marks");
});

test("the page in the docs has a place for the tables", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../docs/reference/widget-size-and-speed.md"), "utf8");
  expect(withTables(page, [createRow("ours", "a", 1, "ms")], ON)).toContain("| a, ms | 1.0 |");
});

test("a run that compared nothing does not wipe out the tables", () => {
  expect(() => withTables(MARKS, [], ON)).toThrow("no banner was measured");
});
