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

/** Who means to load a file, when, and how long nobody else may. */
export interface CdnClaim {
  readonly holder: string;
  readonly atMs: number;
  readonly untilMs: number;
}

export interface CdnRepository {
  /** Registers a file once; a second time changes nothing. */
  registerFile(key: string, atMs: number): Unit<void>;
  /** Those that this holder may claim then, oldest first. */
  pendingFiles(limit: number, holder: string, atMs: number): Unit<readonly CdnFileRow[]>;
  /** Answers the file where the claim is good: it is pending, and nobody else's claim still holds. */
  claimFile(key: string, claim: CdnClaim): Unit<CdnFileRow | undefined>;
  /** Makes a claim last longer; answers whether nobody has taken it over. */
  renewClaim(key: string, claim: CdnClaim): Unit<boolean>;
  /** Lets go of a claim, if it is still this holder's. */
  releaseFile(key: string, holder: string): Unit<void>;
  findFile(key: string): Unit<CdnFileRow | undefined>;
  /** So many lines are loaded; what was loaded once stays so. */
  markLines(key: string, linesDone: number): Unit<void>;
  markLoaded(key: string, atMs: number): Unit<void>;
  /** Counts an attempt; the file is given up as `failed` after `attemptsMax`. */
  markAttempt(key: string, error: string, attemptsMax: number): Unit<void>;
  /** Whether one was given up; costs the same however many there are. */
  hasFailedFiles(): Unit<boolean>;
  /** Files that are not loaded: the others are too many to be counted. */
  countFiles(): Unit<Readonly<Record<"pending" | "failed", number>>>;
  /** Has files that were given up loaded again; answers how many. */
  retryFiles(): Unit<number>;
  /** Loaded files that were registered before a time, the oldest first. */
  loadedFilesBefore(beforeMs: number, limit: number): Unit<readonly CdnFileRow[]>;
  /** Forgets a loaded file: it is there no more. */
  removeFile(key: string): Unit<void>;
  findPull(zone: string, day: string): Unit<CdnPullRow | undefined>;
  /** Adds a day, or replaces what is known of it. */
  putPull(row: CdnPullRow): Unit<void>;
}
