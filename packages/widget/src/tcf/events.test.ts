import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  NO_TCF_EVENTS,
  onTcfAct,
  type TcfAct,
  type TcfEventStatus,
  type TcfEvents,
  toDisplayStatus,
} from "./events.ts";

const LOADED: TcfAct = { type: "load", isStringValid: true, willAsk: false };
const STALE: TcfAct = { type: "load", isStringValid: false, willAsk: true };
const [STRING, SHOW, HIDE, DECIDE] = (["string", "show", "hide", "decide"] as const).map((type): TcfAct => ({ type }));

/** Plays acts, and says what was told, and what stands at the end. */
function play(acts: readonly (TcfAct | undefined)[]): { told: (TcfEventStatus | undefined)[]; events: TcfEvents } {
  const told: (TcfEventStatus | undefined)[] = [];
  let events = NO_TCF_EVENTS;
  for (const act of acts) {
    if (!act) throw new Error("no act");
    const step = onTcfAct(events, act);
    events = step.events;
    if (step.isTold) told.push(events.status);
  }
  return { told, events };
}

describe("what a page view tells", () => {
  test("T23: a stored string that holds, and nobody will be asked: tcloaded", () => {
    expect(play([LOADED]).told).toEqual(["tcloaded"]);
  });

  test.each([
    ["does not hold", { isStringValid: false, willAsk: false }],
    ["does not hold, and the visitor will be asked", { isStringValid: false, willAsk: true }],
    ["holds, and the visitor will be asked for another reason", { isStringValid: true, willAsk: true }],
  ])("T23: a stored string that %s is not told", (_, load) => {
    const { told, events } = play([{ type: "load", ...load }]);
    expect([told, events.status]).toEqual([[], undefined]);
  });

  test("T24: cmpuishown each time something is shown, as soon as there is a string", () => {
    expect(play([STALE, SHOW]).told).toEqual([]);
    expect(play([STALE, SHOW, STRING]).told).toEqual(["cmpuishown"]);
    expect(play([STALE, STRING, SHOW, DECIDE, HIDE, SHOW]).told).toEqual([
      ...["cmpuishown", "useractioncomplete", "cmpuishown"],
    ]);
  });

  test("T25 T26: a new visitor: cmpuishown, then useractioncomplete, also on each decision after", () => {
    expect(play([STALE, STRING, SHOW, DECIDE, HIDE]).told).toEqual(["cmpuishown", "useractioncomplete"]);
    expect(play([STALE, STRING, SHOW, HIDE, DECIDE]).told).toEqual(["cmpuishown", "useractioncomplete"]);
    expect(play([STALE, STRING, SHOW, DECIDE, HIDE, SHOW, DECIDE]).told.slice(2)).toEqual([
      ...["cmpuishown", "useractioncomplete"],
    ]);
  });

  test("T26: all three only where the visitor has opened the settings after tcloaded", () => {
    expect(play([LOADED, SHOW, DECIDE]).told).toEqual(["tcloaded", "cmpuishown", "useractioncomplete"]);
  });

  test("T26: a choice made elsewhere, where nothing was shown, is a stored one with a new string", () => {
    expect(play([LOADED, DECIDE]).told).toEqual(["tcloaded", "tcloaded"]);
    expect(play([STALE, DECIDE]).told).toEqual(["tcloaded"]);
    expect(play([STALE, SHOW, HIDE, DECIDE]).told).toEqual(["tcloaded"]);
    expect(play([LOADED, SHOW, HIDE, DECIDE]).told).toEqual(["tcloaded", "cmpuishown", "useractioncomplete"]);
  });

  test("T27: settings that were closed without a decision tell nothing, and what held before holds again", () => {
    for (const [acts, status] of [
      [[LOADED, SHOW, HIDE], "tcloaded"],
      [[STALE, STRING, SHOW, DECIDE, HIDE, SHOW, HIDE], "useractioncomplete"],
      [[STALE, STRING, SHOW, HIDE], "cmpuishown"],
    ] as const) {
      const { told, events } = play(acts);
      expect(events.status).toBe(status);
      expect(told).toEqual(play(acts.slice(0, -1)).told);
    }
  });

  test("T24: a string that is made before anything is shown waits for that", () => {
    expect(play([STALE, STRING]).told).toEqual([]);
    expect(play([LOADED, STRING]).told).toEqual(["tcloaded"]);
  });

  test("T12: the screen is visible, hidden, or disabled where nothing will be shown unless the visitor asks", () => {
    const read = (...acts: (TcfAct | undefined)[]) => toDisplayStatus(play(acts).events, true);
    expect([read(LOADED), read(LOADED, SHOW), read(LOADED, SHOW, HIDE)]).toEqual(["disabled", "visible", "disabled"]);
    expect([read(STALE), read(STALE, STRING, SHOW), read(STALE, STRING, SHOW, DECIDE, HIDE)]).toEqual([
      "hidden",
      "visible",
      "hidden",
    ]);
    expect(toDisplayStatus(NO_TCF_EVENTS, false)).toBe("disabled");
    expect(toDisplayStatus(NO_TCF_EVENTS, undefined)).toBe("hidden");
  });
});

