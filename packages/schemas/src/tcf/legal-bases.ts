import { hasId, type IdRanges } from "../signals/id-ranges.ts";
import type { PublisherRestriction, RestrictionType } from "../signals/tc-model.ts";
import type { TcfVendor } from "./vendor-list.ts";

/** What a publisher wishes to restrict, before it is known to whom that can apply. */
export interface RestrictionWish {
  readonly purposeId: number;
  readonly type: RestrictionType;
  /** Vendor ids; absent: every vendor that it can apply to. */
  readonly vendors?: readonly number[];
}

/** The purposes for which one vendor may be allowed, by what they rest on here. */
export interface LegalBases {
  readonly consent: readonly number[];
  readonly legitimateInterest: readonly number[];
}

const NOT_ALLOWED = 0;
const REQUIRE_CONSENT = 1;
const REQUIRE_LEGITIMATE_INTEREST = 2;
const RESTRICTION_TYPES = [NOT_ALLOWED, REQUIRE_CONSENT, REQUIRE_LEGITIMATE_INTEREST] as const;

/** Purposes that rest on consent alone: 1 always, 3 to 6 since policy version 4 (T57). */
export const CONSENT_ONLY_PURPOSES: readonly number[] = [1, 3, 4, 5, 6];

const mayRestOnInterest = (purposeId: number): boolean => !CONSENT_ONLY_PURPOSES.includes(purposeId);

/** Whether a restriction says something of a vendor (T63): it has declared the purpose, and may change its basis. */
function isRestrictable(vendor: TcfVendor, { purposeId, type }: RestrictionWish): boolean {
  const isConsent = vendor.purposes.includes(purposeId);
  const isInterest = vendor.legIntPurposes.includes(purposeId);
  if (type === NOT_ALLOWED) return isConsent || isInterest;
  if (!vendor.flexiblePurposes.includes(purposeId)) return false;
  return type === REQUIRE_CONSENT ? isInterest : isConsent && mayRestOnInterest(purposeId);
}

/**
 * Makes the restrictions of a string: each for the disclosed vendors to whom it can apply, what applies to nobody left out
 * (T63). Of several wishes for one vendor and purpose the strictest holds: not allowed, then consent.
 */
export function toRestrictions(
  vendors: readonly TcfVendor[],
  wishes: readonly RestrictionWish[],
): PublisherRestriction[] {
  const ordered = [...vendors].sort((one, other) => one.id - other.id);
  /** Purpose -> vendor -> what is said of it. */
  const said = new Map<number, Map<number, RestrictionType>>();
  for (const wish of [...wishes].sort((one, other) => one.type - other.type)) {
    const meant = wish.vendors && new Set(wish.vendors);
    const types = said.get(wish.purposeId) ?? new Map<number, RestrictionType>();
    said.set(wish.purposeId, types);
    for (const vendor of ordered) {
      const isMeant = !meant || meant.has(vendor.id);
      if (isMeant && !types.has(vendor.id) && isRestrictable(vendor, wish)) types.set(vendor.id, wish.type);
    }
  }
  return [...said]
    .sort(([one], [other]) => one - other)
    .flatMap(([purposeId, types]) =>
      RESTRICTION_TYPES.map((type) => ({ purposeId, type, vendors: toVendors(ordered, purposeId, type, types) })),
    )
    .filter((restriction) => restriction.vendors.length > 0);
}

/**
 * The vendors of one restriction, in as few ranges as can be: over ids of nobody, and over vendors of whom it says nothing
 * new (T51). A range for each vendor would make strings that no reader takes: 9,800 letters for 1,200 vendors.
 */
function toVendors(
  ordered: readonly TcfVendor[],
  purposeId: number,
  type: RestrictionType,
  types: ReadonlyMap<number, RestrictionType>,
): IdRanges {
  const ranges: [number, number][] = [];
  let isOpen = false;
  for (const vendor of ordered) {
    const range = ranges.at(-1);
    if (types.get(vendor.id) !== type) isOpen &&= !types.has(vendor.id) && isBridgeable(vendor, purposeId, type);
    else if (range && (range[1] === vendor.id - 1 || (isOpen && type !== REQUIRE_LEGITIMATE_INTEREST)))
      range[1] = vendor.id;
    else {
      ranges.push([vendor.id, vendor.id]);
      isOpen = true;
    }
  }
  return ranges;
}

/** Whether a restriction that names the vendor takes nothing from it and gives it nothing. */
const isBridgeable = (vendor: TcfVendor, purposeId: number, type: RestrictionType): boolean =>
  !vendor.legIntPurposes.includes(purposeId) && (type === REQUIRE_CONSENT || !vendor.purposes.includes(purposeId));

/** What a vendor's purposes rest on, once the restrictions of this string are applied. */
export function toLegalBases(vendor: TcfVendor, restrictions: readonly PublisherRestriction[]): LegalBases {
  const own = new Map(
    restrictions.filter(({ vendors }) => hasId(vendors, vendor.id)).map(({ purposeId, type }) => [purposeId, type]),
  );
  if (own.size === 0) {
    return { consent: vendor.purposes, legitimateInterest: vendor.legIntPurposes.filter(mayRestOnInterest) };
  }
  const isStill = (purposeId: number, moved: RestrictionType) => {
    const type = own.get(purposeId);
    return type !== NOT_ALLOWED && type !== moved;
  };
  const isMoved = (purposeId: number, type: RestrictionType) => own.get(purposeId) === type;
  return {
    consent: [
      ...vendor.purposes.filter((id) => isStill(id, REQUIRE_LEGITIMATE_INTEREST)),
      ...vendor.legIntPurposes.filter((id) => isMoved(id, REQUIRE_CONSENT)),
    ],
    legitimateInterest: [
      ...vendor.legIntPurposes.filter((id) => mayRestOnInterest(id) && isStill(id, REQUIRE_CONSENT)),
      ...vendor.purposes.filter((id) => isMoved(id, REQUIRE_LEGITIMATE_INTEREST)),
    ],
  };
}
