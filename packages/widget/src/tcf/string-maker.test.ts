import { listIds, readTcString, type TcfSlimList } from "@cookiehub/schemas/signals";
import type { ResolvedTcf, TcfConfig } from "@cookiehub/schemas/types";
import { describe, expect, test } from "vitest";
import { readString, toAdMode } from "./read-string.ts";
import { fromStoredChoice, makeString, toMapping, toOperator } from "./string-maker.ts";

const RESOLVED: ResolvedTcf = {
  ...{ applies: true, cmp_id: 31, cmp_version: 4, list_version: 178, policy_version: 5, vendor_count: 2 },
  list_path: "/tcf/178-x",
};
const SETTINGS: TcfConfig = {
  ...{ publisher_country: "FR", vendors: [1, 2], restrictions: [], purpose_one_treatment: false, reject_objects: true },
  categories: { functional: [5], analytics: [1, 8], marketing: [1, 3, 4] },
};
const LIST: TcfSlimList = {
  ...{ vendorListVersion: 178, tcfPolicyVersion: 5 },
  vendors: [
    {
      ...{ id: 1, name: "One", purposes: [1, 8], legIntPurposes: [7], flexiblePurposes: [] },
      ...{ specialPurposes: [], features: [], specialFeatures: [1] },
    },
    {
      ...{ id: 2, name: "Two", purposes: [1, 3, 4], legIntPurposes: [], flexiblePurposes: [] },
      ...{ specialPurposes: [], features: [], specialFeatures: [] },
    },
  ],
};
const OPERATOR = toOperator(RESOLVED, SETTINGS);
const CATEGORIES = ["essential", "functional", "analytics", "marketing"].map((id) => ({
  id,
  required: id === "essential",
}));
const MAPPING = toMapping(SETTINGS, CATEGORIES, LIST, OPERATOR);

const toChoice = (method: "banner_accept" | "banner_reject" | "api", granted: string[], denied: string[], more = {}) =>
  fromStoredChoice({ method, granted, denied, services: {}, ...more }, LIST, MAPPING, OPERATOR, {
    ...{ isObjecting: true, before: null },
  });
const make = (choice: ReturnType<typeof toChoice>, isDisclosed = true) =>
  makeString({
    list: isDisclosed ? LIST : { ...LIST, vendors: [] },
    ...{ choice, operator: OPERATOR, consentScreen: 1, language: "fr-CA" },
    nowMs: Date.UTC(2026, 10, 21, 9),
  });

describe("the string of a choice", () => {
  test("T44 T45 T49: says who made it, in which language, for a publisher of which country", () => {
    const { model } = make(toChoice("banner_accept", ["analytics"], []));
    expect(model).toMatchObject({ cmpId: 31, cmpVersion: 4, publisherCountry: "FR", consentLanguage: "fr" });
  });

  test("T61: who was not shown is in no string, whatever was agreed to", () => {
    const { tcString } = make(toChoice("banner_accept", ["functional", "analytics", "marketing"], []), false);
    expect(readTcString(tcString)).toMatchObject({
      ...{ purposeConsents: [], vendorConsents: [], vendorLegitimateInterests: [], disclosedVendors: [] },
    });
  });

  test("C17: a category that nobody's purposes decide keeps its own switch", () => {
    expect(MAPPING).toEqual({ analytics: [1, 8], marketing: [1, 3, 4] });
  });

  test("accept and reject of the first layer mean all, also where no category can be refused", () => {
    expect(toChoice("banner_accept", [], []).vendorConsents).toEqual([1, 2]);
    expect(toChoice("banner_reject", [], [])).toMatchObject({ vendorConsents: [], vendorObjections: [1, 2] });
  });

  test("T55: some categories agree to no vendor that asks for more, and to no special feature", () => {
    const { model } = make(toChoice("api", ["analytics"], ["functional", "marketing"]));
    expect([...listIds(model.vendorConsents)]).toEqual([1]);
    expect([...listIds(model.purposeConsents)]).toEqual([1, 8]);
    expect(model.specialFeatureOptIns).toEqual([]);
  });

  test("a service refused apart is no agreement to everything", () => {
    const whole = toChoice("api", ["functional", "analytics", "marketing"], []);
    const apart = toChoice("api", ["functional", "analytics", "marketing"], [], { services: { ads: false } });
    expect([whole.specialFeatureOptIns, apart.specialFeatureOptIns]).toEqual([[1], []]);
  });

  test("C16: what Google's tags hear is what the purposes say", () => {
    expect(toAdMode(make(toChoice("api", ["analytics"], ["marketing"])).model)).toBe("100");
    expect(toAdMode(make(toChoice("banner_reject", [], ["marketing"])).model)).toBe("000");
    expect(toAdMode(make(toChoice("banner_accept", ["marketing"], [])).model)).toBe("101");
  });

  test("T68: what is kept and no string is none", () => {
    expect(readString("CQ!")).toBeNull();
    expect(readString("")).toBeNull();
  });
});
