import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOCATION_PATTERN } from "../constants.ts";
import { isRegulationId, JURISDICTIONS, resolveRegulation } from "./jurisdictions.ts";

const SETTINGS = { default: "gdpr", overrides: {} };

// Written from the research alone: place, model, GPC duty. `o` required, `-` none, nothing optional.
const EXPECTED = `
AT BE BG HR CY CZ DK EE FI DE GR HU LV LT LU MT NL PL PT RO SK SI SE = opt-in
FR IT IE ES IS LI NO GB = opt-in
CH = opt-out
US-CA US-CO US-CT US-DE US-MD US-MN US-MT US-NE US-NH US-NJ US-OR US-TX = opt-out o
US-VA US-UT US-FL US-TN US-IN US-KY US-RI US-IA = opt-out -
US-AL US-AK US-AZ US-AR US-DC US-GA US-HI US-ID US-IL US-KS US-LA US-ME US-MA US-MI US-MS US-MO US-NV = notice
US-NM US-NY US-NC US-ND US-OH US-OK US-PA US-SC US-SD US-VT US-WA US-WV US-WI US-WY = notice
CA-QC = opt-in
CA-AB CA-BC CA-MB CA-NB CA-NL CA-NS CA-NT CA-NU CA-ON CA-PE CA-SK CA-YT = opt-out
BR KR CN IN TH ZA SA TR = opt-in
JP AU NZ = notice
AR CL CO MX PE SG MY ID PH VN TW AE NG KE = opt-in
`;
const expectations = EXPECTED.trim()
  .split("\n")
  .flatMap((line) => {
    const [places = "", facts = ""] = line.split(" = ");
    const [model, duty] = facts.split(" ");
    const gpc = duty === "o" ? "required" : duty === "-" ? "none" : "optional";
    return places.split(" ").map((place) => ({ place, model, gpc }));
  });

const find = (place: string) => JURISDICTIONS.find((row) => row.match.includes(place));

describe("the table", () => {
  test.each(expectations)("$place is $model, and GPC is $gpc there", ({ place, model, gpc }) => {
    expect(resolveRegulation(place, SETTINGS)).toMatchObject({ model, gpc, location: place, confidence: "high" });
  });

  test("names no place twice, and holds ISO 3166 codes only", () => {
    const places = JURISDICTIONS.flatMap((row) => row.match);
    expect(new Set(places).size).toBe(places.length);
    for (const place of places.filter((one) => one !== "*")) {
      expect(place).toMatch(LOCATION_PATTERN);
      // An invented country code would have no name.
      const name = new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(place.slice(0, 2));
      expect(name).toBeDefined();
    }
  });

  test("says of every row when it was reviewed, from what, and how well it is known", () => {
    for (const row of JURISDICTIONS) {
      expect(new Date(`${row.reviewedOn}T00:00:00Z`).toISOString().slice(0, 10)).toBe(row.reviewedOn);
      if (row.effective) expect(new Date(`${row.effective}T00:00:00Z`).toISOString().slice(0, 10)).toBe(row.effective);
      expect(row.sources.length).toBeGreaterThan(0);
      expect(row.sources.every((source) => source.length > 2)).toBe(true);
      expect(["src", "sec", "unv"]).toContain(row.evidence);
      expect(row.name).not.toBe("");
      expect(row.consentMaxAgeDays).toBeGreaterThan(0);
      expect(row.refusalMinDays).toBeGreaterThan(0);
    }
  });

  test("gives one regulation one model and one GPC duty, so that an id alone decides", () => {
    const meanings = new Map<string, string>();
    for (const { regulation, model, gpc } of JURISDICTIONS) {
      expect(meanings.get(regulation) ?? `${model} ${gpc}`).toBe(`${model} ${gpc}`);
      meanings.set(regulation, `${model} ${gpc}`);
    }
  });

  test.each([
    ["FR", { consentMaxAgeDays: 180, refusalMinDays: 180, minorAge: 15, tcf: true }],
    ["IT", { consentMaxAgeDays: 365, refusalMinDays: 180 }],
    ["IE", { consentMaxAgeDays: 180, refusalMinDays: 180 }],
    ["ES", { consentMaxAgeDays: 730, refusalMinDays: 180 }],
    ["DE", { consentMaxAgeDays: 365, refusalMinDays: 180 }],
    ["PL", { consentMaxAgeDays: 365, refusalMinDays: 180, tcf: true }],
    ["US-CA", { minorAge: 16, gppSection: 8, tcf: false }],
    ["IN", { minorAge: 18 }],
  ])("L9, L10: %s has its own numbers", (place, numbers) => {
    expect(find(place)).toMatchObject(numbers);
  });

  test("G39: each state with an act has its own GPP section, 8 to 27", () => {
    const order = "CA VA CO UT CT FL MT OR TX DE IA NE NH NJ TN MN MD IN KY RI".split(" ");
    expect(order.map((state) => find(`US-${state}`)?.gppSection)).toEqual(order.map((_, index) => 8 + index));
  });

  test("has every member of the EU and the EEA, and the parts with codes of their own, as opt-in", () => {
    const places =
      "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO AX GF GP MF MQ RE YT";
    for (const place of places.split(" ")) {
      expect(resolveRegulation(place, SETTINGS)).toMatchObject({ id: "gdpr", model: "opt-in" });
    }
  });

  test("knows its own ids and no others; those of configurations in use stay", () => {
    const inUse =
      "gdpr uk-gdpr revfadp ccpa us-state us-state-no-signal us-notice law25 pipeda lgpd appi pipa pipl dpdp th-pdpa popia sa-pdpl kvkk privacy-act default";
    for (const id of inUse.split(" ")) expect(isRegulationId(id)).toBe(true);
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
      consent_days: 365,
      refusal_days: 365,
    });
    expect(resolveRegulation("US-WY", SETTINGS).id).toBe("us-notice");
    expect(resolveRegulation("CA-QC", SETTINGS).id).toBe("law25");
    expect(resolveRegulation("DE-BY", SETTINGS).id).toBe("gdpr");
  });

  test("L9, L10: the days are the place's own, also where a law has the same name in several places", () => {
    const days = (place: string | null) => {
      const { consent_days, refusal_days } = resolveRegulation(place, SETTINGS);
      return [consent_days, refusal_days];
    };
    expect([days("FR"), days("ES"), days(null)]).toEqual([
      [180, 180],
      [730, 180],
      [365, 180],
    ]);
  });

  test.each([
    ["US", { id: "us-state", model: "opt-out", gpc: "required" }],
    ["CA", { id: "law25", model: "opt-in" }],
  ])(
    "in %s with an unknown subdivision the strictest of its laws holds, with low confidence",
    (country, regulation) => {
      expect(resolveRegulation(country, SETTINGS)).toMatchObject({
        ...regulation,
        location: country,
        confidence: "low",
      });
      const overrides = { [country]: "us-notice" };
      expect(resolveRegulation(country, { default: "gdpr", overrides })).toMatchObject({ id: "us-notice" });
    },
  );

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
