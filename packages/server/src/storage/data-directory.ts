import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { StorageUnavailableError } from "./errors.ts";
import { toStorageError } from "./sqlite/errors.ts";

export interface HoldOptions {
  /** Others may use it at the same time: it is made, and not held. By default false. */
  readonly isShared?: boolean | undefined;
  /** How long to wait for another server to let go of the directory: the one that is being replaced, say. */
  readonly waitMs: number;
}

const RETRY_MS = 100;

/**
 * Makes the data directory, readable by its owner alone, and holds it for this server; answers what lets go of it. Two
 * servers on one directory would each answer from a memory that the other never clears. The hold is a lock of the
 * operating system on `server.lock`: it ends with the process, however that ends. Rejects with
 * `StorageUnavailableError` when another server keeps it.
 */
export async function holdDataDirectory(
  directory: string,
  { waitMs, isShared = false }: HoldOptions,
): Promise<() => void> {
  if (isShared) {
    makeDirectory(directory);
    return () => {};
  }
  for (let leftMs = waitMs; ; leftMs -= RETRY_MS) {
    const release = tryToHold(directory);
    if (release) return release;
    if (leftMs <= 0) {
      throw new StorageUnavailableError(
        `another server uses ${directory}: stop that one, or give this one a directory of its own and a database that both share`,
      );
    }
    await sleep(RETRY_MS);
  }
}

function tryToHold(directory: string): (() => void) | undefined {
  makeDirectory(directory);
  try {
    const lock = new SqliteDatabase(join(directory, "server.lock"), { timeout: 0 });
    try {
      lock.exec("BEGIN EXCLUSIVE");
      return () => lock.close();
    } catch (error) {
      lock.close();
      if (error instanceof SqliteDatabase.SqliteError && error.code.startsWith("SQLITE_BUSY")) return undefined;
      throw error;
    }
  } catch (error) {
    throw toStorageError(error);
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toStorageError(error);
  }
}
