import { type IdRanges, toIdRanges } from "../signals/id-ranges.ts";
import type { PublisherTc, TcModel } from "../signals/tc-model.ts";
import { type RestrictionWish, toLegalBases, toRestrictions } from "./legal-bases.ts";
import type { TcfVendor, TcfVendorList } from "./vendor-list.ts";

/** What a visitor has said, by ids. What is not named was not agreed to, and not objected to. */
export interface TcfChoice {
  readonly purposeConsents: readonly number[];
  readonly vendorConsents: readonly number[];
  readonly specialFeatureOptIns: readonly number[];
  /** Objections to legitimate interest stay when lists and strings are made anew (T58). */
  readonly purposeObjections: readonly number[];
  readonly vendorObjections: readonly number[];
}

/** What the operator stands for: registered, attested, never guessed (T44, T48 to T50, T102). */
export interface TcfOperator {
  readonly cmpId: number;
  readonly cmpVersion: number;
  /** Where the publisher is established: ISO 3166-1 alpha-2. */
  readonly publisherCountry: string;
  readonly hasNonStandardTexts: boolean;
  /** The publisher's law does not ask for consent to purpose 1, which is not disclosed then (T50). */
  readonly isPurposeOneTreatment: boolean;
  readonly restrictions: readonly RestrictionWish[];
}

export interface TcModelInput {
  readonly list: TcfVendorList;
  /** Ids of the vendors that the visitor was shown (T61). */
  readonly disclosed: readonly number[];
  /** `null`: shown, and nothing decided yet (T24, T54). */
  readonly choice: TcfChoice | null;
  readonly operator: TcfOperator;
  /** The publisher's own purposes, where it asks for some (T65). */
  readonly publisher?: PublisherTc;
  /** Screen on which the choice was made, 0 to 63. */
  readonly consentScreen: number;
  /** BCP 47 tag of the language that was shown. */
  readonly language: string;
  readonly nowMs: number;
}

const DAY_MS = 86_400_000;

/**
 * From then on a special purpose alone sets no bit of legitimate interest (TCF 2.4, T56). A date and no policy number: the
 * version stays 5. The one switch of decision 0043.
 */
export const TCF_2_4_FROM_MS = Date.UTC(2026, 9, 23);

const NO_CHOICE: TcfChoice = {
  ...{ purposeConsents: [], vendorConsents: [], specialFeatureOptIns: [] },
  ...{ purposeObjections: [], vendorObjections: [] },
};

/** Says by the rules of the framework what a choice comes to in a string (T43 to T50, T54 to T63). */
export function toTcModel(input: TcModelInput): TcModel {
  const { list, operator, nowMs } = input;
  const choice = input.choice ?? NO_CHOICE;
  const disclosed = new Set(input.disclosed);
  const vendors = list.vendors.filter(({ id, deletedDate }) => disclosed.has(id) && deletedDate === undefined);
  const publisherRestrictions = toRestrictions(vendors, operator.restrictions);
  const asked = toAsked(vendors, publisherRestrictions, nowMs);
  if (operator.isPurposeOneTreatment) asked.purposes.delete(1);
  // Whole days, so that the time of a choice tells nobody apart (T43).
  const dayMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  return {
    createdMs: dayMs,
    lastUpdatedMs: dayMs,
    cmpId: operator.cmpId,
    cmpVersion: operator.cmpVersion,
    consentScreen: input.consentScreen,
    consentLanguage: toLanguageCode(input.language),
    vendorListVersion: list.vendorListVersion,
    policyVersion: list.tcfPolicyVersion,
    isServiceSpecific: true,
    hasNonStandardTexts: operator.hasNonStandardTexts,
    specialFeatureOptIns: toGiven(asked.features, choice.specialFeatureOptIns),
    purposeConsents: toGiven(asked.purposes, choice.purposeConsents),
    purposeLegitimateInterests: toLeft(asked.interests, choice.purposeObjections),
    isPurposeOneTreatment: operator.isPurposeOneTreatment,
    publisherCountry: operator.publisherCountry,
    vendorConsents: toGiven(asked.vendors, choice.vendorConsents),
    vendorLegitimateInterests: toLeft(asked.vendorInterests, choice.vendorObjections),
    publisherRestrictions,
    disclosedVendors: toIdRanges(vendors.map(({ id }) => id)),
    publisher: input.publisher ?? null,
  };
}

/** What may be agreed to, and what is claimed, by vendors of whom some rest on consent, some on legitimate interest. */
interface Asked {
  readonly purposes: Set<number>;
  readonly features: Set<number>;
  readonly vendors: Set<number>;
  readonly interests: Set<number>;
  readonly vendorInterests: Set<number>;
}

function toAsked(vendors: readonly TcfVendor[], restrictions: TcModel["publisherRestrictions"], nowMs: number): Asked {
  const asked: Asked = {
    ...{ purposes: new Set(), features: new Set(), vendors: new Set() },
    ...{ interests: new Set(), vendorInterests: new Set() },
  };
  for (const vendor of vendors) {
    const { consent, legitimateInterest } = toLegalBases(vendor, restrictions);
    for (const id of consent) asked.purposes.add(id);
    for (const id of legitimateInterest) asked.interests.add(id);
    for (const id of vendor.specialFeatures) asked.features.add(id);
    if (consent.length > 0) asked.vendors.add(vendor.id);
    if (legitimateInterest.length > 0 || (nowMs < TCF_2_4_FROM_MS && hasSpecialPurposesOnly(vendor)))
      asked.vendorInterests.add(vendor.id);
  }
  return asked;
}

/** A language that has no code of two letters is refused by the writer: the first two of `fil` would say Finnish (T45). */
const toLanguageCode = (tag: string): string => (tag.split(/[-_]/)[0] ?? "").toLowerCase();

const hasSpecialPurposesOnly = ({ purposes, legIntPurposes, specialPurposes }: TcfVendor): boolean =>
  specialPurposes.length > 0 && purposes.length === 0 && legIntPurposes.length === 0;

const toGiven = (asked: ReadonlySet<number>, given: readonly number[]): IdRanges =>
  toIdRanges(given.filter((id) => asked.has(id)));

function toLeft(claimed: ReadonlySet<number>, objections: readonly number[]): IdRanges {
  const objected = new Set(objections);
  return toIdRanges([...claimed].filter((id) => !objected.has(id)));
}
