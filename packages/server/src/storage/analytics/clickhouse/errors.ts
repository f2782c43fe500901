import { ClickHouseError } from "@clickhouse/client";
import { StorageUnavailableError } from "../../errors.ts";

/** The server, or the user, cannot be used as it is; the message says what to change. */
export class ClickHouseSetupError extends Error {
  readonly code = "clickhouse_setup";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ClickHouseSetupError";
  }
}

/**
 * What the server says of a statement or of its data, and would say again: text, number or date that cannot be read (6, 27, 38,
 * 41, 53, 72, 117), nothing of that name (36, 46, 47), no statement (62), parameter missing or wrong (456, 457).
 * https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp
 */
const FAULTS_OF_THE_CALLER = new Set(
  [6, 27, 36, 38, 41, 46, 47, 53, 62, 72, 117, 456, 457].map((code) => String(code)),
);

/** Converts what a call of the server failed with: what may pass another time is unavailable, the rest stays. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof StorageUnavailableError) return error;
  if (error instanceof ClickHouseError && FAULTS_OF_THE_CALLER.has(error.code)) return error;
  return new StorageUnavailableError(`ClickHouse: ${toText(error)}`, { cause: error });
}

/** Tells whether the server failed with one of its codes. */
export function isServerError(error: unknown, code: string): boolean {
  const cause = error instanceof StorageUnavailableError ? error.cause : error;
  return cause instanceof ClickHouseError && cause.code === code;
}

function toText(cause: unknown): string {
  // Several addresses of one name failed, each in its own way.
  if (cause instanceof AggregateError) return cause.errors.map(toText).join("; ");
  return cause instanceof Error ? cause.message : String(cause);
}
