import type { Early } from "../iab/page-api.ts";
import { FIRST_SIGNAL, type GppStage, toSteps } from "./signal.ts";

// Frames of strangers may register as many as they like, and each is told of every change.
const LISTENERS_MAX = 10_000;

/** Called back with an answer: `data` is `null` and `success` false for what cannot be processed (G7). */
export type GppCallback = (data: unknown, success: boolean) => void;

/** An event with which a listener was not taken (G14). */
type Refusal = { readonly data?: unknown } | null;

/** What a page calls by `__gpp`. */
export interface GppCommands {
  /** Answers the generic commands at once (G2), and `null, false` to all others. Never throws. */
  call(command: unknown, callback?: unknown, parameter?: unknown): void;
  /**
   * Says what holds from now on, and tells every listener what is new, in the order in which they came. `null`: nothing can be
   * said any more (G5).
   */
  tell(stage: GppStage | null): void;
}

/**
 * Creates `__gpp` (IAB GPP, "CMP API Specification", 1.1). Nothing holds before the first stage is told. What a stub has
 * registered stays valid, under the ids that it gave (G14). A callback that throws is told to `onError`, and stops nobody.
 */
export function createGppCommands(
  { listeners: early, lastListenerId }: Early,
  onError: (error: unknown) => void,
): GppCommands {
  const listeners = new Map<number, GppCallback>(
    early.slice(0, LISTENERS_MAX).map(({ id, callback }) => [id, callback]),
  );
  let lastId = lastListenerId;
  let signal = FIRST_SIGNAL;
  const say = (callback: GppCallback, data: unknown, success: boolean) => {
    try {
      callback(data, success);
    } catch (error) {
      onError(error);
    }
  };
  const toEvent = (eventName: string, listenerId: number, data: unknown) => ({
    ...{ eventName, listenerId, data },
    pingData: copy(signal),
  });
  const answer = (command: unknown, callback: GppCallback, parameter: unknown): unknown => {
    if (command === "ping") return copy(signal);
    if (command === "removeEventListener") return listeners.delete(parameter as number);
    if (command === "addEventListener") {
      const isTaken = listeners.size < LISTENERS_MAX;
      if (isTaken) listeners.set(++lastId, callback);
      return toEvent("listenerRegistered", isTaken ? lastId : 0, isTaken);
    }
    if (typeof parameter !== "string") return undefined;
    const isField = command === "getField";
    const [prefix = "", field = ""] = isField ? parameter.split(".") : [parameter];
    const { parsedSections } = signal;
    const section = Object.hasOwn(parsedSections, prefix) ? parsedSections[prefix] : null;
    if (command === "hasSection") return section !== null;
    if (command === "getSection") return copy(section);
    if (!isField) return undefined;
    const holder = section?.find((subsection) => Object.hasOwn(subsection, field));
    return holder ? copy(Reflect.get(holder, field)) : null;
  };
  return {
    call(command, callback, parameter) {
      if (typeof callback !== "function" || (signal.cmpStatus === "error" && command !== "ping")) return;
      const data = answer(command, callback as GppCallback, parameter);
      say(callback as GppCallback, data ?? null, data !== undefined && (data as Refusal)?.data !== false);
    },
    tell(stage) {
      for (const step of toSteps(signal, stage)) {
        signal = step.signal;
        for (const [listenerId, callback] of [...listeners]) {
          // One may have removed another.
          if (listeners.has(listenerId)) say(callback, toEvent(step.name, listenerId, step.data), true);
        }
      }
    },
  };
}

/** Whoever is given it may write into it. */
function copy(value: unknown): unknown {
  if (Object(value) !== value) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Date) return new Date(value);
  return Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, copy(one)]));
}
