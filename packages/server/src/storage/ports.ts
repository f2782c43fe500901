import type { ConsentAction, ConsentEvent, ConsentMethod, TenantConfig } from "@cookiehub/schemas/types";
import type { Unit } from "./unit.ts";

// What each store must guarantee. Every adapter passes the suite of the same name in `contract/`.

// ---------------------------------------------------------------- relational

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

// ---------------------------------------------------------------- analytics

/** One consent event as it is counted. */
export interface ConsentEventRow {
  readonly eventId: string;
  readonly code: string;
  /** Fixed by the first writer; `day` of every figure comes from it (UTC). */
  readonly receivedAtMs: number;
  readonly eventType: ConsentEvent["event_type"];
  readonly userToken: string;
  readonly hostname: string;
  readonly path: string;
  /** ISO 3166-1, or `""` when unknown. */
  readonly country: string;
  readonly region: string;
  readonly language: string;
  readonly device: string;
  readonly os: string;
  readonly browser: string;
  readonly regulation: string;
  readonly policyVersion: string;
  readonly bannerVersion: string;
  readonly variant: string;
  readonly method: string;
  readonly gpc: boolean;
  /** Optional (not required) categories: those asked about, and those agreed to. Sorted. */
  readonly categoriesDisclosed: readonly string[];
  readonly categoriesConsented: readonly string[];
}

/** A period and what to count in it. Days are UTC and both ends are included; `codes` is never empty. */
export interface AnalyticsFilter {
  readonly codes: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly hostname?: string | undefined;
  readonly pathSegment?: string | undefined;
  readonly country?: string | undefined;
}

export interface StatusDay {
  readonly day: string;
  readonly allAllowed: number;
  readonly allDenied: number;
  readonly partial: number;
}

export interface FunnelDay {
  readonly day: string;
  readonly impressions: number;
  readonly dialogsOpened: number;
  readonly decisions: number;
}

/** What a load did: how many rows were new, how many were known already. */
export interface LoadOutcome {
  readonly inserted: number;
  readonly duplicates: number;
}

/**
 * Silver rows and gold rollups.
 * Guarantee: an event id of a tenant code is counted exactly once, however often its bronze object is delivered,
 * replayed or crashed on; silver and gold change together. Queries never block the caller's thread.
 */
export interface AnalyticsStore {
  /** Loads one bronze object. The same `objectKey` again loads nothing. */
  load(objectKey: string, rows: readonly ConsentEventRow[]): Promise<LoadOutcome>;
  /** Days that have decisions, ascending. */
  consentStatus(filter: AnalyticsFilter): Promise<readonly StatusDay[]>;
  /** Days that have events, ascending. */
  consentFunnel(filter: AnalyticsFilter): Promise<readonly FunnelDay[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- objects

/**
 * Bronze, exports, archives.
 * Guarantee: write-once. `put` is atomic and durable: a key holds all of one body or does not exist, and what it holds
 * never changes. Keys are relative paths of `A-Z a-z 0-9 . _ = -` and `/`, at most 1,024 characters, without empty,
 * `.` or `..` segments; any other key rejects with `ObjectKeyError`.
 */
export interface ObjectStore {
  /** Answers `exists`, and changes nothing, when the key is taken. */
  put(key: string, body: Uint8Array): Promise<"created" | "exists">;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Keys that start with a prefix (any text of a key's letters, or `""`), ascending by character code. */
  list(prefix: string): AsyncIterable<string>;
  ping(): Promise<void>;
}

// ---------------------------------------------------------------- queue

export interface QueueMessage {
  /** Names this delivery; good for `remove` while the message is invisible. */
  readonly receipt: string;
  readonly body: string;
  /** When the queue first took the message. */
  readonly receivedAtMs: number;
}

/**
 * Consent events on their way in.
 * Guarantee: at least once. A message is durable when `send` resolves, and stays until it is removed; a message
 * received but not removed comes back after `visibilityMs`.
 */
export interface EventQueue {
  send(bodies: readonly string[]): Promise<void>;
  receive(limit: number, visibilityMs: number): Promise<readonly QueueMessage[]>;
  remove(receipts: readonly string[]): Promise<void>;
  /** Messages not yet removed. */
  depth(): Promise<number>;
  /** Calls back soon after this process sent something; answers how to stop it. A hint: polling has to do without. */
  onAvailable?(listener: () => void): () => void;
  ping(): Promise<void>;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- cache

/**
 * Hot state and messages between processes.
 * Guarantee: losing it changes latency, never an answer. A message published reaches every subscriber of every process.
 */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  remove(key: string): Promise<void>;
  publish(channel: string, message: string): Promise<void>;
  /** Answers a function that ends the subscription. */
  subscribe(channel: string, listener: (message: string) => void): Promise<() => void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
