import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Choices,
  type ServiceCategory,
  type ServicesQuestion,
  toServiceChoices,
  toStatusWithServices,
  withoutAgreements,
  withRefusals,
} from "./services.ts";

function toCategory(id: string, services: readonly string[], required = false): ServiceCategory {
  return { id, required, services: services.map((service) => ({ id: service, name: service })) };
}

const CATEGORIES = [
  toCategory("essential", ["session"], true),
  toCategory("analytics", ["hotjar", "matomo"]),
  toCategory("marketing", ["meta"]),
];

function decide(question: Partial<ServicesQuestion>): Choices {
  const all = { given: {}, choices: {}, categories: CATEGORIES, shown: CATEGORIES, before: {} };
  return toServiceChoices({ ...all, ...question });
}

describe("a decision about services", () => {
  const choices = { essential: true, analytics: true, marketing: false };

  test("keeps those that were decided otherwise than their category, and no other", () => {
    const given = { hotjar: false, matomo: true, meta: true };
    expect(decide({ given, choices })).toEqual({ hotjar: false, meta: true });
  });

  test("drops what the published configuration does not have, and what is required", () => {
    expect(decide({ given: { unknown: true, session: false, constructor: false }, choices })).toEqual({});
  });

  test("replaces what was decided before about services that were shown", () => {
    expect(decide({ choices, before: { hotjar: false, meta: true } })).toEqual({});
  });

  test("decides nothing about a service that was not shown: its refusal stays, its agreement does not (0023)", () => {
    const shown = [toCategory("analytics", ["matomo"]), toCategory("marketing", [])];
    expect(decide({ choices, shown, before: { hotjar: false, meta: true } })).toEqual({ hotjar: false });
    expect(decide({ choices, shown, given: { meta: true, hotjar: false } })).toEqual({ hotjar: false });
  });

  test("agrees to a service in the category that it was shown in alone", () => {
    const shown = [toCategory("analytics", ["hotjar", "matomo", "meta"]), toCategory("marketing", [])];
    expect(decide({ choices, shown, given: { meta: true } })).toEqual({});
  });

  test("agrees to nothing that the request does not agree to, and keeps each refusal of what may run", () => {
    const ids = ["hotjar", "matomo", "meta", "session", "gone"];
    const some = fc.dictionary(fc.constantFrom(...ids), fc.boolean());
    const kinds = fc.dictionary(fc.constantFrom("analytics", "marketing"), fc.boolean());
    const shown = fc.subarray(CATEGORIES);
    fc.assert(
      fc.property(some, some, kinds, shown, (given, before, decided, seen) => {
        const after = decide({ given, before, choices: { essential: true, ...decided }, shown: seen });
        for (const [id, isAgreed] of Object.entries(after)) if (isAgreed) expect(given[id]).toBe(true);
        for (const { id, services } of CATEGORIES.slice(1)) {
          for (const service of services) {
            const runs = after[service.id] ?? decided[id] === true;
            if (given[service.id] === false) expect(runs).toBe(false);
          }
        }
      }),
    );
  });
});

test.each<[Choices, Choices, string]>([
  [{ analytics: true, marketing: true }, {}, "full"],
  [{ analytics: true, marketing: true }, { meta: false }, "partial"],
  [{ analytics: false, marketing: false }, { meta: true }, "partial"],
  [{ analytics: false, marketing: false }, { meta: false, gone: true, session: false }, "none"],
])("the status of %j with services %j is %s", (choices, services, status) => {
  expect(toStatusWithServices(CATEGORIES, { choices: { essential: true, ...choices }, services })).toBe(status);
});

test("a withdrawal takes agreements with it, those of services that no category has any more too", () => {
  const services = { hotjar: true, matomo: false, meta: true, gone: true };
  expect(withoutAgreements(services, ["analytics"], CATEGORIES)).toEqual({ matomo: false, meta: true });
  expect(withoutAgreements(services, null, CATEGORIES)).toEqual({ matomo: false });
});

test("refusals of an older record come along where the newer says nothing of the category", () => {
  const newer = { choices: { analytics: true }, services: { matomo: false } };
  const older = { hotjar: false, meta: false, gone: false, session: true };
  expect(withRefusals(newer, older, CATEGORIES)).toEqual({ matomo: false, meta: false, gone: false });
});
