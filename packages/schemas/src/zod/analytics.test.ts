import { expect, test } from "vitest";
import { createFaultReader } from "../../test/faults.ts";
import { ANALYTICS_DAYS_MAX } from "../constants.ts";
import { analyticsRequestSchema, countDays } from "./analytics.ts";

const REQUEST = { code: "demo0001", from: "2026-11-01", to: "2026-11-20" };

const readFaults = createFaultReader(analyticsRequestSchema);

test("both ends of a period are counted", () => {
  expect(countDays("2026-11-20", "2026-11-20")).toBe(1);
  expect(countDays("2026-10-25", "2026-10-26")).toBe(2);
  expect(countDays("2028-02-28", "2028-03-01")).toBe(3);
});

test("a period of 90 days is answered, 91 days and a backward one are not", () => {
  expect(readFaults({ ...REQUEST, from: "2026-08-23" })).toEqual([]);
  expect(countDays("2026-08-23", REQUEST.to)).toBe(ANALYTICS_DAYS_MAX);
  expect(readFaults({ ...REQUEST, from: "2026-08-22" })).toEqual(["to"]);
  expect(readFaults({ ...REQUEST, from: "2026-11-21" })).toEqual(["to"]);
});

test("either one code or several, never both or neither", () => {
  expect(readFaults({ ...REQUEST, code: undefined, codes: ["demo0001", "demo0002"] })).toEqual([]);
  expect(readFaults({ ...REQUEST, codes: ["demo0001"] })).toEqual(["code"]);
  expect(readFaults({ from: REQUEST.from, to: REQUEST.to })).toEqual(["code"]);
  expect(readFaults({ ...REQUEST, code: undefined, codes: [] })).toEqual(["codes"]);
});

test.each(["2026-02-30", "20261101", "2026-03-01T00:00:00Z", "", "today"])("%j is no UTC day", (from) => {
  expect(readFaults({ ...REQUEST, from, to: "2026-03-20" })).toEqual(["from"]);
});

test("filters have the shape of what they filter", () => {
  expect(readFaults({ ...REQUEST, country: "Germany", path_segment: "shop", hostname: "" })).toEqual([
    "country",
    "hostname",
    "path_segment",
  ]);
});
