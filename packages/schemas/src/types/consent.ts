import type { CONSENT_METHODS } from "../constants.ts";

/** How a decision came about. */
export type ConsentMethod = (typeof CONSENT_METHODS)[number];

/** How much of what could be refused was agreed to. */
export type ConsentStatus = "none" | "partial" | "full";

/** Category id -> agreed to. */
export type CategoryChoices = Readonly<Record<string, boolean>>;

/**
 * The choice as the browser keeps it. Times are milliseconds since 1970, whole seconds once stored.
 * Every category that the visitor was asked about is in exactly one of `granted` and `denied`.
 */
export interface StoredChoice {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly decidedAtMs: number;
  readonly expiresAtMs: number;
  readonly policyVersion: string;
  readonly bannerVersion: string;
  readonly method: ConsentMethod;
  /** A Global Privacy Control signal was in force when the choice was made. */
  readonly gpc: boolean;
  /** The published configuration that the visitor was shown; 0 when it is not known. */
  readonly configVersion: number;
  /** Category ids; what is required is no agreement, and on neither side. */
  readonly granted: readonly string[];
  readonly denied: readonly string[];
  /** Service id -> agreed to, for services that were decided otherwise than their category. */
  readonly services: Readonly<Record<string, boolean>>;
}

/** One category in an answer. */
export interface CategoryState {
  consented: boolean;
  required: boolean;
}

/** Answer of `GET /api/v1/consent`. Times are ISO 8601 with milliseconds, UTC. */
export interface ConsentCheckAnswer {
  consent_id: string | null;
  device_id: string;
  user_id: string | null;
  regulation: string;
  status: ConsentStatus;
  categories: Record<string, CategoryState>;
  /** Service id -> may run, for services that stand apart from their category. Left out: none does. */
  services?: Record<string, boolean> | undefined;
  consent_timestamp: string | null;
  policy_version: string;
  expires_at: string | null;
  banner_config: { show_banner: boolean; banner_version: string; variant?: string | undefined };
}

/** Body of `POST /api/v1/consent`. */
export interface ConsentUpdateRequest {
  /** Category id -> agreed to. Categories left out are refused; required ones are always agreed to. */
  categories: Record<string, boolean>;
  /** Service id -> agreed to, for services decided otherwise than their category. */
  services?: Record<string, boolean> | undefined;
  policy_version: string;
  consent_method: ConsentMethod;
  banner_version: string;
  /**
   * The configuration the visitor was shown. When it is not the published one, only the categories named here count as
   * asked about: a banner from a cache decides nothing about a category it did not show.
   */
  config_version?: number | undefined;
  user_agent?: string | undefined;
  variant?: string | undefined;
  tc_string?: string | undefined;
  gpp_string?: string | undefined;
  gpc?: boolean | undefined;
  /**
   * When the visitor decided, by the device's clock: differs from the record's time when the browser was offline. Must
   * grow from decision to decision of one device: an older one never replaces a later one.
   */
  decided_at?: string | undefined;
  /** Where the visitor decided; feeds the statistics. */
  hostname?: string | undefined;
  path?: string | undefined;
  language?: string | undefined;
  /** From the first sight of the banner to the decision, at most a day; feeds the statistics. */
  time_to_decision_ms?: number | undefined;
}

/** Answer of `POST /api/v1/consent`. */
export interface ConsentUpdateAnswer {
  consent_id: string;
  status: "updated";
  categories: Record<string, boolean>;
  audit_id: string;
  /** When the visitor has to be asked again, ISO 8601. */
  next_renewal: string;
}

/** Answer of `DELETE /api/v1/consent` and `DELETE /api/v1/consent/categories/{category}`. */
export interface ConsentWithdrawAnswer {
  consent_id: string;
  /** `null` when everything was withdrawn. */
  withdrawn_category: string | null;
  withdrawn_at: string;
  audit_id: string;
}

/** What happens where a device's choice and a user's choice differ. */
export type MigrationStrategy = "device_wins_recent" | "user_wins" | "most_restrictive" | "prompt_user";

/** Body of `POST /api/v1/consent/migrate`. */
export interface ConsentMigrateRequest {
  device_id: string;
  user_id: string;
  migration_strategy?: MigrationStrategy | undefined;
  /** Second call of `prompt_user`: what the user chose for each conflicting category. */
  resolutions?: Record<string, boolean> | undefined;
  /**
   * Instead of a secret key: `{expiry}.{signature}`, expiry in seconds since 1970, signature the hexadecimal HMAC-SHA-256
   * of `{tenant id}:{user_id}:{expiry}` with the tenant's identity secret.
   */
  identity_token?: string | undefined;
}

/** Body of `POST /api/v1/consent/transfer`. */
export interface ConsentTransferRequest {
  /** Host of the page that the visitor goes to, one of the tenant's. */
  to: string;
}

/** Answer of `POST /api/v1/consent/transfer`: what a link to the other page carries. */
export interface ConsentTransferAnswer {
  token: string;
  /** Until when it is good, ISO 8601. */
  expires_at: string;
}

