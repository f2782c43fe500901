import type { Unit } from "../unit.ts";

/** A user whom the statistics have to forget. */
export interface ErasureRow {
  readonly erasureId: string;
  readonly code: string;
  /** What is received up to then goes. */
  readonly untilMs: number;
  /** Only while there is something to do with it; then its hash stands for it. */
  readonly userToken: string | null;
  readonly userHash: string | null;
  /** How often the statistics were cleared of the user. */
  readonly runs: number;
  /** When they are to be next; `null`: it is done. */
  readonly dueAtMs: number | null;
}

export interface ErasureRepository {
  /** Adds an erasure, due at once. */
  add(erasure: Pick<ErasureRow, "erasureId" | "code" | "untilMs"> & { readonly userToken: string }): Unit<void>;
  /** Those that are due, the longest due first. */
  due(nowMs: number, limit: number): Unit<readonly ErasureRow[]>;
  /** Notes a run after which another one is due. */
  markRun(erasureId: string, dueAtMs: number): Unit<void>;
  /** Notes the last run, and forgets the token. */
  markDone(erasureId: string, userHash: string): Unit<void>;
  /** Every erasure that there ever was, after an id, ascending by id. */
  list(afterErasureId: string, limit: number): Unit<readonly ErasureRow[]>;
  /** Those that are due, for the first time or again: how many, and since when the oldest. */
  waiting(nowMs: number): Unit<{ readonly count: number; readonly oldestDueAtMs: number | null }>;
}