/** What happens in a page view: it starts with a look at what is stored; the first layer comes by itself only where that says so. */
const views = fc
  .record({ isStringValid: fc.boolean(), willAsk: fc.boolean() })
  .chain((load) =>
    fc.record({
      load: fc.constant(load),
      first: fc.subarray(load.willAsk ? (["string", "show"] as const) : (["string"] as const)),
      rest: fc.array(fc.constantFrom("string" as const, "show" as const, "hide" as const, "decide" as const), {
        maxLength: 12,
      }),
    }),
  )
  .map(({ load, first, rest }): { readonly acts: readonly TcfAct[]; readonly load: typeof load } => ({
    acts: [{ type: "load", ...load }, ...[...first, ...rest].map((type): TcfAct => ({ type }))],
    load,
  }));

describe("in any page view", () => {
  test("T26: either tcloaded, or cmpuishown then useractioncomplete; all three only with the settings opened in between", () => {
    fc.assert(
      fc.property(views, ({ acts }) => {
        const { told } = play(acts);
        const word = told
          .map((status) => ({ tcloaded: "L", cmpuishown: "S", useractioncomplete: "U" })[status ?? "tcloaded"])
          .join("");
        // Never tcloaded behind what was shown, never a user's action where nothing was.
        expect(word).toMatch(/^L*(?:S[SU]*)?$/);
        if (/LS/.test(word)) expect(acts.some(({ type }) => type === "show")).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("T23 T24 T25 T27: each status has its cause in the act that told it, and stands for who comes late", () => {
    fc.assert(
      fc.property(views, ({ acts, load }) => {
        let events = NO_TCF_EVENTS;
        let [isShown, isAnnounced, hasString] = [false, false, false];
        for (const act of acts) {
          const step = onTcfAct(events, act);
          events = step.events;
          if (act.type === "show") isShown = true;
          if (act.type === "hide") isShown = false;
          if (act.type === "string" || act.type === "decide") hasString = true;
          if (act.type === "load") hasString = load.isStringValid && !load.willAsk;
          if (!hasString) expect(step.isTold).toBe(false);
          if (!step.isTold) continue;
          if (events.status === "cmpuishown") {
            expect(isShown).toBe(true);
            isAnnounced = true;
          }
          if (act.type === "show") expect(events.status).toBe("cmpuishown");
          if (act.type === "decide") expect(events.status).toBe(isAnnounced ? "useractioncomplete" : "tcloaded");
          if (act.type === "load") expect([load.isStringValid, load.willAsk]).toEqual([true, false]);
        }
        expect(events.isShown).toBe(isShown);
      }),
      { numRuns: 2000 },
    );
  });
});
