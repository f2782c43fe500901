import type { GppState } from "@cookiehub/schemas/signals";

/** What `__gpp` says at one moment: the members of a ping (G8). */
export interface GppSignal extends GppState {
  readonly gppVersion: "1.1";
  readonly cmpStatus: "loading" | "loaded" | "error";
  readonly cmpDisplayStatus: "hidden" | "visible";
  readonly signalStatus: "not ready" | "ready";
}

/** One event, and what `__gpp` says from it on. */
export interface GppStep {
  readonly name: "cmpStatus" | "cmpDisplayStatus" | "sectionChange" | "signalStatus" | "error";
  readonly data: string;
  readonly signal: GppSignal;
}

/** What holds now. */
export interface GppStage {
  readonly isShown: boolean;
  /** `state` is the visitor's present choice, and nothing about it is being asked (G20). */
  readonly isReady: boolean;
  readonly state: GppState;
}

const NOTHING = { gppString: "", sectionList: [], applicableSections: [], parsedSections: {} } as const;

/** Before anything is known (G12). */
export const FIRST_SIGNAL: GppSignal = {
  gppVersion: "1.1",
  cmpStatus: "loading",
  cmpDisplayStatus: "hidden",
  signalStatus: "not ready",
  supportedAPIs: [],
  cmpId: 1,
  ...NOTHING,
  applicableSections: [0],
};

/**
 * The events that lead from what was said to what holds, in their order, and none for what stays (G16 to G19, G22): first that
 * the signal is not ready, last that it is. What is there when `__gpp` is loaded has not changed (G18). `null` stands for a
 * failure: nothing is said to hold any more, and nothing follows it (G5).
 */
export function toSteps(before: GppSignal, stage: GppStage | null): GppStep[] {
  const steps: GppStep[] = [];
  let signal = before;
  const step = (name: GppStep["name"], data: string, change: Partial<GppSignal>) => {
    signal = { ...signal, ...change };
    steps.push({ name, data, signal });
  };
  const set = <Name extends "cmpStatus" | "cmpDisplayStatus" | "signalStatus">(name: Name, value: GppSignal[Name]) => {
    if (signal[name] !== value) step(name, value, { [name]: value });
  };
  if (before.cmpStatus === "error") return steps;
  if (!stage) {
    set("signalStatus", "not ready");
    step("error", "No GPP string can be made", NOTHING);
    set("cmpStatus", "error");
    return steps;
  }
  const { isShown, isReady, state } = stage;
  const isFirst = before.cmpStatus === "loading";
  if (isFirst) signal = { ...signal, ...state };
  set("cmpStatus", "loaded");
  const changed = toChanged(signal.parsedSections, state.parsedSections);
  if (!isReady || changed.length > 0) set("signalStatus", "not ready");
  set("cmpDisplayStatus", isShown ? "visible" : "hidden");
  for (const prefix of changed) step("sectionChange", prefix, state);
  if (isReady) set("signalStatus", "ready");
  return steps;
}

type Sections = GppState["parsedSections"];

/** Prefixes of the sections that have come, gone, or say something else. */
function toChanged(before: Sections, now: Sections): string[] {
  const prefixes = Object.keys({ ...before, ...now });
  const isSame = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other);
  return prefixes.filter((prefix) => !isSame(before[prefix], now[prefix]));
}
