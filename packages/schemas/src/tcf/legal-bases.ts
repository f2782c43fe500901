import { hasId, toIdRanges } from "../signals/id-ranges.ts";
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
  const taken = new Set<string>();
  const merged = new Map<string, { purposeId: number; type: RestrictionType; ids: number[] }>();
  for (const wish of [...wishes].sort((one, other) => one.type - other.type)) {
    const { purposeId, type } = wish;
    for (const vendor of vendors) {
      const isMeant = !wish.vendors || wish.vendors.includes(vendor.id);
      const place = `${purposeId}:${vendor.id}`;
      if (!isMeant || taken.has(place) || !isRestrictable(vendor, wish)) continue;
      taken.add(place);
      const key = `${purposeId}:${type}`;
      const entry = merged.get(key) ?? { purposeId, type, ids: [] };
      merged.set(key, entry);
      entry.ids.push(vendor.id);
    }
  }
  return [...merged.values()]
    .map(({ purposeId, type, ids }) => ({ purposeId, type, vendors: toIdRanges(ids) }))
    .sort((one, other) => one.purposeId - other.purposeId || one.type - other.type);
}

/** What a vendor's purposes rest on, once the restrictions of this string are applied. */
export function toLegalBases(vendor: TcfVendor, restrictions: readonly PublisherRestriction[]): LegalBases {
  const own = new Map(
    restrictions.filter(({ vendors }) => hasId(vendors, vendor.id)).map(({ purposeId, type }) => [purposeId, type]),
  );
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
