import fc from "fast-check";
import { expect, test } from "vitest";
import { isGpcHonoured, toDefaultChoices } from "./defaults.ts";

const CATEGORIES = [
  { id: "essential", required: true, sells_data: false },
  { id: "analytics", required: false, sells_data: false },
  { id: "marketing", required: false, sells_data: true },
];
const NOTHING = { essential: true, analytics: false, marketing: false };
const EVERYTHING = { essential: true, analytics: true, marketing: true };

test("opt-in: before a choice only what is required runs, with or without a signal", () => {
  for (const gpc of ["required", "optional", "none"] as const) {
    expect(toDefaultChoices(CATEGORIES, { model: "opt-in", gpc }, false)).toEqual(NOTHING);
    expect(toDefaultChoices(CATEGORIES, { model: "opt-in", gpc }, true)).toEqual(NOTHING);
  }
});

test("opt-out and notice: before a choice everything runs", () => {
  expect(toDefaultChoices(CATEGORIES, { model: "opt-out", gpc: "required" }, false)).toEqual(EVERYTHING);
  expect(toDefaultChoices(CATEGORIES, { model: "notice", gpc: "optional" }, false)).toEqual(EVERYTHING);
});

test("P4, P5: from the first page view Global Privacy Control switches off what sells or shares data, and only that", () => {
  const off = { ...EVERYTHING, marketing: false };
  expect(toDefaultChoices(CATEGORIES, { model: "opt-out", gpc: "required" }, true)).toEqual(off);
  expect(toDefaultChoices(CATEGORIES, { model: "opt-out", gpc: "optional" }, true)).toEqual(off);
  expect(toDefaultChoices(CATEGORIES, { model: "opt-out", gpc: "none" }, true)).toEqual(EVERYTHING);
});

test("P4: a required category runs even if it is marked as selling data", () => {
  const required = [{ id: "fraud", required: true, sells_data: true }];
  expect(toDefaultChoices(required, { model: "opt-out", gpc: "required" }, true)).toEqual({ fraud: true });
});

test("P4: the signal is never consent: sending it grants nothing that silence would not", () => {
  const category = fc.record({ id: fc.constantFrom(..."abcdef"), required: fc.boolean(), sells_data: fc.boolean() });
  const regulation = fc.record({
    model: fc.constantFrom("opt-in", "opt-out", "notice"),
    gpc: fc.constantFrom("required", "optional", "none"),
  });
  fc.assert(
    fc.property(fc.uniqueArray(category, { selector: ({ id }) => id }), regulation, (categories, where) => {
      const silent = toDefaultChoices(categories, where, false);
      const signalled = toDefaultChoices(categories, where, true);
      for (const { id } of categories) expect(Number(signalled[id])).toBeLessThanOrEqual(Number(silent[id]));
    }),
  );
});

test("the signal has an effect only where it was sent and the regulation knows it", () => {
  expect(isGpcHonoured({ model: "opt-out", gpc: "required" }, true)).toBe(true);
  expect(isGpcHonoured({ model: "opt-out", gpc: "required" }, false)).toBe(false);
  expect(isGpcHonoured({ model: "opt-out", gpc: "none" }, true)).toBe(false);
  expect(isGpcHonoured({ model: "opt-in", gpc: "optional" }, true)).toBe(false);
});
