import fc from "fast-check";
import { expect, test } from "vitest";
import { CONSENT_MODE_TYPES } from "../constants.ts";
import { DEFAULT_CONSENT_MODE_MAPPING, toConsentMode } from "./consent-mode.ts";

test("C1: every command names all seven signals, whatever is mapped", () => {
  expect(Object.keys(toConsentMode({}, {}))).toEqual([...CONSENT_MODE_TYPES]);
  expect(CONSENT_MODE_TYPES).toHaveLength(7);
});

test("C1: by default the three ad signals follow marketing, the others their category", () => {
  expect(toConsentMode(DEFAULT_CONSENT_MODE_MAPPING, { marketing: true, analytics: false, functional: false })).toEqual(
    {
      ad_storage: "granted",
      ad_user_data: "granted",
      ad_personalization: "granted",
      analytics_storage: "denied",
      functionality_storage: "denied",
      personalization_storage: "denied",
      security_storage: "granted",
    },
  );
});

test("C9: security_storage is granted throughout, even where it is mapped to a refused category", () => {
  expect(toConsentMode({}, {}).security_storage).toBe("granted");
  expect(toConsentMode({ security_storage: "marketing" }, { marketing: false }).security_storage).toBe("granted");
});

test("a signal without a category, or with one that nobody was asked about, is denied", () => {
  expect(toConsentMode({}, { marketing: true }).ad_storage).toBe("denied");
  expect(toConsentMode({ ad_storage: "gone" }, { marketing: true }).ad_storage).toBe("denied");
  expect(toConsentMode({ ad_storage: "constructor" }, {}).ad_storage).toBe("denied");
});

test("adding a refusal never grants a signal", () => {
  const ids = fc.constantFrom("functional", "analytics", "marketing");
  fc.assert(
    fc.property(fc.dictionary(ids, fc.boolean()), ids, (choices, refused) => {
      const before = toConsentMode(DEFAULT_CONSENT_MODE_MAPPING, choices);
      const after = toConsentMode(DEFAULT_CONSENT_MODE_MAPPING, { ...choices, [refused]: false });
      for (const type of CONSENT_MODE_TYPES) if (before[type] === "denied") expect(after[type]).toBe("denied");
    }),
  );
});
