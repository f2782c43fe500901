import type { Unit } from "../unit.ts";

/** A file of the publisher of the global vendor list: the copy at hand, and when to ask for it again. */
export interface TcfFileRow {
  /** `list`, `archive-{version}` or `purposes-{language}`. */
  readonly name: string;
  /** Object that holds the last good copy; `null`: there was none yet. */
  readonly objectKey: string | null;
  /** `vendorListVersion` of that copy. */
  readonly version: number | null;
  readonly etag: string | null;
  /** When that copy was last known to be the newest; `null`: never. */
  readonly fetchedAtMs: number | null;
  /** No process asks before: the copy is fresh until then, or the last attempt failed not long ago. */
  readonly askAtMs: number;
  /** Attempts that failed since the last good one. */
  readonly failures: number;
}

export interface TcfFileRepository {
  all(): Unit<readonly TcfFileRow[]>;
  find(name: string): Unit<TcfFileRow | undefined>;
  /** Adds a file, or replaces what is known of it. */
  put(row: TcfFileRow): Unit<void>;
}
