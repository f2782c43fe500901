import type { LeafRow, RelationalStore } from "../storage/ports.ts";
import { LogFaultError } from "./log-fault.ts";
import { hashLeaf } from "./merkle.ts";

/** An entry of the log as it was checked: its bytes and their leaf hash. */
export interface Leaf {
  readonly atMs: number;
  readonly entry: Uint8Array;
  readonly hash: Uint8Array;
}

/**
 * Reads the entries at places `from` up to `to` and hashes each anew. A place without an entry, or an entry that is not
 * what was hashed when it was written, is a `LogFaultError`.
 */
export async function readLeaves(store: RelationalStore, from: number, to: number): Promise<Leaf[]> {
  const { auditLog } = store.repositories;
  const rows = await store.read(() => auditLog.leaves(from, to - from));
  if (rows.length !== to - from) throw new LogFaultError(`entries are missing between places ${from} and ${to}`);
  return rows.map((row, at) => toLeaf(row, from + at));
}

function toLeaf(row: LeafRow, place: number): Leaf {
  if (row.leafIndex !== place) throw new LogFaultError(`the database has no entry at place ${place}`);
  const entry = Buffer.from(row.body);
  const hash = hashLeaf(entry);
  if (Buffer.from(hash).toString("hex") !== row.leafHash) {
    throw new LogFaultError(`the entry at place ${place} (${row.auditId}) was changed after it was written`);
  }
  return { atMs: row.atMs, entry, hash };
}
