import type { RelationalStore } from "../storage/ports.ts";
import { type Leaf, readLeaves } from "./leaves.ts";
import { LogFaultError } from "./log-fault.ts";
import type { LogReader } from "./log-reader.ts";
import { TILE_WIDTH } from "./merkle.ts";

/** Walks round the log, one full tile at a time, and holds the database's entries to what was published of them. */
export interface LogPatrol {
  /** Looks at the next tile of a log of a size; rejects with `LogFaultError`, and then looks at the same one again. */
  step(size: number): Promise<void>;
}

const SUSPECT = "suspect_tile";

/**
 * Creates the patrol. Entries near the end are read and hashed for every checkpoint; the older ones only here. Where it
 * stopped is kept in the database, so that a restart does not pass over a fault that is still there.
 */
export function createLogPatrol(store: RelationalStore, reader: LogReader): LogPatrol {
  const { auditLog } = store.repositories;
  let next: number | undefined;

  async function check(index: number): Promise<void> {
    const leaves = await readLeaves(store, index * TILE_WIDTH, (index + 1) * TILE_WIDTH);
    const published = await reader.readTile({ level: 0, index, width: TILE_WIDTH });
    if (Buffer.compare(toHashes(leaves), published) === 0) return;
    throw new LogFaultError(`entries ${index * TILE_WIDTH} to ${(index + 1) * TILE_WIDTH - 1} are not those published`);
  }

  return {
    step: async (size) => {
      const count = Math.floor(size / TILE_WIDTH);
      if (count === 0) return;
      const suspect = await store.read(() => auditLog.readFact(SUSPECT));
      const index = (suspect ? Number(suspect) : (next ?? 0)) % count;
      try {
        await check(index);
      } catch (error) {
        if (error instanceof LogFaultError && !suspect) {
          await store.transaction(() => auditLog.replaceFact(SUSPECT, String(index)));
        }
        throw error;
      }
      if (suspect) await store.transaction(() => auditLog.replaceFact(SUSPECT, ""));
      next = index + 1;
    },
  };
}

function toHashes(leaves: readonly Leaf[]): Uint8Array {
  return Buffer.concat(leaves.map((leaf) => leaf.hash));
}
