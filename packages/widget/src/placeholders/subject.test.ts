import { toEffectiveChoices, toEffectiveServices } from "@cookiehub/schemas/rules";
import type { CategoryConfig } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import { type Need, toAlways } from "./subject.ts";

const categories: CategoryConfig[] = createSetup().config.categories.map((category) => ({
  ...category,
  services: ["a", "b"].map((name) => ({ id: `${category.id}-${name}`, name })),
}));
const setup = createSetup("opt-in", { categories });
const ids = categories.map(({ id }) => id);
const serviceIds = categories.flatMap(({ services }) => services.map(({ id }) => id));

// What holds when exactly this was decided.
const toStore = (granted: readonly string[], services: Readonly<Record<string, boolean>>) => {
  const past = { granted, denied: ids.filter((id) => !granted.includes(id)), services, gpc: false };
  const choices = toEffectiveChoices(setup, past, true, false);
  return { choices: () => choices, services: () => toEffectiveServices(setup, past, true, false, choices) };
};
const toNeeds = (wanted: readonly string[], services: readonly string[]): Need[] => [
  ...wanted.map((id): Need => ["choices", id]),
  ...services.map((id): Need => ["services", id]),
];
const stores = fc.record({
  granted: fc.subarray(ids),
  services: fc.dictionary(fc.constantFrom(...serviceIds), fc.boolean()),
});
const needs = fc.record({ categories: fc.subarray(ids), services: fc.subarray(serviceIds) });

describe("always allow", () => {
  test("allows what is needed, takes nothing away, and allows nothing else", () => {
    fc.assert(
      fc.property(stores, needs, ({ granted, services }, need) => {
        const before = toStore(granted, services);
        const given = toAlways(toNeeds(need.categories, need.services), categories, before);
        const after = toStore(
          ids.filter((id) => given?.categories[id]),
          given?.services ?? {},
        );
        for (const id of ids) {
          expect(after.choices()[id]).toBe(before.choices()[id] === true || need.categories.includes(id));
        }
        for (const { id, services: own } of categories) {
          // A category that is newly allowed brings its services along; else each stays as it was.
          const isNew = need.categories.includes(id) && before.choices()[id] !== true;
          for (const service of own) {
            const expected = isNew || before.services()[service.id] === true || need.services.includes(service.id);
            expect(after.services()[service.id]).toBe(expected);
          }
        }
      }),
    );
  });

  test("is not to be had for what nobody has configured", () => {
    const store = toStore([], {});
    expect(toAlways(toNeeds(["telepathy"], []), categories, store)).toBeNull();
    expect(toAlways(toNeeds([], ["nobody"]), categories, store)).toBeNull();
    expect(toAlways(toNeeds(["constructor"], []), categories, store)).toBeNull();
  });
});
