/** What a publisher asks of vendors for one purpose; it holds for those who declare it and may follow it. */
export interface TcfRestrictionConfig {
  purpose: number;
  type: "not_allowed" | "require_consent" | "require_legitimate_interest";
  /** Ids of vendors. Left out: every vendor of the tenant. */
  vendors?: number[] | undefined;
}

/** How a tenant takes part in the IAB TCF. Who operates the server is registered; the tenant is the publisher. */
export interface TcfConfig {
  /** Where the publisher is established: ISO 3166-1 alpha-2 (T49). */
  publisher_country: string;
  /** Ids of the global vendor list, or everybody on it. */
  vendors: "all" | number[];
  /** Category id to the purposes that it needs, each with one of its own: these decide whether the category may run. */
  categories: Record<string, number[]>;
  restrictions: TcfRestrictionConfig[];
  /** The publisher's law does not ask for consent to purpose 1 (T50). */
  purpose_one_treatment: boolean;
  /** Whether "reject all" objects to legitimate interest as well. */
  reject_objects: boolean;
}

/** What a page has to know of the TCF: there while the tenant has it on, the operator is registered, and there is a list. */
export interface ResolvedTcf {
  /** Whether the regulation of this visitor is one of the framework's. */
  applies: boolean;
  cmp_id: number;
  cmp_version: number;
  list_version: number;
  policy_version: number;
  /** Of the list, on this server: `/tcf/178-3q2-7wAAQhK1Zb0v9Xc4Tg`; files stand below it. */
  list_path: string;
  /** Vendors that the visitor is asked about. */
  vendor_count: number;
}
