// biome-ignore-all lint/suspicious/noTemplateCurlyInString: advertising macros look so
import { describe, expect, test } from "vitest";
import { fillMacros, type MacroValues } from "./macros.ts";

const VALUES: MacroValues = {
  ...{ gdprApplies: true, tcString: "CQ.IA", isVendor: (id) => id === 123, gppString: "DBAA~B", gppSections: [7, 8] },
};

describe("the macros of an address", () => {
  test.each([
    ["T104: ${GDPR}", "https://a.example/?g=${GDPR}", "https://a.example/?g=1"],
    ["T104: the string, for a vendor", "?c=${GDPR_CONSENT_123}&g=${GDPR}", "?c=CQ.IA&g=1"],
    ["T104: no string for who is no vendor", "?c=${GDPR_CONSENT_124}", "?c=${GDPR_CONSENT_124}"],
    ["G32: the GPP string and its sections", "?s=${GPP_STRING_123}&i=${GPP_SID}", "?s=DBAA~B&i=7,8"],
    [
      "a macro of somebody else stays",
      "?x=${ADDR}&y=$GDPR&z=${GDPR_CONSENT_}",
      "?x=${ADDR}&y=$GDPR&z=${GDPR_CONSENT_}",
    ],
  ])("%s", (_, address, filled) => {
    expect(fillMacros(address, VALUES)).toBe(filled);
  });

  test("T104: where GDPR does not apply it says 0; where that is not known yet it says nothing", () => {
    expect(fillMacros("${GDPR}", { ...VALUES, gdprApplies: false })).toBe("0");
    expect(fillMacros("${GDPR}", { ...VALUES, gdprApplies: null })).toBe("${GDPR}");
  });

  test("T104 G32: what is not there is not filled in: empty would say that there is nothing to tell", () => {
    const none = { gdprApplies: true, tcString: "", isVendor: () => true };
    expect(fillMacros("${GDPR_CONSENT_1} ${GPP_STRING_1} ${GPP_SID}", none)).toBe(
      "${GDPR_CONSENT_1} ${GPP_STRING_1} ${GPP_SID}",
    );
  });

  test("a string with a dollar sign is put in as it is", () => {
    expect(fillMacros("${GDPR_CONSENT_123}", { ...VALUES, tcString: "$&$1" })).toBe("$&$1");
  });
});
