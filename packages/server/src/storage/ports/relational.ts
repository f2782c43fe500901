import type { ConsentAction, ConsentMethod, TenantConfig } from "@cookiehub/schemas/types";
import type { Unit } from "../unit.ts";

/** A tenant and its published configuration. */
export interface TenantRow {
  readonly tenantId: string;
  readonly code: string;
  readonly configVersion: number;
  readonly configHash: string;
  readonly config: TenantConfig;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** The current state for one device of one tenant. */
export interface ConsentRow {
  readonly consentId: string;
  readonly tenantId: string;
  readonly deviceId: string;
  readonly userId: string | null;
  readonly regulation: string;
  readonly choices: Readonly<Record<string, boolean>>;
  readonly method: ConsentMethod;
  readonly policyVersion: string;
  readonly bannerVersion: string;
  readonly variant: string | null;
  readonly tcString: string | null;
  readonly gppString: string | null;
  readonly gpc: boolean;
  readonly decidedAtMs: number;
  /** What the device's own clock said, where the request told: orders decisions of one device, and nothing else. */
  readonly statedAtMs: number | null;
  readonly expiresAtMs: number;
  /** The audit entry that the last change left. */
  readonly auditId: string;
}

/** An audit entry on its way in. `body` is its canonical JSON: what the leaf hash is made of, free of personal data. */
export interface AuditRow {
  readonly auditId: string;
  readonly tenantId: string;
  readonly consentId: string;
  readonly atMs: number;
  readonly action: ConsentAction;
  readonly body: string;
  /** RFC 6962 leaf hash of `body`, hexadecimal. */
  readonly leafHash: string;
}

/** The personal fields behind an entry's commitment: kept apart, so that they can be erased while the entry stays. */
export interface AuditSubjectRow {
  readonly auditId: string;
  readonly tenantId: string;
  readonly deviceId: string;
  readonly userId: string | null;
  /** JSON of the committed fields, and the salt of the commitment (hexadecimal). */
  readonly fields: string;
  readonly salt: string;
}

/** The first answer to an idempotency key. */
export interface IdempotencyRow {
  readonly tenantId: string;
  readonly key: string;
  /** SHA-256 of what was asked, hexadecimal. */
  readonly requestHash: string;
  readonly status: number;
  readonly answer: string;
  readonly createdAtMs: number;
}

export interface ApiKeyRow {
  readonly keyId: string;
  /** SHA-256 of the key, hexadecimal: the key itself is stored nowhere. */
  readonly hash: string;
  /** First letters of the key, for people to recognise it by. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
}

/** A bronze object's way into the analytics store. */
export interface IngestObjectRow {
  readonly key: string;
  readonly state: "pending" | "loaded" | "failed";
  readonly attempts: number;
  readonly registeredAtMs: number;
  readonly loadedAtMs: number | null;
  readonly lastError: string | null;
}

export interface TenantRepository {
  /** Finds a tenant by its id or its code; an id wins over a code. */
  find(reference: string): Unit<TenantRow | undefined>;
  /**
   * Adds a tenant, or replaces its configuration; keeps every published version. A version that is published with
   * another hash, or a code that another tenant has, rejects with `StorageConflictError`.
   */
  put(row: TenantRow): Unit<void>;
  count(): Unit<number>;
}

export interface ConsentRepository {
  current(tenantId: string, deviceId: string): Unit<ConsentRow | undefined>;
  put(row: ConsentRow): Unit<void>;
}

export interface AuditRepository {
  /** Appends an entry and its erasable half. The database itself refuses to change or delete entries. */
  append(entry: AuditRow, subject: AuditSubjectRow): Unit<void>;
  /** Entries of one device, newest first. */
  bySubject(tenantId: string, deviceId: string, limit: number): Unit<readonly AuditRow[]>;
  count(tenantId: string): Unit<number>;
}

export interface IdempotencyRepository {
  find(tenantId: string, key: string): Unit<IdempotencyRow | undefined>;
  /** Keeps a first answer; a key that is taken rejects with `StorageConflictError`. */
  put(row: IdempotencyRow): Unit<void>;
  /** Forgets answers older than a time, at most 10,000 at once; answers how many. */
  sweep(beforeMs: number): Unit<number>;
}

/** A message that leaves after its transaction has committed, in the order of `position`. */
export interface OutboxRow {
  readonly position: number;
  readonly message: string;
}

export interface OutboxRepository {
  add(message: string): Unit<void>;
  take(limit: number): Unit<readonly OutboxRow[]>;
  /** Removes messages up to and including a position. */
  removeThrough(position: number): Unit<void>;
}

export interface ApiKeyRepository {
  findByHash(hash: string): Unit<ApiKeyRow | undefined>;
  put(row: ApiKeyRow): Unit<void>;
  count(): Unit<number>;
}

export interface IngestRepository {
  /** Registers a bronze object once; a second time changes nothing. */
  register(key: string, atMs: number): Unit<void>;
  pending(limit: number): Unit<readonly IngestObjectRow[]>;
  markLoaded(key: string, atMs: number): Unit<void>;
  /** Counts an attempt; the object is given up as `failed` after `attemptsMax`. */
  markAttempt(key: string, error: string, attemptsMax: number): Unit<void>;
  countByState(): Unit<Readonly<Record<IngestObjectRow["state"], number>>>;
}

export interface Repositories {
  readonly tenants: TenantRepository;
  readonly consents: ConsentRepository;
  readonly audit: AuditRepository;
  readonly idempotency: IdempotencyRepository;
  readonly outbox: OutboxRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly ingest: IngestRepository;
}

/**
 * Records, audit, tenants, keys, progress.
 * Guarantee: when `transaction` resolves, all of its unit is durable (it survives the loss of power); when it rejects,
 * none of it is. Audit rows cannot be updated or deleted. Rejects with `StorageUnavailableError` when the engine cannot
 * take the write now (disk full, locked, gone).
 */
export interface RelationalStore {
  readonly repositories: Repositories;
  /** Runs a unit in one transaction. The unit may be started more than once. */
  transaction<Answer>(unit: () => Unit<Answer>): Promise<Answer>;
  /** Runs a unit that only reads. */
  read<Answer>(unit: () => Unit<Answer>): Promise<Answer>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  /** Waits for what is under way, then closes. */
  close(): Promise<void>;
}
