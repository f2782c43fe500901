import { expect, test } from "vitest";
import type { BenchRow } from "./bench-row.ts";
import { isOverBudget, REFERENCE_BARE_HONO_US, toMachineFactor, toTable } from "./verdict.ts";

const ROW: BenchRow = {
  what: "a check",
  measured: 100,
  unit: "us CPU",
  budget: 80,
  budgetText: "<= 80 us CPU",
  gate: "cpu",
};

test("a slower machine gets a wider CPU budget, a faster one no tighter one", () => {
  expect(toMachineFactor(REFERENCE_BARE_HONO_US * 2)).toBe(2);
  expect(toMachineFactor(REFERENCE_BARE_HONO_US / 2)).toBe(1);
  expect(isOverBudget(ROW, 1)).toBe(true);
  expect(isOverBudget(ROW, 1.25)).toBe(false);
});

test("a row that is over its budget fails at its ceiling, and says how it stands until then", () => {
  const row = { ...ROW, ceiling: 120 };
  expect(isOverBudget(row, 1)).toBe(false);
  expect(toTable([row], 1)).toContain("over budget, gated at 120");
  expect(isOverBudget({ ...row, measured: 121 }, 1)).toBe(true);
});

test("bytes are bytes on every machine", () => {
  expect(isOverBudget({ ...ROW, gate: "bytes" }, 10)).toBe(true);
  expect(isOverBudget({ ...ROW, gate: "bytes", measured: 80 }, 1)).toBe(false);
});

test("a wall-clock figure never fails a run", () => {
  expect(isOverBudget({ ...ROW, gate: "none", measured: 1e9 }, 1)).toBe(false);
});

test("the table holds what, figure, budget, standing and worth of every row", () => {
  const table = toTable(
    [
      { ...ROW, ratioToBareHono: 1.92 },
      { ...ROW, what: "a wait", gate: "none" },
    ],
    1,
  );
  expect(table).toMatch(/a check +100 us CPU +<= 80 us CPU +OVER +1\.9x bare Hono\n/);
  expect(table).toMatch(/a wait .* over \(not gated\)$/);
});
