import { DatabaseError } from "pg";
import { StorageConflictError, StorageUnavailableError } from "../../errors.ts";

/**
 * What a failed statement means for the unit it was in.
 * `retry`: another unit was in the way, and from its start it may pass. `race`: another unit wrote the key first; a
 * second run sees what it wrote. `stale`: the connection was no good, and nothing was committed on it.
 */
export type FaultKind = "retry" | "race" | "stale" | "unavailable" | "other";

/** A statement failed, as opposed to the unit itself. */
export class StatementFault extends Error {
  readonly kind: FaultKind;
  constructor(cause: unknown, kind: FaultKind = toFaultKind(cause)) {
    super("a statement failed", { cause });
    this.name = "StatementFault";
    this.kind = kind;
  }
}

// Classes and codes of SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
const RETRY = new Set(["40001", "40P01"]);
// A changed table under a planned statement, and a plan that the connection lost: a fresh connection plans again.
const STALE = new Set(["0A000", "26000"]);
// 08 connection, 28 sign-in, 3D no such database, 53 out of disk, memory or connections, 57 ended by somebody, 58 system,
// XX damaged; then: read-only server, lock or transaction waited too long.
const UNAVAILABLE = /^(08|28|3D|53|57|58|XX)|^(25006|25P03|25P04|55P03)$/;

/** Reads what an error of the client or the server says about trying again. */
export function toFaultKind(error: unknown): FaultKind {
  // Anything the server did not say itself is about the connection.
  if (!(error instanceof DatabaseError) || error.code === undefined) return "unavailable";
  if (RETRY.has(error.code)) return "retry";
  if (error.code === "23505") return "race";
  if (STALE.has(error.code)) return "stale";
  return UNAVAILABLE.test(error.code) ? "unavailable" : "other";
}

/** Tells whether the connection is gone, or must be: after these the server may be another one, or plan anew. */
export function isConnectionSpent(error: unknown): boolean {
  if (!(error instanceof DatabaseError)) return true;
  return error.severity === "FATAL" || error.severity === "PANIC" || STALE.has(error.code ?? "") || isReadOnly(error);
}

/** Tells whether the server refused to write: a standby, or a transaction that only reads. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === "25006";
}

/** Converts a failed statement into the errors of the ports; what is neither stays as the server said it. */
export function toStorageError(fault: StatementFault): unknown {
  const { kind, cause } = fault;
  switch (kind) {
    case "race":
      return new StorageConflictError(toText(cause), { cause });
    case "retry":
    case "stale":
    case "unavailable":
      return toUnavailable(cause);
    case "other":
      return cause;
  }
}

/** Says that PostgreSQL cannot be used now, and why. */
export function toUnavailable(cause: unknown): StorageUnavailableError {
  if (cause instanceof StorageUnavailableError) return cause;
  return new StorageUnavailableError(`PostgreSQL: ${toText(cause)}`, { cause });
}

function toText(cause: unknown): string {
  // Several addresses of one name failed, each in its own way.
  if (cause instanceof AggregateError) return cause.errors.map(toText).join("; ");
  return cause instanceof Error ? cause.message : String(cause);
}
