import type { IdRanges } from "./id-ranges.ts";

/** What a publisher asks of vendors for one purpose: 0 it is not allowed, 1 consent, 2 legitimate interest (T33, T63). */
export type RestrictionType = 0 | 1 | 2;

/** One restriction for one purpose. */
export interface PublisherRestriction {
  readonly purposeId: number;
  readonly type: RestrictionType;
  readonly vendors: IdRanges;
}

/** The publisher's own purposes (segment 3; T65). Purposes 1 to 24; custom purposes 1 to `customPurposeCount`. */
export interface PublisherTc {
  readonly purposeConsents: IdRanges;
  readonly purposeLegitimateInterests: IdRanges;
  /** 0 to 63. */
  readonly customPurposeCount: number;
  readonly customPurposeConsents: IdRanges;
  readonly customPurposeLegitimateInterests: IdRanges;
}

/** What a TC string of version 2 says (IAB TCF, "Consent string and vendor list formats v2"; T41 to T66). */
export interface TcModel {
  /** Milliseconds since 1970, a multiple of 100. */
  readonly createdMs: number;
  readonly lastUpdatedMs: number;
  /** 0 to 4095, as the next one; the operator's registered id (T44). */
  readonly cmpId: number;
  readonly cmpVersion: number;
  /** 0 to 63: the screen on which the choice was made. */
  readonly consentScreen: number;
  /** ISO 639-1, two lower-case letters (T45). */
  readonly consentLanguage: string;
  /** 0 to 4095. */
  readonly vendorListVersion: number;
  /** 0 to 63. */
  readonly policyVersion: number;
  readonly isServiceSpecific: boolean;
  readonly hasNonStandardTexts: boolean;
  /** Ids 1 to 12. */
  readonly specialFeatureOptIns: IdRanges;
  /** Ids 1 to 24. */
  readonly purposeConsents: IdRanges;
  readonly purposeLegitimateInterests: IdRanges;
  /** Purpose 1 was not disclosed at all (T50). */
  readonly isPurposeOneTreatment: boolean;
  /** ISO 3166-1 alpha-2, upper case: where the publisher is established (T49). */
  readonly publisherCountry: string;
  /** Ids 1 to 65,535, as the next ones. */
  readonly vendorConsents: IdRanges;
  readonly vendorLegitimateInterests: IdRanges;
  readonly publisherRestrictions: readonly PublisherRestriction[];
  /** `null`: the string has no such segment, which it must have since 2026-03-01 (T41, T68). */
  readonly disclosedVendors: IdRanges | null;
  readonly publisher: PublisherTc | null;
}

/** What TC strings of Europe and of Canada begin with. */
export type TcHead = Pick<
  TcModel,
  | "createdMs"
  | "lastUpdatedMs"
  | "cmpId"
  | "cmpVersion"
  | "consentScreen"
  | "consentLanguage"
  | "vendorListVersion"
  | "policyVersion"
>;

/** Widths in bits and limits that writer and reader share. */
export const TC_BITS = { time: 36, cmp: 12, screen: 6, letter: 6, list: 12, policy: 6, vendor: 16, count: 12 } as const;
export const SPECIAL_FEATURES_MAX = 12;
export const PURPOSES_MAX = 24;
export const VENDOR_IDS_MAX = 65_535;
export const TC_SEGMENT = { disclosedVendors: 1, allowedVendors: 2, publisherTc: 3 } as const;
/** The string counts in tenths of a second. */
export const DECISECOND_MS = 100;
