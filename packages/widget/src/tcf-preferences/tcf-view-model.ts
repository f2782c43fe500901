import { type RestrictionWish, type TcfSlimList, toLegalBases, toRestrictions } from "@cookiehub/schemas/signals";
import type { TcfText } from "@cookiehub/schemas/types";
import type { TcfAsked } from "./tcf-draft.ts";

/** What a vendor does something by; each names a set of ids. */
export type TcfUse = "consent" | "legitimateInterest" | "specialPurposes" | "features" | "specialFeatures";

/** A vendor as it is shown: purposes by what they rest on here, restrictions applied (T64). */
export interface ShownVendor extends Readonly<Record<TcfUse, readonly number[]>> {
  readonly id: number;
  readonly name: string;
  /** The name as it is searched for and put in order by. */
  readonly key: string;
  /** Page of its details, counted from 1. */
  readonly page: number;
}

export interface ViewModelInput {
  readonly list: TcfSlimList;
  readonly restrictions: readonly RestrictionWish[];
  readonly isPurposeOneTreatment: boolean;
}

/** Vendors on one page of details. */
const PAGE_VENDORS = 100;
const STEP_VENDORS = 50;

/**
 * Lists the vendors that are shown, by name, a step for some of them: there may be thousands. Who has left the list may be
 * asked for nothing, and is not shown (T55).
 */
export function* readShownVendors(input: ViewModelInput): Generator<void, readonly ShownVendor[]> {
  const { list, restrictions, isPurposeOneTreatment } = input;
  const vendors = list.vendors.filter(({ deletedDate }) => deletedDate === undefined);
  const applied = toRestrictions(vendors, restrictions);
  const shown: ShownVendor[] = [];
  for (const [index, vendor] of list.vendors.entries()) {
    if (index % STEP_VENDORS === 0) yield;
    if (vendor.deletedDate !== undefined) continue;
    const { id, name, specialPurposes, features, specialFeatures } = vendor;
    const { consent, legitimateInterest } = toLegalBases(vendor, applied);
    shown.push({
      ...{ id, name, specialPurposes, features, specialFeatures },
      key: toSearchable(name),
      page: Math.floor(index / PAGE_VENDORS) + 1,
      consent: toSorted(consent).filter((purpose) => purpose !== 1 || !isPurposeOneTreatment),
      legitimateInterest: toSorted(legitimateInterest),
    });
  }
  yield;
  return shown.sort((one, other) => (one.key < other.key ? -1 : 1));
}

const toSorted = (ids: readonly number[]): readonly number[] => [...ids].sort((one, other) => one - other);

/** The vendors that do something by this use: what a count counts, and its link shows (T92). */
export const toUsers = (vendors: readonly ShownVendor[], use: TcfUse, id: number): readonly ShownVendor[] =>
  vendors.filter((vendor) => vendor[use].includes(id));

/** What the visitor is asked to agree to: whatever has a switch. */
export function toAsked(vendors: readonly ShownVendor[]): TcfAsked {
  return {
    purposeConsents: [...new Set(vendors.flatMap(({ consent }) => consent))],
    vendorConsents: vendors.filter(({ consent }) => consent.length > 0).map(({ id }) => id),
    specialFeatureOptIns: [...new Set(vendors.flatMap(({ specialFeatures }) => specialFeatures))],
  };
}

/** Letters without their marks and in one case, so that "telekom" finds "Télékom". */
export const toSearchable = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** The official name of something; its number, where the list has no such text. */
export const toName = (texts: readonly TcfText[], id: number): string =>
  texts.find((text) => text.id === id)?.name ?? `#${id}`;
