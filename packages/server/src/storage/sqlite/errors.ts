import SqliteDatabase from "better-sqlite3";
import { StorageConflictError, StorageUnavailableError } from "../errors.ts";

const UNAVAILABLE = /^SQLITE_(FULL|BUSY|LOCKED|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN|NOMEM|PROTOCOL)(_|$)/;
const CONFLICT = /^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE|ROWID)$/;
const FILE_SYSTEM_UNAVAILABLE = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO", "EMFILE", "ENFILE", "EACCES", "EPERM"]);

/** Converts what the engine or the file system throws into the errors of the ports; anything else stays what it is. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof SqliteDatabase.SqliteError) {
    if (UNAVAILABLE.test(error.code))
      return new StorageUnavailableError(`database: ${error.message}`, { cause: error });
    if (CONFLICT.test(error.code)) return new StorageConflictError(error.message, { cause: error });
    return error;
  }
  // better-sqlite3 reports a closed handle as a TypeError without a code.
  if (error instanceof TypeError && error.message === "The database connection is not open") {
    return new StorageUnavailableError("database: closed", { cause: error });
  }
  if (error instanceof Error && "code" in error && FILE_SYSTEM_UNAVAILABLE.has(String(error.code))) {
    return new StorageUnavailableError(error.message, { cause: error });
  }
  return error;
}
