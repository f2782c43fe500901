import { hasId } from "../signals/id-ranges.ts";
import type { TcModel } from "../signals/tc-model.ts";
import type { TcfVendorList } from "./vendor-list.ts";

/** Why a stored string counts as absent, or the visitor is asked once more. */
export type TcfAskReason =
  | "policy"
  | "not-service-specific"
  | "cmp"
  | "not-disclosed"
  | "new-vendor"
  | "vendor-changed";

/** The oldest policy under which a choice still holds: the managing organisation asked for new ones since (T67, T68). */
export const POLICY_VERSION_MIN = 4;
/** Strings made from then on have to say which vendors were disclosed (TCF 2.3; T41, T68). */
export const DISCLOSED_FROM_MS = Date.UTC(2026, 2, 1);

/** Why a stored string is to be treated as if there were none: nothing of it is carried over (T67, T68). */
export function toAbsence(model: TcModel, cmpId: number): TcfAskReason | null {
  if (model.policyVersion < POLICY_VERSION_MIN) return "policy";
  if (!model.isServiceSpecific) return "not-service-specific";
  if (model.cmpId !== cmpId) return "cmp";
  return model.disclosedVendors === null && model.createdMs >= DISCLOSED_FROM_MS ? "not-disclosed" : null;
}

export interface TcfRenewalInput {
  readonly model: TcModel;
  readonly cmpId: number;
  /** The newest list. */
  readonly list: TcfVendorList;
  /** The list that the string names, where it is known. */
  readonly shown: TcfVendorList | null;
  /** Ids of the vendors that the operator works with now. */
  readonly enabled: readonly number[];
}

/**
 * Why the visitor has to be asked again; `null` where the string still holds. Another number of the list alone is no reason,
 * nor is a vendor that left (T76). A vendor that asks for more than it did when it was shown is one.
 */
export function toTcfAskReason({ model, cmpId, list, shown, enabled }: TcfRenewalInput): TcfAskReason | null {
  const absence = toAbsence(model, cmpId);
  if (absence) return absence;
  const vendors = list.vendors.filter(({ id, deletedDate }) => enabled.includes(id) && deletedDate === undefined);
  if (vendors.some(({ id }) => !hasId(model.disclosedVendors ?? [], id))) return "new-vendor";
  const before = new Map(shown?.vendors.map((vendor) => [vendor.id, vendor]));
  const isMore = (now: readonly number[], then: readonly number[]) => now.some((id) => !then.includes(id));
  const isChanged = vendors.some((vendor) => {
    const then = before.get(vendor.id);
    return (
      then !== undefined &&
      (isMore(vendor.purposes, then.purposes) ||
        isMore(vendor.legIntPurposes, then.legIntPurposes) ||
        isMore(vendor.specialFeatures, then.specialFeatures))
    );
  });
  return isChanged ? "vendor-changed" : null;
}
