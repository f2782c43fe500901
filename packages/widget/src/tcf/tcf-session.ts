import {
  fromTcModel,
  hasId,
  type IdRanges,
  type TcfChoice,
  type TcfOperator,
  type TcfSlimList,
  type TcfVendorList,
  toAbsence,
  toEmptyChoice,
} from "@cookiehub/schemas/signals";
import type { ResolvedTcf, TcfConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import { onTcfAct, type TcfAct, type TcfEvents, toDisplayStatus } from "./events.ts";
import type { FirstLayer } from "./first-layer.ts";
import { readKept, toStringAtMs } from "./kept-string.ts";
import type { TcfPage } from "./runtime.ts";
import { type MadeString, makeString, readString } from "./string-maker.ts";
import type { TcfApi } from "./tcf-api.ts";
import type { TcfFiles } from "./tcf-files.ts";
import type { TcfState } from "./tcf-state.ts";

/** One page under the TCF. */
export interface TcfSession {
  readonly host: AddOnHost;
  readonly page: TcfPage;
  readonly tcf: ResolvedTcf;
  readonly settings: TcfConfig;
  readonly operator: TcfOperator;
  readonly language: string;
  readonly files: TcfFiles;
  readonly api: TcfApi;
  readonly firstLayer: FirstLayer;
  events: TcfEvents;
  list: TcfSlimList | null;
  /** The string of the choice that was made then. */
  current: (MadeString & { readonly atMs: number }) | null;
  /** What is told while nothing was chosen yet: no consent, and the claims that stand (T24). */
  shown: MadeString | null;
  /** The visitor has seen vendors and purposes, or how to: only then is anybody in a string (T61). */
  isDisclosed: boolean;
  screen: number;
  /** What was chosen in the dialog, and of which decision it is the meaning: another one may come before its string. */
  pending: { readonly choice: TcfChoice; readonly atMs: number } | null;
}

/** The string that is told of the choice which holds: one of a choice that was taken back, or has run out, is told no more. */
export function toHolding({ current, host: { store } }: TcfSession): TcfSession["current"] {
  return current && store.isDecided() && current.atMs === toStringAtMs(store.past()) ? current : null;
}

/** The string of an earlier choice. Of one that counts as absent nothing is left (T67). */
function readEarlier({ host, tcf }: TcfSession): MadeString | null {
  const kept = readKept(host.storage);
  const made = kept && readString(kept.tcString);
  return made && !toAbsence(made.model, tcf.cmp_id) ? made : null;
}

/** What outlives an earlier choice: objections (T58). */
export function readObjections(session: TcfSession, list: TcfVendorList): TcfChoice | null {
  const earlier = readEarlier(session);
  return earlier && toEmptyChoice(list, false, fromTcModel(earlier.model, list));
}

export function make(session: TcfSession, choice: TcfChoice | null): MadeString {
  const { operator, language, screen, host } = session;
  const list = toDisclosedList(session);
  const nowMs = host.platform.now();
  return makeString({ list, choice, operator, consentScreen: screen, language, nowMs });
}

/** Who was shown before this page: they stay in the string (T62, T66). */
export const readShownBefore = (session: TcfSession): IdRanges => readEarlier(session)?.model.disclosedVendors ?? [];

/** Who was not shown is in no string (T61). */
export function toDisclosedList(session: TcfSession): TcfVendorList {
  const { isDisclosed, list, tcf } = session;
  if (isDisclosed && list) return list;
  const before = readShownBefore(session);
  const vendors = list?.vendors.filter(({ id }) => hasId(before, id)) ?? [];
  return { vendorListVersion: tcf.list_version, tcfPolicyVersion: tcf.policy_version, vendors };
}

export function withList(session: TcfSession, run: () => void): void {
  if (session.list) run();
  else
    session.files
      .list()
      .then((list) => {
        session.list = list;
        run();
      })
      .catch(session.host.onError);
}

export function act(session: TcfSession, given: TcfAct): void {
  const { events, isTold } = onTcfAct(session.events, given);
  session.events = events;
  if (isTold) session.api.onChange();
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
