import type { PageCall } from "../iab/page-api.ts";
import { toTcData, toTold } from "./tc-data.ts";
import type { TcfState } from "./tcf-state.ts";

/** Version of the API as `ping` tells it (T16). */
const API_VERSION = "2.0";
// Frames of strangers may register as many as they like, and each costs 0.2 ms for every change.
const LISTENERS_MAX = 10_000;

type Answer = (value: unknown, success: boolean) => void;

export interface TcfApiParts {
  /** What holds at the moment of the call. */
  readState(): TcfState;
  /**
   * Loads a version of the global vendor list, an object of the caller's own each time: it is handed to scripts of the
   * page. Rejects when there is none to be had.
   */
  loadVendorList(version: number | "LATEST"): Promise<unknown>;
  /** What a callback of the page threw, or why a list could not be loaded. */
  onError(error: unknown): void;
}

export interface TcfApi {
  /** `__tcfapi(command, version, callback, parameter)`. What a callback throws goes to `onError` alone. */
  readonly call: PageCall;
  /** Tells every listener what holds now: the string or its status has changed (T19). */
  onChange(): void;
}

/**
 * Makes `__tcfapi` of "CMP API v2": `ping`, `addEventListener`, `removeEventListener`, `getVendorList` and the deprecated
 * `getTCData`; anything else is answered with `null, false` (T10, T11, T15 to T22, T28 to T31). In the state `error` only
 * `ping` is answered: silence is no consent (T13, T14).
 */
export function createTcfApi({ readState, loadVendorList, onError }: TcfApiParts): TcfApi {
  const listeners = new Map<number, Answer>();
  let lastId = 0;
  let round = 0;

  const toAnswer =
    (callback: unknown): Answer =>
    (value, success) => {
      try {
        if (typeof callback === "function") callback(value, success);
      } catch (error) {
        onError(error);
      }
    };
  const tell = (listenerId: number, answer: Answer, state: TcfState) =>
    answer({ ...toTcData(state), listenerId }, true);

  const addListener = (callback: unknown, state: TcfState) => {
    if (typeof callback !== "function") return;
    const answer = toAnswer(callback);
    if (listeners.size >= LISTENERS_MAX) return answer(null, false);
    listeners.set(++lastId, answer);
    tell(lastId, answer, state);
  };

  const answerList = (parameter: unknown, answer: Answer, { model }: TcfState) => {
    const version = parameter ?? model?.vendorListVersion ?? "LATEST";
    if (!isListVersion(version)) return answer(null, false);
    // In a promise, so that a loader that throws is one that rejects.
    void new Promise((resolve) => resolve(loadVendorList(version))).then(
      (list) => answer(list, true),
      (error) => {
        onError(error);
        answer(null, false);
      },
    );
  };

  return {
    call(command, version, callback, parameter) {
      const answer = toAnswer(callback);
      const state = readState();
      const isPing = command === "ping";
      if (state.cmpStatus === "error" && !isPing) return;
      if (!isVersion(version)) return answer(null, false);
      if (isPing) return answer(toPing(state), true);
      if (command === "addEventListener") return addListener(callback, state);
      if (command === "removeEventListener") return answer(listeners.delete(parameter as number), true);
      if (command === "getVendorList") return answerList(parameter, answer, state);
      if (command === "getTCData" && isKnown(state)) return answer(toTcData(state), true);
      answer(null, false);
    },
    onChange() {
      const state = readState();
      if (state.cmpStatus === "error") return;
      const mine = ++round;
      for (const [id, answer] of [...listeners]) {
        // A listener has changed the choice: all have heard what holds since.
        if (mine !== round) return;
        if (listeners.has(id)) tell(id, answer, state);
      }
    },
  };
}

const isVersion = (version: unknown): boolean =>
  version === undefined || version === null || version === 0 || version === 2;

const isListVersion = (version: unknown): version is number | "LATEST" =>
  version === "LATEST" || (Number.isSafeInteger(version) && Number(version) > 0);

/** Whether there is anything to tell a caller that takes one answer and waits for no other. */
const isKnown = (state: TcfState): boolean => state.gdprApplies === false || toTold(state) !== null;

/** What `ping` answers ("CMP API v2", `PingReturn`; T9, T12, T16). */
function toPing(state: TcfState): object {
  const { gdprApplies, cmpStatus, displayStatus, cmpVersion, cmpId, gvlVersion, policyVersion } = state;
  return {
    ...{ gdprApplies, cmpLoaded: true, cmpStatus, displayStatus, apiVersion: API_VERSION },
    ...{ cmpVersion, cmpId, gvlVersion, tcfPolicyVersion: policyVersion },
  };
}
