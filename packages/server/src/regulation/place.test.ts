import { LOCATION_PATTERN } from "@cookiehub/schemas/constants";
import { JURISDICTIONS } from "@cookiehub/schemas/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toPlace } from "./place.ts";

describe("a country and a region become ISO 3166", () => {
  test.each([
    ["DE", undefined, "DE"],
    ["us", "ca", "US-CA"],
    ["US", "California", "US-CA"],
    ["US", " new york ", "US-NY"],
    ["US", "District of Columbia", "US-DC"],
    ["US", "US-TX", "US-TX"],
    ["CA", "Québec", "CA-QC"],
    ["CA", "Quebec", "CA-QC"],
    ["CA", "Prince Edward Island", "CA-PE"],
    ["FR", "IDF", "FR-IDF"],
    ["GB", "ENG", "GB-ENG"],
    ["AU", "New South Wales", "AU"],
    ["US", "Bavaria", "US"],
    ["US", "ZZ", "US"],
    ["US", "", "US"],
    ["XX", "CA", null],
    ["EU", undefined, null],
    ["Germany", undefined, null],
    ["DE, US", undefined, null],
    ["", "CA", null],
    [undefined, undefined, null],
  ])("%j and %j are %j", (country, region, place) => {
    expect(toPlace(country, region)).toBe(place);
  });

  test("every subdivision with a law of its own can be told by its code", () => {
    for (const place of JURISDICTIONS.flatMap((row) => row.match).filter((one) => one.includes("-"))) {
      expect(toPlace(place.slice(0, 2), place.slice(3))).toBe(place);
    }
  });

  test("any texts give a place of the pattern, or none", () => {
    const texts = fc.oneof(fc.string(), fc.constantFrom("US", "CA", "DE"));
    fc.assert(
      fc.property(texts, fc.option(fc.string(), { nil: undefined }), (country, region) => {
        const place = toPlace(country, region);
        if (place !== null) expect(place).toMatch(LOCATION_PATTERN);
      }),
    );
  });
});
