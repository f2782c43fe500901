import type { TcfSlimList, TcfSlimVendor } from "@cookiehub/schemas/signals";
import type { TcfTexts, TcfVendorDetails } from "@cookiehub/schemas/types";

/** Why a list or a translation was not taken. */
export type VendorListFault = "too_large" | "not_json" | "unknown_format" | "malformed" | "older";

/** What came is no vendor list, or none that may be used (T74). */
export class VendorListError extends Error {
  readonly code: VendorListFault;
  constructor(code: VendorListFault, message: string) {
    super(message);
    this.name = "VendorListError";
    this.code = code;
  }
}

/** A vendor as the list has it: what the rules need, and what is shown on demand (T75). */
export interface GlobalVendor extends TcfSlimVendor, Readonly<Omit<TcfVendorDetails, "id" | "hasDisclosure">> {
  readonly deviceStorageDisclosureUrl?: string;
}

/** A whole global vendor list, checked. Vendors ascend by id. */
export interface GlobalVendorList extends TcfSlimList {
  readonly vendors: readonly GlobalVendor[];
  /** In English. */
  readonly texts: TcfTexts;
}

/** The official texts of a list in another language. */
export interface VendorListTranslation {
  readonly vendorListVersion: number;
  readonly tcfPolicyVersion: number;
  readonly texts: TcfTexts;
}
