import fc from "fast-check";
import { expect, test } from "vitest";
import type { CategoryConfig } from "../types/tenant-config.ts";
import { isSaleOptedOut } from "./opt-out.ts";

const toCategory = (id: string, facts: Partial<CategoryConfig> = {}): CategoryConfig => ({
  ...{ id, name: id, description: "", required: false, sells_data: false },
  ...{ cookies: [], vendors: [], services: [] },
  ...facts,
});
const ESSENTIAL = toCategory("essential", { required: true });
const ANALYTICS = toCategory("analytics");
const MARKETING = toCategory("marketing", { sells_data: true, services: [{ id: "ads", name: "Ads" }] });
const ALL = [ESSENTIAL, ANALYTICS, MARKETING];
const EVERYTHING = { choices: { essential: true, analytics: true, marketing: true }, services: { ads: true } };

test("P4, G37: opted out where something that sells data may not run, and in any case where the browser asks for it", () => {
  expect(isSaleOptedOut(ALL, EVERYTHING, false)).toBe(false);
  expect(isSaleOptedOut(ALL, EVERYTHING, true)).toBe(true);
  expect(isSaleOptedOut(ALL, { ...EVERYTHING, choices: { ...EVERYTHING.choices, analytics: false } }, false)).toBe(
    false,
  );
  expect(isSaleOptedOut(ALL, { ...EVERYTHING, choices: { ...EVERYTHING.choices, marketing: false } }, false)).toBe(
    true,
  );
  expect(isSaleOptedOut(ALL, { ...EVERYTHING, services: { ads: false } }, false)).toBe(true);
});

test("who marks nothing as selling: whatever can be refused counts, what is required never does", () => {
  const unmarked = [ESSENTIAL, ANALYTICS];
  expect(isSaleOptedOut(unmarked, { choices: { essential: true, analytics: false }, services: {} }, false)).toBe(true);
  expect(isSaleOptedOut(unmarked, { choices: { essential: true, analytics: true }, services: {} }, false)).toBe(false);
  expect(isSaleOptedOut([ESSENTIAL], { choices: {}, services: {} }, false)).toBe(false);
  expect(isSaleOptedOut([ESSENTIAL], { choices: {}, services: {} }, true)).toBe(true);
});

test("nothing that is said about more categories turns an opt-out back", () => {
  const states = fc.record({ choices: fc.dictionary(fc.constantFrom("analytics", "marketing"), fc.boolean()) });
  fc.assert(
    fc.property(states, fc.boolean(), ({ choices }, signal) => {
      const isOut = isSaleOptedOut(ALL, { choices, services: {} }, signal);
      expect(isOut).toBe(signal || choices.marketing !== true);
    }),
  );
});
