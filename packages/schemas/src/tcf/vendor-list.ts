/** A vendor as the rules need it: ids of the global vendor list (version 3 of its format; T75). */
export interface TcfVendor {
  readonly id: number;
  /** Purposes for which the vendor asks for consent. */
  readonly purposes: readonly number[];
  /** Purposes for which it claims legitimate interest. */
  readonly legIntPurposes: readonly number[];
  /** Those of either list for which a publisher may ask the other basis. */
  readonly flexiblePurposes: readonly number[];
  readonly specialPurposes: readonly number[];
  readonly specialFeatures: readonly number[];
  /** When the vendor left the list; who has left may be asked for nothing (T55). */
  readonly deletedDate?: string;
}

/** What the rules need of the global vendor list. */
export interface TcfVendorList {
  readonly vendorListVersion: number;
  readonly tcfPolicyVersion: number;
  readonly vendors: readonly TcfVendor[];
}
