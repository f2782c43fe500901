import { hash } from "node:crypto";
import type { LockRepository } from "../../ports.ts";

/**
 * The number of an advisory lock: the first 64 bits of SHA-256 of its name. Two names of one number wait for each
 * other without need, nothing worse. `kind` keeps a unit from waiting for the exclusive work that it is part of.
 */
export function toLockKey(kind: "unit" | "work", name: string): bigint {
  return hash("sha256", `${kind} ${name}`, "buffer").readBigInt64BE();
}

const HOLD = "SELECT pg_advisory_xact_lock($1)";

/** Locks that end with their transaction, taken in the order of their numbers. */
export const ADVISORY_LOCKS: LockRepository = {
  *hold(names) {
    const keys = [...new Set(names.map((name) => toLockKey("unit", name)))];
    keys.sort((a, b) => (a < b ? -1 : 1));
    for (const key of keys) yield { sql: HOLD, values: [key] };
  },
};
