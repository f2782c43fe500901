import type { Unit } from "../unit.ts";

/** A file of a CDN's log in bronze: how far it was loaded. */
export interface CdnFileRow {
  /** Of the object. */
  readonly key: string;
  readonly state: "pending" | "loaded" | "failed";
  /** Lines that were loaded, counted from the first. */
  readonly linesDone: number;
  readonly attempts: number;
  readonly registeredAtMs: number;
  readonly loadedAtMs: number | null;
  readonly lastError: string | null;
}

/** A day of a zone whose log is pulled: how far that is. */
export interface CdnPullRow {
  readonly zone: string;
  /** UTC. */
  readonly day: string;
  /** Lines that are in bronze. */
  readonly linesDone: number;
  readonly isComplete: boolean;
  /** In a row. */
  readonly failures: number;
  /** No process asks before. */
  readonly retryAtMs: number;
}

export interface CdnRepository {
  /** Registers a file once; a second time changes nothing. */
  registerFile(key: string, atMs: number): Unit<void>;
  /** Oldest first. */
  pendingFiles(limit: number): Unit<readonly CdnFileRow[]>;
  findFile(key: string): Unit<CdnFileRow | undefined>;
  /** So many lines are loaded; what was loaded once stays so. */
  markLines(key: string, linesDone: number): Unit<void>;
  markLoaded(key: string, atMs: number): Unit<void>;
  /** Counts an attempt; the file is given up as `failed` after `attemptsMax`. */
  markAttempt(key: string, error: string, attemptsMax: number): Unit<void>;
  /** Whether one was given up; costs the same however many there are. */
  hasFailedFiles(): Unit<boolean>;
  countFiles(): Unit<Readonly<Record<CdnFileRow["state"], number>>>;
  findPull(zone: string, day: string): Unit<CdnPullRow | undefined>;
  /** Adds a day, or replaces what is known of it. */
  putPull(row: CdnPullRow): Unit<void>;
}
