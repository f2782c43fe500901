import { mkdirSync } from "node:fs";
import path from "node:path";
import SqliteDatabase, { type Database } from "better-sqlite3";
import { toStorageError } from "./errors.ts";

export type { Database } from "better-sqlite3";

export interface SqliteOptions {
  readonly file: string;
  readonly readonly?: boolean | undefined;
  /**
   * How long a statement waits for another process's lock. The thread stands still meanwhile.
   * @default 100
   */
  readonly busyTimeoutMs?: number | undefined;
  /** Most pages (4 KiB) the file may grow to; beyond it writes are refused as on a full disk. No bound by default. */
  readonly pagesMax?: number | undefined;
}

/** Opens a database file, making its folder, so that what a commit acknowledges survives the loss of power. */
export function openSqlite(options: SqliteOptions): Database {
  const isReadonly = options.readonly ?? false;
  try {
    if (!isReadonly) mkdirSync(path.dirname(path.resolve(options.file)), { recursive: true });
    const database = new SqliteDatabase(options.file, { readonly: isReadonly, timeout: options.busyTimeoutMs ?? 100 });
    try {
      if (!isReadonly) database.pragma("journal_mode = WAL");
      // The engine's own default under WAL is NORMAL, which may lose the last commits with the power.
      database.pragma("synchronous = FULL");
      database.pragma("foreign_keys = ON");
      if (options.pagesMax !== undefined) database.pragma(`max_page_count = ${Math.trunc(options.pagesMax)}`);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw toStorageError(error);
  }
}

/** Moves the log into the file and closes; a reader that holds the log back does not stop the closing. */
export function closeSqlite(database: Database): void {
  if (!database.open) return;
  try {
    if (!database.readonly) database.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
}
