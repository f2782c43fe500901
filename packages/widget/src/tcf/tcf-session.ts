import {
  hasId,
  type IdRanges,
  type TcfChoice,
  type TcfSlimList,
  type TcfVendorList,
  toAbsence,
} from "@cookiehub/schemas/signals";
import type { ResolvedTcf, StoredChoice, TcfConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import { onTcfAct, type TcfAct, type TcfEvents, toDisplayStatus } from "./events.ts";
import type { FirstLayer } from "./first-layer.ts";
import { readKept, toStringAtMs } from "./kept-string.ts";
import { type MadeString, readString } from "./read-string.ts";
import type { TcfAsking, TcfPage, ToldTc } from "./runtime.ts";
import { isTellable } from "./tc-data.ts";
import type { TcfApi } from "./tcf-api.ts";
import type { TcfFiles } from "./tcf-files.ts";
import type { TcfState } from "./tcf-state.ts";

/** One page under the TCF. */
export interface TcfSession {
  readonly host: AddOnHost;
  readonly page: TcfPage;
  readonly tcf: ResolvedTcf;
  readonly settings: TcfConfig;
  readonly language: string;
  readonly files: TcfFiles;
  readonly api: TcfApi;
  readonly firstLayer: FirstLayer;
  /** Loads what a choice is made with; it is `asking` from then on. */
  readonly loadAsking: () => Promise<TcfAsking>;
  asking: TcfAsking | null;
  events: TcfEvents;
  list: TcfSlimList | null;
  /** The string of the choice that was made then. */
  current: (MadeString & { readonly atMs: number }) | null;
  /** What is told while nothing was chosen yet: no consent, and the claims that stand (T24). */
  shown: MadeString | null;
  /** The visitor has seen vendors and purposes, or how to: only then is anybody in a string (T61). */
  isDisclosed: boolean;
  /** The last decision on this page before that: its string may come later than what would have been shown. */
  undisclosedAtMs: number;
  screen: number;
  /** What was chosen in the dialog, and of which decision it is the meaning: another one may come before its string. */
  pending: { readonly choice: TcfChoice; readonly atMs: number } | null;
}

/** The string that is told of the choice which holds: one of a choice that was taken back, or has run out, is told no more. */
export function toHolding({ current, host: { store } }: TcfSession): TcfSession["current"] {
  return current && store.isDecided() && current.atMs === toStringAtMs(store.past()) ? current : null;
}

/**
 * What other interfaces tell (G20). The string of a choice that another one has followed stays until it is followed here as
 * well, and nobody may act on it; of one that was taken back or has run out nothing does.
 */
export function toToldTc(session: TcfSession): ToldTc | null {
  const { current, events, host } = session;
  if (!current || !host.store.isDecided() || !isTellable(current.model)) return null;
  return { ...current, isSettled: Boolean(toHolding(session) && events.settled) };
}

/** The string of an earlier choice. Of one that counts as absent nothing is left (T67). */
export function readEarlier({ host, tcf }: TcfSession): MadeString | null {
  const kept = readKept(host.storage);
  const made = kept && readString(kept.tcString);
  return made && !toAbsence(made.model, tcf.cmp_id) ? made : null;
}

/** Who was shown before this page: they stay in the string (T62, T66). */
export const readShownBefore = (session: TcfSession): IdRanges => readEarlier(session)?.model.disclosedVendors ?? [];

/** Whether who made a choice, or would make one now, was shown vendors and purposes before. */
export const isDisclosedTo = ({ isDisclosed, undisclosedAtMs }: TcfSession, past: StoredChoice | null): boolean =>
  isDisclosed && past?.decidedAtMs !== undisclosedAtMs;

/** Who was not shown is in no string (T61). */
export function toDisclosedList(session: TcfSession, past: StoredChoice | null): TcfVendorList {
  const { list, tcf } = session;
  if (isDisclosedTo(session, past) && list) return list;
  const before = readShownBefore(session);
  const vendors = list?.vendors.filter(({ id }) => hasId(before, id)) ?? [];
  return { vendorListVersion: tcf.list_version, tcfPolicyVersion: tcf.policy_version, vendors };
}

/** Runs it with what a choice is made with: at once where all of it is there. `isListNeeded`: with the vendors, too. */
export function withAsking(session: TcfSession, isListNeeded: boolean, run: (asking: TcfAsking) => void): void {
  const { asking, files, host } = session;
  if (asking && (session.list || !isListNeeded)) {
    run(asking);
    return;
  }
  const withList = isListNeeded ? files.list() : null;
  Promise.all([session.loadAsking(), withList])
    .then(([loaded, list]) => {
      session.list ??= list;
      run(loaded);
    })
    .catch(host.onError);
}

export function act(session: TcfSession, given: TcfAct): void {
  const { events, isTold } = onTcfAct(session.events, given);
  session.events = events;
  if (!isTold) return;
  session.api.onChange();
  session.page.onMode();
}

export function toState(session: TcfSession): TcfState {
  const { tcf, events, shown, host, list } = session;
  const told = toHolding(session) ?? shown;
  const { enabled } = host.setup.config.google_consent_mode;
  return {
    ...{ cmpId: tcf.cmp_id, cmpVersion: tcf.cmp_version, gdprApplies: tcf.applies, cmpStatus: "loaded" },
    displayStatus: toDisplayStatus(events, tcf.applies),
    // Whoever comes back is told their string without a list (T16).
    ...{ gvlVersion: list?.vendorListVersion, policyVersion: tcf.policy_version },
    ...{ model: told?.model ?? null, tcString: told?.tcString ?? "" },
    eventStatus: told ? events.status : undefined,
    ...(enabled && { enableAdvertiserConsentMode: true }),
  };
}
