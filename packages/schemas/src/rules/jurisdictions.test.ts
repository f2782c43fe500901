import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOCATION_PATTERN } from "../constants.ts";
import { isRegulationId, JURISDICTIONS, resolveRegulation } from "./jurisdictions.ts";

const SETTINGS = { default: "gdpr", overrides: {} };

describe("the table", () => {
  test("names no place and no regulation twice", () => {
    const places = JURISDICTIONS.flatMap((row) => row.match);
    expect(new Set(places).size).toBe(places.length);
    expect(new Set(JURISDICTIONS.map((row) => row.regulation)).size).toBe(JURISDICTIONS.length);
  });

  test("holds ISO 3166 codes only, and the day each row was reviewed on", () => {
    for (const row of JURISDICTIONS) {
      for (const place of row.match) expect(place === "*" || LOCATION_PATTERN.test(place)).toBe(true);
      expect(row.reviewedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  test("has every member of the EU and the EEA, and the parts with codes of their own, as opt-in", () => {
    const places =
      "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO AX GF GP MF MQ RE YT";
    for (const place of places.split(" ")) {
      expect(resolveRegulation(place, SETTINGS)).toMatchObject({ id: "gdpr", model: "opt-in" });
    }
  });

  test("knows its own ids and no others", () => {
    expect(isRegulationId("gdpr")).toBe(true);
    expect(isRegulationId("constructor")).toBe(false);
  });
});

describe("resolving", () => {
  test("a subdivision beats its country", () => {
    expect(resolveRegulation("US-CA", SETTINGS)).toEqual({
      id: "ccpa",
      model: "opt-out",
      gpc: "required",
      location: "US-CA",
      confidence: "high",
    });
    expect(resolveRegulation("US-WY", SETTINGS).id).toBe("us-notice");
    expect(resolveRegulation("CA-QC", SETTINGS).id).toBe("law25");
    expect(resolveRegulation("DE-BY", SETTINGS).id).toBe("gdpr");
  });

  test("the tenant's override beats the table, the more specific one first", () => {
    const overrides = { US: "gdpr", "US-CA": "us-state" };
    expect(resolveRegulation("US-CA", { default: "gdpr", overrides }).id).toBe("us-state");
    expect(resolveRegulation("US-TX", { default: "gdpr", overrides }).id).toBe("gdpr");
  });

  test("a place that the table does not know takes the tenant's default", () => {
    expect(resolveRegulation("AQ", { default: "us-notice", overrides: {} })).toMatchObject({
      id: "us-notice",
      location: "AQ",
    });
  });

  test.each([null, "", "XX", "ZZ", "EU", "T1", "de", "*", "__proto__", "Germany"])(
    "D12: an unknown place (%j) is opt-in with low confidence, whatever the tenant says",
    (location) => {
      const settings = { default: "us-notice", overrides: { XX: "us-notice" } };
      expect(resolveRegulation(location, settings)).toMatchObject({
        model: "opt-in",
        location: null,
        confidence: "low",
      });
    },
  );

  test("D12: a regulation that is not in the table is opt-in", () => {
    expect(resolveRegulation("AQ", { default: "made-up", overrides: {} }).model).toBe("opt-in");
  });

  test("no text makes it throw, and no inherited name is an override", () => {
    fc.assert(
      fc.property(fc.string(), (location) => {
        expect(resolveRegulation(location, SETTINGS).id).toBeTypeOf("string");
      }),
    );
    expect(resolveRegulation("constructor", SETTINGS).location).toBeNull();
  });
});