/** Body of `POST /api/v1/consent/transfer/redeem`. */
export interface ConsentTransferRedeemRequest {
  token: string;
  /** Host of the page that the visitor came from. */
  from: string;
}

/** A choice that was made on another domain, as a body for `POST /api/v1/consent`. */
export interface CarriedDecision {
  categories: Record<string, boolean>;
  services: Record<string, boolean>;
  policy_version: string;
  consent_method: "import";
  banner_version: string;
  config_version: number;
  gpc: boolean;
  decided_at: string;
}

/** Answer of `POST /api/v1/consent/transfer/redeem`. */
export interface ConsentTransferRedeemAnswer {
  /** The browser records it under its own device id. */
  decision: CarriedDecision;
  /** When the choice runs out, ISO 8601. */
  expires_at: string;
}

/** Why a migration changed nothing. */
export type MigrationReason = "no_device_consent" | "already_migrated" | "conflicts_unresolved";

/** A category on which the two sides differed. `resolved_value` is `null` while the user has to be asked. */
export interface MigrationConflict {
  category: string;
  device_value: boolean;
  user_value: boolean;
  resolved_value: boolean | null;
  reason: string;
}

/** Answer of `POST /api/v1/consent/migrate`. */
export interface ConsentMigrateAnswer {
  migration_id: string;
  source: { device_id: string };
  target: { user_id: string };
  /** Whether the device's decision now stands in the user's record. */
  migrated: boolean;
  reason?: MigrationReason | undefined;
  result: {
    strategy_applied: MigrationStrategy;
    merged_categories: Record<string, boolean>;
    conflicts_resolved: MigrationConflict[];
  };
  audit_id: string | null;
}

/** Answer of `DELETE /api/v1/consent/link`. */
export interface ConsentUnlinkAnswer {
  device_id: string;
  /** False when the device was linked to nobody. */
  unlinked: boolean;
  audit_id: string | null;
}

/** Body of `POST /api/v1/subjects/export` and `/erase`: one of the two. */
export interface SubjectRequest {
  device_id?: string | undefined;
  user_id?: string | undefined;
}

/** One record in an export: what holds now, and where it came from. */
export interface ExportedRecord {
  consent_id: string;
  device_id: string;
  user_id: string | null;
  regulation: string;
  categories: Record<string, boolean>;
  /** Service id -> agreed to, where it was decided otherwise than its category. */
  services: Record<string, boolean>;
  consent_method: ConsentMethod;
  policy_version: string;
  banner_version: string;
  variant: string | null;
  tc_string: string | null;
  gpp_string: string | null;
  gpc: boolean;
  decided_at: string;
  expires_at: string;
  audit_id: string;
}

/** One decision in an export: the log's entry, and the personal fields behind its commitment. */
export interface ExportedDecision {
  audit_id: string;
  action: ConsentAction | "unlink";
  at: string;
  /** The entry exactly as it stands in the log. */
  entry: Record<string, unknown>;
  leaf_hash: string;
  personal: Record<string, string | null>;
  /** Hexadecimal; SHA-256(salt, canonical JSON of `personal`) is the entry's `subject_commitment`. */
  salt: string;
}

/** Answer of `POST /api/v1/subjects/export`. */
export interface SubjectExportAnswer {
  tenant_id: string;
  device_id: string | null;
  user_id: string | null;
  exported_at: string;
  records: ExportedRecord[];
  links: { device_id: string; user_id: string; linked_at: string }[];
  /** Newest first. */
  decisions: ExportedDecision[];
  /** False when there are more decisions than one export holds. */
  is_complete: boolean;
  audit_id: string;
}

/** Answer of `POST /api/v1/subjects/erase`. */
export interface SubjectEraseAnswer {
  tenant_id: string;
  erased_at: string;
  erased: { records: number; links: number; decisions: number };
  /** Events, and what they added to the figures, go within minutes. */
  statistics: "pending";
  audit_id: string;
}

/** One decision in `GET /api/v1/consent/history`, newest first. */
export interface ConsentHistoryEntry {
  audit_id: string;
  consent_id: string;
  action: ConsentAction | "unlink";
  consent_method: ConsentMethod;
  at: string;
  regulation: string;
  policy_version: string;
  banner_version: string;
  categories: Record<string, boolean>;
  /** Service id -> agreed to, where it differed from its category. Left out: none did. */
  services?: Record<string, boolean> | undefined;
  /** SHA-256 of the entry as it stands in the log (RFC 6962 leaf hash), hexadecimal. */
  leaf_hash: string;
}

/** What kind of act a decision was. */
export type ConsentAction = "accept_all" | "reject_all" | "custom" | "withdraw" | "migrate" | "expire" | "signal";

/** Answer of `GET /api/v1/consent/history`. */
export interface ConsentHistoryAnswer {
  decisions: ConsentHistoryEntry[];
}
