import fc from "fast-check";
import { expect, test } from "vitest";
import { toAction, toChoices, toStatus } from "./status.ts";

const CATEGORIES = [
  { id: "essential", required: true },
  { id: "analytics", required: false },
  { id: "marketing", required: false },
];

test("a choice is full, partial or none by its optional categories alone", () => {
  expect(toStatus(CATEGORIES, { analytics: true, marketing: true })).toBe("full");
  expect(toStatus(CATEGORIES, { essential: true, analytics: true, marketing: false })).toBe("partial");
  expect(toStatus(CATEGORIES, { essential: true, analytics: false, marketing: false })).toBe("none");
  expect(toStatus(CATEGORIES, {})).toBe("none");
});

test("with nothing to refuse the status is full", () => {
  expect(toStatus([{ id: "essential", required: true }], {})).toBe("full");
  expect(toStatus([], {})).toBe("full");
});

test("an agreement to a category that the tenant does not have counts for nothing", () => {
  expect(toStatus(CATEGORIES, { everything: true })).toBe("none");
  expect(toChoices(CATEGORIES, { everything: true })).toEqual({ essential: true, analytics: false, marketing: false });
});

test("the act is named after the status", () => {
  expect([toAction("full"), toAction("none"), toAction("partial")]).toEqual(["accept_all", "reject_all", "custom"]);
});

test("a category that was not named is refused, a required one is agreed to whatever was said", () => {
  expect(toChoices(CATEGORIES, { essential: false, analytics: true })).toEqual({
    essential: true,
    analytics: true,
    marketing: false,
  });
});

test("what an object inherits is no agreement", () => {
  const inherited: Record<string, boolean> = Object.create({ marketing: true });
  const words = [{ id: "constructor", required: false }];
  expect(toChoices(CATEGORIES, inherited).marketing).toBe(false);
  expect(toChoices(words, {})).toEqual({ constructor: false });
  expect(toStatus(words, {})).toBe("none");
});

test("adding a refusal never grants anything, and never raises the status", () => {
  const categories = fc.uniqueArray(fc.record({ id: fc.constantFrom(..."abcdefgh"), required: fc.boolean() }), {
    selector: (category) => category.id,
  });
  const rank = { none: 0, partial: 1, full: 2 };
  fc.assert(
    fc.property(
      categories,
      fc.dictionary(fc.constantFrom(..."abcdefgh"), fc.boolean()),
      fc.constantFrom(..."abcdefgh"),
      (some, given, id) => {
        const refusing = { ...given, [id]: false };
        const before = toChoices(some, given);
        const after = toChoices(some, refusing);
        for (const category of some)
          expect(Number(after[category.id])).toBeLessThanOrEqual(Number(before[category.id]));
        expect(rank[toStatus(some, after)]).toBeLessThanOrEqual(rank[toStatus(some, before)]);
      },
    ),
  );
});
