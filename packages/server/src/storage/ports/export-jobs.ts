import type { Unit } from "../unit.ts";
import type { ExportFormat } from "./exports.ts";

/** 0: pending, 1: running, 4: ready, 9: failed. */
export type ExportStatus = 0 | 1 | 4 | 9;

/** What is exported. */
export interface ExportWish {
  readonly code: string;
  /** UTC days, both included. */
  readonly from: string;
  readonly to: string;
  readonly format: ExportFormat;
}

/** A wish for an archive, and what became of it. */
export interface ExportRow extends ExportWish {
  readonly exportId: string;
  readonly status: ExportStatus;
  /** Tries that count against it: those that were begun and not given back. */
  readonly attempts: number;
  /** How often it was claimed; each claim has a number of its own, and only the last one counts. */
  readonly claims: number;
  /** No worker takes it before: the end of a lease, or of a pause after a failure. */
  readonly freeAtMs: number;
  /** Who asked: id of the API key. */
  readonly requestedBy: string;
  readonly createdAtMs: number;
  readonly finishedAtMs: number | null;
  /** When its objects are ended; `null` while it is open. */
  readonly expiresAtMs: number | null;
  readonly archiveKey: string | null;
  readonly rowCount: number | null;
  readonly byteCount: number | null;
  readonly lastError: string | null;
}

/** What came of a claim. */
export interface ExportArchive {
  readonly archiveKey: string;
  readonly rowCount: number;
  readonly byteCount: number;
  readonly finishedAtMs: number;
  readonly expiresAtMs: number;
}

export interface ExportFailure {
  readonly error: string;
  readonly atMs: number;
  /** When it may be tried again. */
  readonly retryAtMs: number;
  /** When what it left is ended, where this was the last attempt. */
  readonly expiresAtMs: number;
}

/**
 * Guarantee: a job has one holder at a time, the one of its last claim; `extend`, `finish`, `fail` and `giveBack` of an earlier
 * claim answer false, and change nothing. A job becomes ready once.
 */
export interface ExportRepository {
  /** Adds a pending job. One that is open already for the same wish rejects with `StorageConflictError`. */
  add(row: Pick<ExportRow, keyof ExportWish | "exportId" | "requestedBy" | "createdAtMs">): Unit<void>;
  find(exportId: string): Unit<ExportRow | undefined>;
  /** The pending or running job of the same wish. */
  findOpen(wish: ExportWish): Unit<ExportRow | undefined>;
  /** Pending and running jobs of a code. */
  countOpen(code: string): Unit<number>;
  /** Jobs of a code that are open, or whose archive has not been cleared away. */
  countKept(code: string): Unit<number>;
  /** Claims the oldest job that is free, or whose holder's lease is over, until `leaseUntilMs`. */
  claim(nowMs: number, leaseUntilMs: number): Unit<ExportRow | undefined>;
  extend(exportId: string, claim: number, leaseUntilMs: number): Unit<boolean>;
  finish(exportId: string, claim: number, archive: ExportArchive): Unit<boolean>;
  /** Lets a job be tried again, or gives it up after `attemptsMax`. */
  fail(exportId: string, claim: number, failure: ExportFailure, attemptsMax: number): Unit<boolean>;
  /** Puts a job back that was not tried to its end; it does not count as an attempt. */
  giveBack(exportId: string, claim: number, nowMs: number): Unit<boolean>;
  /** Gives up jobs whose last attempt ended with its worker. */
  giveUpDead(failure: Omit<ExportFailure, "retryAtMs">, attemptsMax: number): Unit<void>;
  /** Finished jobs whose objects are to be ended, the oldest first. */
  expired(nowMs: number, limit: number): Unit<readonly ExportRow[]>;
  /** Their objects are gone. */
  markCleared(exportId: string): Unit<void>;
  /** Open jobs, and those that failed and are not cleared. */
  counts(): Unit<{ readonly open: number; readonly failed: number }>;
}
