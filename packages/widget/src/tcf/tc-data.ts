import {
  countIds,
  type IdRanges,
  listIds,
  type PublisherRestriction,
  type PublisherTc,
  type TcModel,
} from "@cookiehub/schemas/signals";
import type { TcfState } from "./tcf-state.ts";

/** By id: whether it holds. An id that is not there was not asked for, which reads as no. */
export type Flags = Record<number, boolean>;

/** What is told where no choice can be: the GDPR does not apply, or nothing is known yet (T30, D1, D2). */
export interface TcDataHead {
  gdprApplies: boolean | undefined;
  tcfPolicyVersion: number;
  cmpId: number;
  cmpVersion: number;
  cmpStatus?: TcfState["cmpStatus"];
  /** On calls of a listener alone (T18). */
  listenerId?: number;
}

/** A choice as callers of `__tcfapi` read it ("CMP API v2", `TCData`; T31). Names are those of the text. */
export interface TcData extends TcDataHead {
  tcString: string;
  eventStatus: TcfState["eventStatus"];
  isServiceSpecific: boolean;
  useNonStandardTexts: boolean;
  publisherCC: string;
  purposeOneTreatment: boolean;
  purpose: { consents: Flags; legitimateInterests: Flags };
  vendor: { consents: Flags; legitimateInterests: Flags; disclosedVendors: Flags };
  specialFeatureOptins: Flags;
  publisher: {
    consents: Flags;
    legitimateInterests: Flags;
    customPurpose: { consents: Flags; legitimateInterests: Flags };
    /** Purpose -> vendor -> 0 not allowed, 1 consent, 2 legitimate interest (T33). */
    restrictions: Record<number, Record<number, number>>;
  };
  addtlConsent?: string;
  enableAdvertiserConsentMode?: boolean;
}

// The ids that policy version 5 knows are listed in any case: callers walk through them. Decision 0045.
const PURPOSES: IdRanges = [[1, 11]];
const SPECIAL_FEATURES: IdRanges = [[1, 2]];

// Three times what the largest list could come to: 1,200 vendors, each restricted for 24 purposes. What is read in a page's
// storage can name millions, and the page would stand still for each listener.
const ENTRIES_MAX = 100_000;

/** The choice that callers are told; `null`: none is, and silence reads as no consent (T14). */
export function toTold({ gdprApplies, model, eventStatus }: TcfState): TcModel | null {
  return gdprApplies && model && eventStatus && isTellable(model) ? model : null;
}

/** Whether it names no more than a caller can be told. */
export const isTellable = (model: TcModel): boolean => countEntries(model) <= ENTRIES_MAX;

function countEntries(model: TcModel): number {
  const restricted = model.publisherRestrictions.map(({ vendors }) => vendors);
  const sets = [model.vendorConsents, model.vendorLegitimateInterests, model.disclosedVendors ?? [], ...restricted];
  return sets.reduce((sum, ids) => sum + countIds(ids), 0);
}

/**
 * Says what a caller is told. Each call makes an object of its own, down to the maps: what one caller does to it reaches
 * nobody else (T35). Making one for 990 vendors takes 0.2 ms, copying one more than twice that.
 */
export function toTcData(state: TcfState): TcDataHead | TcData {
  const { gdprApplies, cmpStatus, tcString, eventStatus } = state;
  const model = toTold(state);
  // What stands in the string, where one is told: the two may not differ (T32).
  const { policyVersion, cmpId, cmpVersion } = model ?? state;
  const head = { gdprApplies, tcfPolicyVersion: policyVersion, cmpId, cmpVersion };
  if (gdprApplies === false) return head;
  if (!model) return { ...head, cmpStatus };
  const asked = model.disclosedVendors ?? [];
  const { addtlConsent, enableAdvertiserConsentMode } = state;
  return {
    ...head,
    ...{ tcString, eventStatus, cmpStatus },
    isServiceSpecific: model.isServiceSpecific,
    useNonStandardTexts: model.hasNonStandardTexts,
    publisherCC: model.publisherCountry,
    purposeOneTreatment: model.isPurposeOneTreatment,
    purpose: {
      consents: toFlags(model.purposeConsents, PURPOSES),
      legitimateInterests: toFlags(model.purposeLegitimateInterests, PURPOSES),
    },
    vendor: {
      consents: toFlags(model.vendorConsents, asked),
      legitimateInterests: toFlags(model.vendorLegitimateInterests, asked),
      disclosedVendors: toFlags(asked),
    },
    specialFeatureOptins: toFlags(model.specialFeatureOptIns, SPECIAL_FEATURES),
    publisher: { ...toPublisher(model.publisher), restrictions: toRestrictionMap(model.publisherRestrictions) },
    ...(addtlConsent !== undefined && { addtlConsent }),
    ...(enableAdvertiserConsentMode !== undefined && { enableAdvertiserConsentMode }),
  };
}

function toPublisher(publisher: PublisherTc | null): Omit<TcData["publisher"], "restrictions"> {
  const custom: IdRanges = publisher?.customPurposeCount ? [[1, publisher.customPurposeCount]] : [];
  // Without a segment of its own the publisher has asked for nothing.
  const listed = publisher ? PURPOSES : [];
  return {
    consents: toFlags(publisher?.purposeConsents, listed),
    legitimateInterests: toFlags(publisher?.purposeLegitimateInterests, listed),
    customPurpose: {
      consents: toFlags(publisher?.customPurposeConsents, custom),
      legitimateInterests: toFlags(publisher?.customPurposeLegitimateInterests, custom),
    },
  };
}

function toFlags(held: IdRanges = [], listed: IdRanges = []): Flags {
  const flags: Flags = {};
  for (const id of listIds(listed)) flags[id] = false;
  for (const id of listIds(held)) flags[id] = true;
  return flags;
}

function toRestrictionMap(restrictions: readonly PublisherRestriction[]): Record<number, Record<number, number>> {
  const map: Record<number, Record<number, number>> = {};
  for (const { purposeId, type, vendors } of restrictions) {
    map[purposeId] ??= {};
    const types = map[purposeId];
    // Of two for one vendor, which no string should hold, the stricter: not allowed, before consent, before interest.
    for (const id of listIds(vendors)) types[id] = Math.min(type, types[id] ?? type);
  }
  return map;
}
