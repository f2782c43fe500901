import type { AuditAction } from "../../audit/entry.ts";
import type { Unit } from "../unit.ts";

/** An audit entry on its way in. `body` is its canonical JSON: what the leaf hash is made of, free of personal data. */
export interface AuditRow {
  readonly auditId: string;
  readonly tenantId: string;
  /** `""` where the entry is about no consent record. */
  readonly consentId: string;
  readonly atMs: number;
  readonly action: AuditAction;
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

/** An entry, and its erasable half while that has not been erased. */
export interface AuditedRow {
  readonly entry: AuditRow;
  readonly subject: AuditSubjectRow | null;
}

/** Whose entries: those that one device left, or those of one user on any device. */
export type AuditSubjectFilter = { readonly deviceId: string } | { readonly userId: string };

/** What one device left while it was linked to nobody. */
export interface AuditNobodyFilter {
  readonly deviceId: string;
  readonly userId: null;
}

export interface AuditRepository {
  /**
   * Appends an entry and, where it is about a person, its erasable half; the entry waits for its place in the log.
   * The database itself refuses to change or delete entries.
   */
  append(entry: AuditRow, subject: AuditSubjectRow | null): Unit<void>;
  /** Entries of one subject, newest first; erased ones are not found. */
  bySubject(tenantId: string, filter: AuditSubjectFilter, limit: number): Unit<readonly AuditedRow[]>;
  find(auditId: string, atMs: number): Unit<AuditedRow | undefined>;
  count(tenantId: string): Unit<number>;
  /** Deletes the erasable halves of one subject; answers how many. */
  eraseSubject(tenantId: string, filter: AuditSubjectFilter | AuditNobodyFilter): Unit<number>;
  /** Deletes erasable halves older than a time, at most `limit`; answers how many. */
  eraseBefore(atMs: number, limit: number): Unit<number>;
}

/** An entry at its place in the log. */
export interface LeafRow {
  readonly leafIndex: number;
  readonly auditId: string;
  readonly atMs: number;
  readonly body: string;
  readonly leafHash: string;
}

/** A signed statement of the log's size and root (C2SP tlog-checkpoint). */
export interface CheckpointRow {
  readonly treeSize: number;
  /** Root hash of the tree of that size, hexadecimal. */
  readonly rootHash: string;
  /** The signed note, as published. */
  readonly note: string;
  readonly atMs: number;
}

/** The order of the transparency log. */
export interface AuditLogRepository {
  /**
   * Gives the entries that wait, in the order of appending, the next places; answers how many.
   * Every entry gets exactly one place, however many processes do this, and places have no gaps.
   */
  sequence(limit: number): Unit<number>;
  /** How many entries have a place. */
  size(): Unit<number>;
  /** How many entries wait for one. */
  waiting(): Unit<number>;
  /** Entries at places from `fromIndex` on, ascending. */
  leaves(fromIndex: number, limit: number): Unit<readonly LeafRow[]>;
  /** The place of an entry, once it has one. */
  placeOf(auditId: string, atMs: number): Unit<number | undefined>;
  latestCheckpoint(): Unit<CheckpointRow | undefined>;
  /** The smallest checkpoint that covers a tree of at least `treeSize`. */
  checkpointFrom(treeSize: number): Unit<CheckpointRow | undefined>;
  /** Keeps a checkpoint; a size that has one with another root rejects with `StorageConflictError`. */
  putCheckpoint(row: CheckpointRow): Unit<void>;
  /** Values that the log keeps about itself, such as its public key. */
  readFact(name: string): Unit<string | undefined>;
  /** Writes such a value once; answers what stands there now. */
  keepFact(name: string, value: string): Unit<string>;
  /** Replaces such a value. */
  replaceFact(name: string, value: string): Unit<void>;
}
