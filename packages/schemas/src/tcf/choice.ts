import { hasId, listIds } from "../signals/id-ranges.ts";
import type { TcModel } from "../signals/tc-model.ts";
import { type RestrictionWish, toLegalBases, toRestrictions } from "./legal-bases.ts";
import type { TcfChoice, TcfOperator } from "./to-tc-model.ts";
import type { TcfVendor, TcfVendorList } from "./vendor-list.ts";

/** Which purposes a category needs: the one place where a site's categories and the framework's purposes meet (C17). */
export type PurposesByCategory = Readonly<Record<string, readonly number[]>>;

/** Objections to legitimate interest, which stay when strings and lists are made anew (T58). */
export type TcfObjections = Pick<TcfChoice, "purposeObjections" | "vendorObjections">;

const NO_OBJECTIONS: TcfObjections = { purposeObjections: [], vendorObjections: [] };

/** Everything that a list asks for: "accept all" takes objections back. */
export function toFullChoice({ vendors }: TcfVendorList): TcfChoice {
  return {
    // What was restricted to consent is asked for as well; what nobody asks for is left out of the string (T55).
    purposeConsents: toUnion(vendors, ({ purposes, legIntPurposes }) => [...purposes, ...legIntPurposes]),
    vendorConsents: vendors.map(({ id }) => id),
    specialFeatureOptIns: toUnion(vendors, ({ specialFeatures }) => specialFeatures),
    ...NO_OBJECTIONS,
  };
}

/** No consent at all: "reject all" and a withdrawal (T66). `isObjecting`: nor legitimate interest. */
export function toEmptyChoice(list: TcfVendorList, isObjecting: boolean, before: TcfObjections | null): TcfChoice {
  return {
    ...{ purposeConsents: [], vendorConsents: [], specialFeatureOptIns: [] },
    ...(isObjecting ? toAllObjections(list) : (before ?? NO_OBJECTIONS)),
  };
}

function toAllObjections({ vendors }: TcfVendorList): TcfObjections {
  return {
    purposeObjections: toUnion(vendors, ({ purposes, legIntPurposes }) => [...purposes, ...legIntPurposes]),
    vendorObjections: vendors.map(({ id }) => id),
  };
}

/**
 * What a choice between categories comes to, where the visitor was asked no further: a purpose is agreed to where a granted
 * category needs it, a vendor where all that it asks consent for here is, special features never (T54, T59).
 */
export function fromCategories(
  list: TcfVendorList,
  wishes: readonly RestrictionWish[],
  mapping: PurposesByCategory,
  granted: ReadonlySet<string>,
  before: TcfObjections | null,
): TcfChoice {
  const purposes = new Set(Object.entries(mapping).flatMap(([id, needed]) => (granted.has(id) ? needed : [])));
  const restrictions = toRestrictions(list.vendors, wishes);
  const isAgreed = (vendor: TcfVendor) => {
    const { consent } = toLegalBases(vendor, restrictions);
    return consent.length > 0 && consent.every((id) => purposes.has(id));
  };
  return {
    purposeConsents: [...purposes],
    vendorConsents: list.vendors.filter(isAgreed).map(({ id }) => id),
    specialFeatureOptIns: [],
    ...(before ?? NO_OBJECTIONS),
  };
}

/**
 * The mapping as far as a list can decide by it: of each category the purposes that somebody asks consent for here. A category
 * none of whose own purposes is asked for, those that no other category needs, is left out, and is asked for by itself: it
 * would follow from what was agreed to for another one.
 */
export function toDecidableMapping(
  mapping: PurposesByCategory,
  list: TcfVendorList,
  { restrictions: wishes, isPurposeOneTreatment }: Pick<TcfOperator, "restrictions" | "isPurposeOneTreatment">,
): PurposesByCategory {
  const vendors = list.vendors.filter(({ deletedDate }) => deletedDate === undefined);
  const restrictions = toRestrictions(vendors, wishes);
  const asked = new Set(toUnion(vendors, (vendor) => toLegalBases(vendor, restrictions).consent));
  // Nobody is asked for it where the law does not (T50).
  if (isPurposeOneTreatment) asked.delete(1);
  const entries = Object.entries(mapping);
  const isOwn = (id: string, purpose: number) =>
    !entries.some(([other, needed]) => other !== id && needed.includes(purpose));
  return Object.fromEntries(
    entries
      .filter(([id, needed]) => needed.some((purpose) => asked.has(purpose) && isOwn(id, purpose)))
      .map(([id, needed]) => [id, needed.filter((purpose) => asked.has(purpose))]),
  );
}

/** The categories that purposes decide: each may run where all the purposes that it needs are agreed to. */
export function toCategories(mapping: PurposesByCategory, purposeConsents: readonly number[]): Record<string, boolean> {
  const agreed = new Set(purposeConsents);
  return Object.fromEntries(
    Object.entries(mapping).map(([id, needed]) => [id, needed.length > 0 && needed.every((one) => agreed.has(one))]),
  );
}

/**
 * Takes a choice back out of its string. An objection is a claim whose bit is not set (T58): of whoever began to claim since, it
 * may say too much, never too little. A string that discloses nobody holds no choice, and no objection.
 */
export function fromTcModel(model: TcModel, list: TcfVendorList): TcfChoice {
  const disclosed = model.disclosedVendors ?? [];
  const vendors = disclosed.length > 0 ? list.vendors : [];
  const isObjecting = ({ id, legIntPurposes, flexiblePurposes }: TcfVendor) =>
    legIntPurposes.length + flexiblePurposes.length > 0 &&
    hasId(disclosed, id) &&
    !hasId(model.vendorLegitimateInterests, id);
  const claimed = toUnion(vendors, (vendor) => [...vendor.legIntPurposes, ...vendor.flexiblePurposes]);
  return {
    purposeConsents: [...listIds(model.purposeConsents)],
    // Walked by the list: a string that was meddled with may name a quarter of a billion ids.
    vendorConsents: vendors.map(({ id }) => id).filter((id) => hasId(model.vendorConsents, id)),
    specialFeatureOptIns: [...listIds(model.specialFeatureOptIns)],
    purposeObjections: claimed.filter((id) => !hasId(model.purposeLegitimateInterests, id)),
    vendorObjections: vendors.filter(isObjecting).map(({ id }) => id),
  };
}

function toUnion(vendors: readonly TcfVendor[], pick: (vendor: TcfVendor) => readonly number[]): number[] {
  return [...new Set(vendors.flatMap(pick))].sort((one, other) => one - other);
}
