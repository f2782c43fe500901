import type { CategoryConfig } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDraft } from "./draft.ts";

const toCategory = (id: string, services: readonly string[] = [], required = false) =>
  ({ id, required, services: services.map((name) => ({ id: name, name })) }) as unknown as CategoryConfig;

const analytics = toCategory("analytics", ["counts", "maps"]);
const essential = toCategory("essential", ["cart"], true);

const open = (choices: Record<string, boolean>, services: Record<string, boolean>) =>
  createDraft([essential, analytics], { choices, services });

describe("the switches", () => {
  test("a category that is turned over takes all of its services with it", () => {
    const draft = open({ analytics: false }, { counts: false, maps: true });
    expect(draft.toResult(analytics)).toBe("partly_allowed");
    draft.toggle(analytics);
    expect([draft.toResult(analytics), draft.toGiven()]).toEqual([
      "allowed",
      { categories: { essential: false, analytics: true }, services: { cart: false, counts: true, maps: true } },
    ]);
    draft.toggle(analytics);
    expect([draft.toResult(analytics), draft.isServiceAllowed("maps")]).toEqual(["refused", false]);
  });

  test("a service refused apart leaves its category partly allowed, and both are saved", () => {
    const draft = open({ essential: true, analytics: true }, { cart: true, counts: true, maps: true });
    draft.toggleService(analytics, "maps");
    expect([draft.toResult(analytics), draft.isAllowed(analytics)]).toEqual(["partly_allowed", true]);
    expect(draft.toGiven()).toEqual({
      categories: { essential: true, analytics: true },
      services: { cart: true, counts: true, maps: false },
    });
  });

  test("with its last service refused a category is refused, and comes back with the first that comes back", () => {
    const draft = open({ analytics: true }, { counts: true, maps: true });
    draft.toggleService(analytics, "maps");
    draft.toggleService(analytics, "counts");
    expect([draft.toResult(analytics), draft.toGiven().categories.analytics]).toEqual(["refused", false]);
    draft.toggleService(analytics, "maps");
    expect(draft.toGiven()).toMatchObject({ categories: { analytics: true }, services: { counts: false } });
  });

  test("every service allowed apart does not allow the category: its other tags were not asked about", () => {
    const draft = open({ analytics: false }, { counts: false, maps: false });
    draft.toggleService(analytics, "maps");
    draft.toggleService(analytics, "counts");
    expect([draft.toResult(analytics), draft.toGiven()]).toEqual([
      "partly_allowed",
      { categories: { essential: false, analytics: false }, services: { cart: false, counts: true, maps: true } },
    ]);
  });

  test("show what is: a category that runs while its services do not is not called refused", () => {
    const draft = open({ analytics: true }, { counts: false, maps: false });
    expect([draft.isAllowed(analytics), draft.toResult(analytics)]).toEqual([true, "partly_allowed"]);
  });
});

test("untouched, a draft saves what it was opened with; and whatever is pressed, it saves what the switches show", () => {
  const ids = ["a", "b", "c"] as const;
  const categories = ids.map((id) => toCategory(id, [`${id}1`, `${id}2`]));
  const serviceIds = categories.flatMap(({ services }) => services.map(({ id }) => id));
  const toStates = (names: readonly string[]) => fc.record(Object.fromEntries(names.map((id) => [id, fc.boolean()])));
  fc.assert(
    fc.property(
      toStates(ids),
      toStates(serviceIds),
      fc.array(fc.constantFrom(...ids, ...serviceIds)),
      (choices, services, presses) => {
        const draft = createDraft(categories, { choices, services });
        const read = () => {
          const given = draft.toGiven();
          return categories.flatMap(({ id, services: own }) => [
            [id, given.categories[id]],
            ...own.map((one) => [one.id, given.services?.[one.id] ?? given.categories[id]]),
          ]);
        };
        expect(Object.fromEntries(read())).toEqual({ ...choices, ...services });
        for (const press of presses) {
          const category = categories.find(({ id }) => id === press[0]);
          if (!category) continue;
          if (press === category.id) draft.toggle(category);
          else draft.toggleService(category, press);
        }
        const shown = categories.flatMap((category) => [
          [category.id, draft.isAllowed(category)],
          ...category.services.map(({ id }) => [id, draft.isServiceAllowed(id)]),
        ]);
        expect(read()).toEqual(shown);
      },
    ),
  );
});
