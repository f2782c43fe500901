import { expect, test } from "vitest";
import { createFaultReader } from "../../test/faults.ts";
import { ANALYTICS_DAYS_MAX } from "../constants.ts";
import { analyticsRequestSchema, countDays } from "./analytics.ts";
import {
  consentDimensionCategoriesRequestSchema,
  consentDimensionsRequestSchema,
  consentExperimentsRequestSchema,
  consentMatrixRequestSchema,
} from "./analytics-consent.ts";
import { consentEventsRequestSchema, consentTokenLookupRequestSchema } from "./analytics-raw.ts";
import { sessionsTimelineRequestSchema } from "./analytics-sessions.ts";

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

test("a member that does not exist is a fault, wherever it looks harmless", () => {
  expect(analyticsRequestSchema.safeParse({ ...REQUEST, hostnames: [] }).error?.issues).toMatchObject([
    { code: "unrecognized_keys", keys: ["hostnames"] },
  ]);
});

test.each([
  ["sessions by dimension", sessionsTimelineRequestSchema, { dimension: "device" }],
  ["decisions by dimension", consentDimensionsRequestSchema, { dimension: "region" }],
  ["categories by dimension", consentDimensionCategoriesRequestSchema, { dimension: "regulation" }],
  ["a cross-table", consentMatrixRequestSchema, { first: "region", second: "device" }],
] as const)("%s: not by path, and within the same period", (_, schema, members) => {
  const readFaultsOf = createFaultReader(schema);
  const body = { ...REQUEST, ...members };
  expect(readFaultsOf({ ...body, hostname: "shop.example", country: "DE", limit: 1 })).toEqual([]);
  expect(readFaultsOf({ ...body, path_segment: "/shop" })).toEqual(["path_segment"]);
  expect(readFaultsOf({ ...body, from: "2026-08-22" })).toEqual(["to"]);
  expect(readFaultsOf({ ...body, limit: 0 })).toEqual(["limit"]);
  expect(readFaultsOf({ ...body, limit: 251 })).toEqual(["limit"]);
  expect(readFaultsOf(REQUEST)).toEqual(Object.keys(members));
});

test("sessions are told apart by five dimensions, decisions by eight", () => {
  const readSessionFaults = createFaultReader(sessionsTimelineRequestSchema);
  const readDecisionFaults = createFaultReader(consentDimensionsRequestSchema);
  for (const dimension of ["region", "language", "regulation"]) {
    expect(readSessionFaults({ ...REQUEST, dimension })).toEqual(["dimension"]);
    expect(readDecisionFaults({ ...REQUEST, dimension })).toEqual([]);
  }
});

test("a cross-table is of two dimensions", () => {
  expect(createFaultReader(consentMatrixRequestSchema)({ ...REQUEST, first: "os", second: "os" })).toEqual(["second"]);
});

test("experiments are asked for by variant, not by place", () => {
  const readFaultsOf = createFaultReader(consentExperimentsRequestSchema);
  expect(readFaultsOf({ ...REQUEST, variants: ["layout.box"] })).toEqual([]);
  const place = { hostname: "shop.example", country: "DE", path_segment: "/" };
  expect(readFaultsOf({ ...REQUEST, ...place, variants: [] })).toEqual([
    "country",
    "hostname",
    "path_segment",
    "variants",
  ]);
});

test("a page of raw events has 1 to 50,000", () => {
  const readFaultsOf = createFaultReader(consentEventsRequestSchema);
  expect(readFaultsOf({ ...REQUEST, limit: 50_000, cursor: "WzFd", path_segment: "/" })).toEqual([]);
  for (const limit of [0, 50_001, 1.5, "10"]) expect(readFaultsOf({ ...REQUEST, limit })).toEqual(["limit"]);
});

test("a token is looked up for codes, without a period", () => {
  const readFaultsOf = createFaultReader(consentTokenLookupRequestSchema);
  expect(readFaultsOf({ code: "demo0001", user_token: "dev_someone01" })).toEqual([]);
  expect(readFaultsOf({ user_token: "" })).toEqual(["code", "user_token"]);
  expect(consentTokenLookupRequestSchema.safeParse({ ...REQUEST, user_token: "dev_someone01" }).success).toBe(false);
});
