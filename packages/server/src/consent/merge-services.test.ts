import type { MigrationStrategy } from "@cookiehub/schemas/types";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ServicesMergeQuestion, type ServicesSide, toMergedServices } from "./merge-services.ts";

const toServices = (...ids: string[]) => ids.map((id) => ({ id, name: id }));
const CATEGORIES = [
  { id: "essential", required: true, sells_data: false, services: toServices("session") },
  { id: "analytics", required: false, sells_data: false, services: toServices("hotjar", "matomo") },
  { id: "marketing", required: false, sells_data: true, services: toServices("meta") },
];

const side = (
  choices: ServicesSide["choices"],
  services: ServicesSide["services"] = {},
  gpc = false,
): ServicesSide => ({
  choices,
  services,
  gpc,
});

function merge(device: ServicesSide, user: ServicesSide, changes: Partial<ServicesMergeQuestion> = {}) {
  return toMergedServices({
    ...{ device, user, choices: { analytics: false, marketing: false }, winner: "device", refusedNow: [] },
    ...{ strategy: "device_wins_recent", categories: CATEGORIES },
    ...changes,
  });
}

const no = { analytics: false, marketing: false };

describe("services of two merged records (0035)", () => {
  test("a refusal survives from either side, whoever wins", () => {
    for (const winner of ["device", "user"] as const) {
      const changes = { winner, choices: { analytics: true } };
      expect(merge(side({ analytics: true }, { hotjar: false }), side({ analytics: true }), changes)).toEqual({
        hotjar: false,
      });
      expect(merge(side({ analytics: true }), side({ analytics: true }, { gone: false }), changes)).toEqual({
        gone: false,
      });
    }
  });

  test("an agreement survives on the winning side alone", () => {
    expect(merge(side(no, { hotjar: true }), side(no))).toEqual({ hotjar: true });
    expect(merge(side(no, { hotjar: true }), side(no), { winner: "user" })).toEqual({});
    expect(merge(side(no, { hotjar: true }), side(no), { strategy: "most_restrictive" })).toEqual({});
  });

  test("what both sides let run runs, by whatever strategy", () => {
    const changes = { strategy: "most_restrictive", winner: "user" } as const;
    expect(merge(side(no, { hotjar: true }), side({ analytics: true }), changes)).toEqual({ hotjar: true });
  });

  test("a side that decided alone is kept", () => {
    expect(merge(side(no, { hotjar: true }), side({}), { winner: "user" })).toEqual({ hotjar: true });
  });

  test("P6: an agreement to what sells does not stand against an opt-out by the signal", () => {
    expect(merge(side(no, { meta: true }), side(no, {}, true))).toEqual({});
    expect(merge(side(no, { meta: true }, true), side(no, {}, true))).toEqual({ meta: true });
  });

  test("what the visitor, asked at this login, refuses takes its services along", () => {
    const both = [side(no, { hotjar: true }), side({ analytics: true })] as const;
    expect(merge(...both, { refusedNow: ["analytics"] })).toEqual({});
  });

  test("no service runs that neither side let run, no refusal is lost, and a merge with itself changes nothing", () => {
    const services = fc.dictionary(fc.constantFrom("hotjar", "matomo", "meta", "gone"), fc.boolean());
    const sides = fc.record({
      choices: fc.dictionary(fc.constantFrom("analytics", "marketing"), fc.boolean()),
      services,
      gpc: fc.boolean(),
    });
    const strategies = fc.constantFrom<MigrationStrategy>("device_wins_recent", "user_wins", "most_restrictive");
    const winners = fc.constantFrom<"device" | "user">("device", "user");
    fc.assert(
      fc.property(sides, sides, strategies, winners, fc.boolean(), (device, user, strategy, winner, isEither) => {
        // Any merge of categories that agrees to nothing that neither side agreed to.
        const ids = [...new Set([...Object.keys(device.choices), ...Object.keys(user.choices)])];
        const both = (id: string): boolean =>
          isEither
            ? device.choices[id] || user.choices[id] || false
            : (device.choices[id] && user.choices[id]) || false;
        const choices = Object.fromEntries(ids.map((id) => [id, both(id)]));
        const merged = merge(device, user, { choices, strategy, winner });
        const runs = (one: Pick<ServicesSide, "choices" | "services">, id: string, category: string): boolean =>
          one.services[id] ?? one.choices[category] === true;
        for (const { id: category, services: own } of CATEGORIES.slice(1)) {
          for (const { id } of own) {
            if (!runs({ choices, services: merged }, id, category)) continue;
            expect(runs(device, id, category) || runs(user, id, category)).toBe(true);
            if (
              strategy === "most_restrictive" &&
              !isEither &&
              category in device.choices &&
              category in user.choices
            ) {
              expect(runs(device, id, category) && runs(user, id, category)).toBe(true);
            }
          }
        }
        for (const one of [device, user]) {
          for (const [id, isAgreed] of Object.entries(one.services)) if (!isAgreed) expect(merged[id]).toBe(false);
        }
        const again = { ...device, services: merged, choices };
        expect(merge(again, again, { choices, strategy, winner })).toEqual(merged);
      }),
    );
  });
});
