import fc from "fast-check";
import { expect, test } from "vitest";
import { type Figures, toGroups, toSeries } from "./series.ts";

const FIGURES: Figures<"count", { count: number }> = { keys: ["count"], toCounts: ({ count }) => ({ count }) };
const DAYS = ["2026-02-27", "2026-02-28", "2026-03-01"];
const rowArbitrary = fc.record({
  day: fc.constantFrom(...DAYS),
  value: fc.constantFrom("", "DE", "US", "constructor", "__proto__"),
  count: fc.nat(9),
});

test("totals are the sum of the days, and every day is there once, in order", () => {
  fc.assert(
    fc.property(fc.array(rowArbitrary), (rows) => {
      const { totals, days } = toSeries(FIGURES, rows, DAYS);
      expect(days.map(({ day }) => day)).toEqual(DAYS);
      expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(totals.count);
      expect(totals.count).toBe(rows.reduce((sum, { count }) => sum + count, 0));
    }),
  );
});

test("groups lose no row, in one order whatever order the rows came in", () => {
  fc.assert(
    fc.property(fc.array(rowArbitrary), (rows) => {
      const group = (given: typeof rows) =>
        toGroups(
          given,
          ({ value }) => value,
          ({ count }) => count,
          100,
        ).groups.map(({ key, rows: own }) => [key, own.length]);
      expect(group(rows)).toEqual(group([...rows].reverse()));
      expect(group(rows).reduce((sum, [, size]) => sum + Number(size), 0)).toBe(rows.length);
    }),
  );
});

test("the greatest groups are named, of equal ones the first by code unit, and all are counted", () => {
  const rows = ["b", "a", "Z", "a", "", "c"].map((value) => ({ value }));
  const { count, groups } = toGroups(
    rows,
    ({ value }) => value,
    () => 1,
    3,
  );
  expect([count, groups.map(({ key }) => key)]).toEqual([5, ["a", "", "Z"]]);
});
