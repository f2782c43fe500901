import type { ConsentMethod, TenantConfig } from "@cookiehub/schemas/types";
import type { Unit } from "../unit.ts";
import type { AuditLogRepository, AuditRepository } from "./audit.ts";
import type { CdnRepository } from "./cdn.ts";
import type { ErasureRepository } from "./erasures.ts";
import type { ExportRepository } from "./export-jobs.ts";
import type { TcfFileRepository } from "./tcf.ts";

/** A tenant and its published configuration. */
export interface TenantRow {
  readonly tenantId: string;
  readonly code: string;
  readonly organizationId: string | null;
  readonly configVersion: number;
  readonly configHash: string;
  /** What is published: every layer below the tenant merged in, checked as a whole. */
  readonly config: TenantConfig;
  /** What the tenant itself wrote, before the layers below it were merged in. */
  readonly layer: ConfigLayer;
  /** The version that last added a service or vendor to what can be agreed to; 0: none did. */
  readonly servicesVersion: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** Some members of a configuration; nested objects are merged over what lies below, arrays replace it. */
export type ConfigLayer = Readonly<Record<string, unknown>>;

/** One published version of a tenant's configuration. */
export interface ConfigVersionRow {
  readonly tenantId: string;
  readonly configVersion: number;
  readonly configHash: string;
  readonly config: TenantConfig;
  readonly layer: ConfigLayer;
  readonly publishedAtMs: number;
}

/** An account that owns tenants; its layer lies below each of theirs. */
export interface OrganizationRow {
  readonly organizationId: string;
  readonly name: string;
  readonly layer: ConfigLayer;
  /** A change of the layer that has not reached every tenant yet. */
  readonly publishing: OrganizationPublishing | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** How far a change of an organization's layer has come: written down, so that another process can go on with it. */
export interface OrganizationPublishing {
  /** `checking`: nothing is live. `publishing`: the layer stands, and tenants take it over one batch after another. */
  readonly stage: "checking" | "publishing";
  readonly layer: ConfigLayer;
  /** Tenants up to this id have it. */
  readonly afterTenantId: string;
  readonly startedAtMs: number;
  /** Who asked: id of the API key. */
  readonly keyId: string;
}

/** Whom a record is about: a device (`d:dev_...`), or a user, whom every linked device reads (`u:...`). */
export type Subject = `d:${string}` | `u:${string}`;

/** The current state for one subject of one tenant. */
export interface ConsentRow {
  readonly consentId: string;
  readonly tenantId: string;
  readonly subject: Subject;
  /** The device that decided last. */
  readonly deviceId: string;
  readonly userId: string | null;
  readonly regulation: string;
  readonly choices: Readonly<Record<string, boolean>>;
  /** Service id -> agreed to, where it was decided otherwise than its category. */
  readonly services: Readonly<Record<string, boolean>>;
  /** The published version that the visitor saw; 0: it was not written down. */
  readonly configVersion: number;
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

/** A device of a user: it reads and changes the user's record until it is unlinked. */
export interface DeviceLinkRow {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly userId: string;
  readonly linkedAtMs: number;
}

/** A secret that the customer's server signs identity tokens with. */
export interface IdentitySecretRow {
  readonly tenantId: string;
  readonly secretId: string;
  readonly secret: string;
  readonly createdAtMs: number;
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
  readonly name: string;
  readonly scopes: readonly string[];
  /** The one organization, or the one tenant, that the key is good for; both `null`: all of them. */
  readonly organizationId: string | null;
  readonly tenantId: string | null;
  /** `init`: given by the environment, and revoked when the environment names another. */
  readonly origin: "init" | "first-start" | "api";
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
}

/** What the keys of a list are good for. */
export type ApiKeyBound = "server" | { readonly organizationId: string } | { readonly tenantId: string };

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
  /** Tenants after an id, ascending by id; of one organization, or of all (`null`). */
  list(organizationId: string | null, afterTenantId: string, limit: number): Unit<readonly TenantRow[]>;
  /** Published versions below a version, newest first. */
  versions(tenantId: string, belowVersion: number, limit: number): Unit<readonly ConfigVersionRow[]>;
  version(tenantId: string, configVersion: number): Unit<ConfigVersionRow | undefined>;
}

export interface OrganizationRepository {
  find(organizationId: string): Unit<OrganizationRow | undefined>;
  put(row: OrganizationRow): Unit<void>;
  /** Organizations whose layer has not reached every tenant, at most `limit`. */
  publishing(limit: number): Unit<readonly OrganizationRow[]>;
}

export interface ConsentRepository {
  find(tenantId: string, subject: Subject): Unit<ConsentRow | undefined>;
  /** What a device reads: its user's record while it is linked, its own otherwise. */
  current(tenantId: string, deviceId: string): Unit<ConsentRow | undefined>;
  put(row: ConsentRow): Unit<void>;
  remove(tenantId: string, subject: Subject): Unit<void>;
}

export interface DeviceLinkRepository {
  find(tenantId: string, deviceId: string): Unit<DeviceLinkRow | undefined>;
  /** Links a device; a device has one user at a time. */
  put(row: DeviceLinkRow): Unit<void>;
  remove(tenantId: string, deviceId: string): Unit<void>;
  /** Links of one user, by device id. */
  ofUser(tenantId: string, userId: string): Unit<readonly DeviceLinkRow[]>;
}

export interface IdentitySecretRepository {
  /** Secrets of a tenant, newest first. */
  of(tenantId: string): Unit<readonly IdentitySecretRow[]>;
  put(row: IdentitySecretRow): Unit<void>;
  remove(tenantId: string, secretId: string): Unit<void>;
}

/** Secrets that this installation made for itself, by name: every process that shares the data signs with the same. */
export interface ServerSecretRepository {
  find(name: string): Unit<string | undefined>;
  /** Keeps a secret, unless there is one of that name: the first writer fixes it. */
  add(name: string, secret: string): Unit<void>;
}

/**
 * Keeps units that decide on what they read from running beside each other, in every process.
 * A lock is held until its transaction ends. An engine with a single writer needs none, and gives them at once.
 */
export interface LockRepository {
  /** Takes locks by name; in one order, whatever the order they are named in, so that units never wait in a circle. */
  hold(names: readonly string[]): Unit<void>;
}

export interface IdempotencyRepository {
  find(tenantId: string, key: string): Unit<IdempotencyRow | undefined>;
  /** Keeps a first answer; a key that is taken rejects with `StorageConflictError`. */
  put(row: IdempotencyRow): Unit<void>;
  /** Forgets answers older than a time, at most 10,000 at once; answers how many. */
  sweep(beforeMs: number): Unit<number>;
}

/**
 * A message that leaves after its transaction has committed. Positions are handed out when a message is added, so a
 * lower one may be committed after a higher one was taken.
 */
export interface OutboxRow {
  readonly position: number;
  readonly message: string;
}

export interface OutboxRepository {
  add(message: string): Unit<void>;
  /** Committed messages, the lowest positions first. */
  take(limit: number): Unit<readonly OutboxRow[]>;
  /** Removes the messages at these positions, and no other. */
  remove(positions: readonly number[]): Unit<void>;
}

export interface ApiKeyRepository {
  /** Finds a key, revoked or not. */
  findByHash(hash: string): Unit<ApiKeyRow | undefined>;
  find(keyId: string): Unit<ApiKeyRow | undefined>;
  /** Adds a key, or changes its `name` and `revokedAtMs`. */
  put(row: ApiKeyRow): Unit<void>;
  /** Counts keys that are not revoked. */
  count(): Unit<number>;
  /**
   * Keys after an id, ascending by id, revoked ones too: all, those bound to an organization or to one of its tenants,
   * or those bound to a tenant.
   */
  list(bound: ApiKeyBound, afterKeyId: string, limit: number): Unit<readonly ApiKeyRow[]>;
  /** Keys of an origin that are not revoked. */
  ofOrigin(origin: ApiKeyRow["origin"]): Unit<readonly ApiKeyRow[]>;
}

export interface IngestRepository {
  /** Registers a bronze object once; a second time changes nothing. */
  register(key: string, atMs: number): Unit<void>;
  pending(limit: number): Unit<readonly IngestObjectRow[]>;
  find(key: string): Unit<IngestObjectRow | undefined>;
  markLoaded(key: string, atMs: number): Unit<void>;
  /** Counts an attempt; the object is given up as `failed` after `attemptsMax`. */
  markAttempt(key: string, error: string, attemptsMax: number): Unit<void>;
  /** Whether one was given up; costs the same however many there are. */
  hasFailed(): Unit<boolean>;
  /** Objects that are not loaded: the others are too many to be counted. */
  countByState(): Unit<Readonly<Record<"pending" | "failed", number>>>;
  /** Has objects that were given up loaded again; answers how many. */
  retryFailed(): Unit<number>;
  /** Loaded objects that were registered before a time, the oldest first. */
  loadedBefore(beforeMs: number, limit: number): Unit<readonly IngestObjectRow[]>;
  /** Forgets a loaded object: it is there no more. */
  remove(key: string): Unit<void>;
}

export interface Repositories {
  readonly tenants: TenantRepository;
  readonly organizations: OrganizationRepository;
  readonly consents: ConsentRepository;
  readonly links: DeviceLinkRepository;
  readonly identitySecrets: IdentitySecretRepository;
  readonly serverSecrets: ServerSecretRepository;
  readonly audit: AuditRepository;
  readonly auditLog: AuditLogRepository;
  readonly locks: LockRepository;
  readonly idempotency: IdempotencyRepository;
  readonly outbox: OutboxRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly ingest: IngestRepository;
  readonly tcfFiles: TcfFileRepository;
  readonly cdn: CdnRepository;
  readonly exports: ExportRepository;
  readonly erasures: ErasureRepository;
}

/**
 * Records, audit, tenants, keys, progress.
 * Guarantee: when `transaction` resolves, all of its unit is durable (it survives the loss of power); when it rejects,
 * none of it is. Audit rows cannot be updated or deleted. Rejects with `StorageUnavailableError` when the engine cannot
 * take the write now (disk full, locked, gone).
 */
export interface RelationalStore {
  readonly repositories: Repositories;
  /**
   * Runs a unit in one transaction. The unit may be started more than once: a loser of a race for the same key, or of
   * a deadlock, starts again and sees what the winner wrote.
   */
  transaction<Answer>(unit: () => Unit<Answer>): Promise<Answer>;
  /** Runs a unit that only reads. */
  read<Answer>(unit: () => Unit<Answer>): Promise<Answer>;
  /**
   * Runs work unless another process (or another call here) is running work of the same name; answers `undefined` then.
   * Saves double work, nothing more: a lost connection ends the hold, so what the work writes must be safe without it.
   */
  exclusively<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer | undefined>;
  /** Makes room for the entries of this month and the coming ones, where the engine keeps them by month. */
  prepareAhead(nowMs: number): Promise<void>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  /** Waits for what is under way, then closes. */
  close(): Promise<void>;
}
