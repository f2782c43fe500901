import type { Database } from "./connection.ts";
import { toStorageError } from "./errors.ts";

/**
 * Brings a file's tables up to date: runs the steps it has not seen, in order, in one transaction. Steps are only ever
 * added at the end; a file from a newer release is refused.
 */
export function applySchemaSteps(database: Database, steps: readonly string[]): void {
  try {
    database
      .transaction(() => {
        const done = Number(database.pragma("user_version", { simple: true }));
        if (done > steps.length) throw new Error(`${database.name} was written by a newer release (schema ${done})`);
        // Nothing is written then: who only looks leaves the file as it is.
        if (done === steps.length) return;
        for (const step of steps.slice(done)) database.exec(step);
        database.pragma(`user_version = ${steps.length}`);
      })
      .immediate();
  } catch (error) {
    throw toStorageError(error);
  }
}
