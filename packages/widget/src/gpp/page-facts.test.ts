import fc from "fast-check";
import { expect, test } from "vitest";
import { type PageFacts, toStanding } from "./page-facts.ts";

const FACTS: PageFacts = { view: "none", decided: false, model: "opt-out", wasNotified: false, isOptedOut: false };
const facts = fc.record({
  view: fc.constantFrom("none" as const, "banner" as const, "preferences" as const),
  decided: fc.boolean(),
  model: fc.constantFrom("opt-in" as const, "opt-out" as const, "notice" as const),
  wasNotified: fc.boolean(),
  isOptedOut: fc.boolean(),
});

test.each([
  ["before the notice is seen", {}, { isNotified: false, isReady: false }],
  ["while it stands", { view: "banner" }, { isNotified: true, isReady: true }],
  ["once it was put away", { wasNotified: true }, { isNotified: true, isReady: true }],
  ["with the settings open", { view: "preferences", wasNotified: true }, { isNotified: true, isReady: false }],
  ["once decided", { decided: true }, { isNotified: true, isReady: true }],
  ["opted out by the browser, at once", { isOptedOut: true }, { isNotified: false, isReady: true }],
  ["asked before", { model: "opt-in", view: "banner" }, { isNotified: true, isReady: false }],
  ["asked before, not decided", { model: "opt-in", isOptedOut: true }, { isNotified: false, isReady: false }],
  ["asked before, decided", { model: "opt-in", decided: true }, { isNotified: true, isReady: true }],
  ["asked again", { model: "opt-in", decided: true, view: "banner" }, { isNotified: true, isReady: false }],
  ["informed only", { model: "notice", view: "banner" }, { isNotified: false, isReady: true }],
] as const)("G20, G21: %s", (_, change, standing) => {
  expect(toStanding({ ...FACTS, ...change })).toEqual(standing);
});

test("G20: never ready while the settings are open, nor where the law asks first and nothing was decided", () => {
  fc.assert(
    fc.property(facts, (one) => {
      const { isReady, isNotified } = toStanding(one);
      if (one.view === "preferences") expect(isReady).toBe(false);
      if (one.model === "opt-in" && !one.decided) expect(isReady).toBe(false);
      // "Did not opt out" would be said of somebody who does not know that they can.
      if (isReady && one.model === "opt-out") expect(isNotified || one.isOptedOut).toBe(true);
      if (one.wasNotified) expect(isNotified).toBe(true);
    }),
  );
});
