import { toEffectiveChoices } from "@cookiehub/schemas/rules";
import type { CategoryConfig, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import { type Answer, toGiven } from "./given-choices.ts";

const ids = ["essential", "functional", "analytics", "marketing"];
const model = fc.constantFrom<ResolvedConfig["regulation"]["model"]>("opt-in", "opt-out", "notice");
const past = fc.option(
  fc.record({ granted: fc.subarray(ids), gpc: fc.boolean() }).map(
    ({ granted, gpc }): StoredChoice => ({
      ...{
        tenantId: "shop",
        deviceId: "dev_12345678",
        decidedAtMs: 1,
        expiresAtMs: 2,
        policyVersion: "1",
        bannerVersion: "1",
        method: "preferences",
      },
      ...{ configVersion: 1, services: {}, gpc, granted, denied: ids.filter((id) => !granted.includes(id)) },
    }),
  ),
);

describe("what may run", () => {
  test("L3: in an opt-in place nothing optional runs that was not agreed to, whatever else holds", () => {
    fc.assert(
      fc.property(past, fc.boolean(), fc.boolean(), (choice, isValid, gpc) => {
        const choices = toEffectiveChoices(createSetup("opt-in"), choice, isValid, gpc);
        for (const id of ids.slice(1)) if (choices[id]) expect(isValid && choice?.granted.includes(id)).toBe(true);
      }),
    );
  });

  test("a refusal holds in every model, valid or run out; what is required always runs", () => {
    fc.assert(
      fc.property(model, past, fc.boolean(), fc.boolean(), (place, choice, isValid, gpc) => {
        const choices = toEffectiveChoices(createSetup(place), choice, isValid, gpc);
        expect(choices.essential).toBe(true);
        for (const id of choice?.denied ?? []) if (id !== "essential") expect(choices[id]).toBe(false);
      }),
    );
  });

  test("P4: the signal only ever takes away", () => {
    fc.assert(
      fc.property(model, past, fc.boolean(), (place, choice, isValid) => {
        const setup = createSetup(place);
        const without = toEffectiveChoices(setup, choice, isValid, false);
        const withSignal = toEffectiveChoices(setup, choice, isValid, true);
        for (const id of ids) if (withSignal[id]) expect(without[id]).toBe(true);
      }),
    );
  });
});

describe("an answer", () => {
  const categories = createSetup().config.categories;

  test("accept names everything, reject nothing", () => {
    const { categories: all } = toGiven(categories, { categories: {} }, "accept");
    expect(Object.values(all)).toEqual([true, true, true, true]);
    expect(toGiven(categories, { categories: {}, services: { a: true } }, "reject")).toEqual({
      categories: Object.fromEntries(ids.map((id) => [id, false])),
      services: {},
    });
  });

  test("do not sell refuses everything where no category is marked as selling", () => {
    const unmarked = categories.map((category): CategoryConfig => ({ ...category, sells_data: false }));
    const current = Object.fromEntries(ids.map((id) => [id, true]));
    const given = toGiven(unmarked, { categories: current }, "do-not-sell");
    expect(Object.values(given.categories)).not.toContain(true);
  });

  test("do not sell keeps a service refused, and forgets one that was agreed to apart", () => {
    const current = { categories: { functional: true, marketing: true }, services: { map: false, ads: true } };
    expect(toGiven(categories, current, "do-not-sell")).toEqual({
      categories: { essential: false, functional: true, analytics: false, marketing: false },
      services: { map: false },
    });
  });

  test("one that is spelled out is taken as it is", () => {
    const answer: Answer = { categories: { analytics: true } };
    expect(toGiven(categories, { categories: {} }, answer)).toBe(answer);
  });
});
