import type { GppState } from "@cookiehub/schemas/signals";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_SIGNAL, type GppSignal, type GppStage, toSteps } from "./signal.ts";

const toState = (optOut: number, prefix = "usca"): GppState => ({
  gppString: `DBABBg~${prefix}${optOut}`,
  ...{ sectionList: [8], applicableSections: [8], supportedAPIs: ["8:usca"], cmpId: 1 },
  parsedSections: { [prefix]: [{ SaleOptOut: optOut }] },
});
const toStage = (isShown: boolean, isReady: boolean, optOut = 2): GppStage => ({
  ...{ isShown, isReady, state: toState(optOut) },
});

/** Names and data of the events that a page view tells, one list for each stage. */
function tell(...stages: (GppStage | null)[]): string[][] {
  let signal = FIRST_SIGNAL;
  return stages.map((stage) => {
    const steps = toSteps(signal, stage);
    signal = steps.at(-1)?.signal ?? signal;
    return steps.map(({ name, data }) => `${name} ${data}`);
  });
}

test("G17: who is asked: loaded, visible, hidden, what has changed, ready", () => {
  expect(tell(toStage(false, false), toStage(true, false), toStage(false, true, 1))).toEqual([
    ["cmpStatus loaded"],
    ["cmpDisplayStatus visible"],
    ["cmpDisplayStatus hidden", "sectionChange usca", "signalStatus ready"],
  ]);
});

test("G18, G22: who comes back: loaded, ready, and no change of what was there", () => {
  expect(tell(toStage(false, true, 1), toStage(false, true, 1))).toEqual([
    ["cmpStatus loaded", "signalStatus ready"],
    [],
  ]);
});

test("G19: who opens it again: first not ready, last ready, also when nothing has changed", () => {
  const [, ...again] = tell(toStage(false, true), toStage(true, false), toStage(false, true, 1));
  expect(again).toEqual([
    ["signalStatus not ready", "cmpDisplayStatus visible"],
    ["cmpDisplayStatus hidden", "sectionChange usca", "signalStatus ready"],
  ]);
  expect(tell(toStage(false, true), toStage(true, false), toStage(false, true))[2]).toEqual([
    "cmpDisplayStatus hidden",
    "signalStatus ready",
  ]);
});

test("G21: where silence is permission: ready while the notice stands; an answer is told between not ready and ready", () => {
  expect(tell(toStage(false, false, 0), toStage(true, true), toStage(false, true, 1))).toEqual([
    ["cmpStatus loaded"],
    ["cmpDisplayStatus visible", "sectionChange usca", "signalStatus ready"],
    ["signalStatus not ready", "cmpDisplayStatus hidden", "sectionChange usca", "signalStatus ready"],
  ]);
});

test("G5: a failure takes back what was said, and nothing follows it", () => {
  const [, failed, later] = tell(toStage(false, true), null, toStage(false, true));
  expect(failed).toEqual(["signalStatus not ready", "error No GPP string can be made", "cmpStatus error"]);
  expect(later).toEqual([]);
  expect(toSteps(FIRST_SIGNAL, null).at(-1)?.signal).toMatchObject({
    ...{ cmpStatus: "error", signalStatus: "not ready", gppString: "", sectionList: [], parsedSections: {} },
  });
});

test("a section that comes and one that goes are both told", () => {
  const before = toSteps(FIRST_SIGNAL, toStage(false, true)).at(-1)?.signal ?? FIRST_SIGNAL;
  const steps = toSteps(before, { isShown: false, isReady: true, state: toState(2, "usva") });
  expect(steps.map(({ data }) => data)).toEqual(["not ready", "usca", "usva", "ready"]);
});

test("G16, G19, G20, G22: whatever happens, each event is a change, and sections change only while the signal is not ready", () => {
  const stages = fc.array(
    fc
      .record({ isShown: fc.boolean(), isReady: fc.boolean(), optOut: fc.nat(2) })
      .map(({ isShown, isReady, optOut }) => toStage(isShown, isReady, optOut)),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(stages, (acts) => {
      let signal: GppSignal = FIRST_SIGNAL;
      for (const stage of acts) {
        const steps = toSteps(signal, stage);
        for (const { name, data, signal: now } of steps) {
          if (name === "sectionChange") {
            expect(now.parsedSections[data]).not.toEqual(signal.parsedSections[data]);
            expect(now.signalStatus).toBe("not ready");
          } else expect([now[name as "cmpStatus"], signal[name as "cmpStatus"]]).not.toEqual([data, data]);
          signal = now;
        }
        const statuses = steps.filter(({ name }) => name === "signalStatus").map(({ data }) => data);
        if (statuses.includes("not ready")) expect(steps[0]?.data).toBe("not ready");
        if (statuses.includes("ready")) expect(steps.at(-1)?.data).toBe("ready");
        expect(signal).toMatchObject({
          ...{ cmpStatus: "loaded", gppString: stage.state.gppString },
          signalStatus: stage.isReady ? "ready" : "not ready",
          cmpDisplayStatus: stage.isShown ? "visible" : "hidden",
        });
      }
    }),
  );
});
