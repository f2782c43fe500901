import fc from "fast-check";
import { expect, test } from "vitest";
import { gppPolicies, locations, PLAIN_POLICY } from "../../test/gpp-policies.ts";
import { JURISDICTIONS } from "../rules/jurisdictions.ts";
import type { GppConfig } from "../types/gpp.ts";
import { GPP_STATES, listUsSections, toUsLayout } from "./section.ts";

const toPrefix = (location: string | null, policy: Partial<GppConfig> = {}) =>
  toUsLayout(location, { ...PLAIN_POLICY, ...policy })?.prefix ?? null;

test("G39: every state of the table of laws gets the section that the table names, and no other place gets one", () => {
  const rows = JURISDICTIONS.flatMap(({ match, gppSection }) => match.map((place) => [place, gppSection] as const));
  const policy = { ...PLAIN_POLICY, unknown_state: "none" } as const;
  for (const [place, gppSection] of rows) expect(toUsLayout(place, policy)?.id ?? null, place).toBe(gppSection);
  expect([...GPP_STATES].sort()).toEqual(rows.flatMap(([place, id]) => (id === null ? [] : [place])).sort());
});

test.each([
  ["a state that is left out", "US-CO", { states: ["US-CA"] }, null],
  ["a state that is named", "US-CA", { states: ["US-CA"] }, "usca"],
  ["a state without a section", "US-NY", {}, null],
  ["a state without a section, with the national one", "US-NY", { mspa: "opt_out_option", usnat: true }, "usnat"],
  ["a state left out, with the national one", "US-CO", { states: [], mspa: "opt_out_option", usnat: true }, "usnat"],
  ["an unknown state: the strictest, as with the law (0026)", "US", {}, "usca"],
  ["an unknown state, none", "US", { unknown_state: "none", mspa: "opt_out_option", usnat: true }, null],
  ["an unknown state, national", "US", { usnat: true, unknown_state: "national" }, "usnat"],
  ["an unknown state, strictest", "US", { unknown_state: "strictest" }, "usca"],
  [
    "an unknown state, strictest of some: who carries the signal",
    "US",
    { states: ["US-VA", "US-NJ", "US-NE"], unknown_state: "strictest" },
    "usne",
  ],
  [
    "an unknown state, strictest of who carries none",
    "US",
    { states: ["US-UT", "US-VA"], unknown_state: "strictest" },
    "usva",
  ],
  ["an unknown state, strictest of none", "US", { states: [], unknown_state: "strictest" }, null],
  ["another country", "DE", { usnat: true, unknown_state: "national" }, null],
  ["an unknown place", null, { usnat: true, unknown_state: "strictest" }, null],
] as const)("G39: %s", (_, location, policy, prefix) => {
  expect(toPrefix(location, policy as Partial<GppConfig>)).toBe(prefix);
});

test("G38: the national section is written for nobody unless it is allowed, and listed as supported only then", () => {
  fc.assert(
    fc.property(locations, gppPolicies, (location, policy) => {
      const layout = toUsLayout(location, policy);
      const listed = listUsSections(policy);
      expect(listed.some(({ prefix }) => prefix === "usnat")).toBe(policy.usnat);
      if (layout) expect(listed).toContain(layout);
      if (!policy.usnat) expect(layout?.prefix).not.toBe("usnat");
    }),
  );
});
