import { StorageUnavailableError } from "../../storage/errors.ts";
import { toBackoffMs } from "../../tasks/loop.ts";
import { DomainLookupError } from "../ingest/domain-codes.ts";

/** Whoever runs the command wants it to end. */
export class ReplayStoppedError extends Error {
  readonly code = "replay_stopped";
  constructor() {
    super("stopped");
    this.name = "ReplayStoppedError";
  }
}

export interface RetryParts {
  /** Aborted when the command is to end. */
  readonly signal: AbortSignal;
  /** Resolves after so many milliseconds, or when the signal says so. */
  readonly pause: (durationMs: number, signal: AbortSignal) => Promise<void>;
  readonly onTryAgain: (reason: string, pauseMs: number) => void;
}

/** Three minutes of pauses, all in all. */
const TRIES_MAX = 8;
const FIRST_PAUSE_MS = 500;

/** Does something that a store may be too busy for, or away: after growing pauses again, until it is taken for broken. */
export async function retrying<Answer>(parts: RetryParts, work: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    if (parts.signal.aborted) throw new ReplayStoppedError();
    try {
      return await work();
    } catch (error) {
      if (!isUnavailable(error) || tries === TRIES_MAX) throw error;
      const pauseMs = toBackoffMs(FIRST_PAUSE_MS, tries);
      parts.onTryAgain(error.message, pauseMs);
      await parts.pause(pauseMs, parts.signal);
    }
  }
}

/** A store is away. Where domains cannot be looked up, nothing is: that says something of an object alone. */
export function isUnavailable(error: unknown): error is StorageUnavailableError {
  return error instanceof StorageUnavailableError && !(error instanceof DomainLookupError);
}
