import { StorageUnavailableError } from "./errors.ts";

/** Lets work in until it is closed, and knows when the last of it has left. */
export interface Door {
  pass<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** Refuses new work; resolves when all that is inside has ended. */
  close(): Promise<void>;
}

/** Creates a door that is open; `name` stands in what it says to those who come too late. */
export function createDoor(name: string): Door {
  const inside = new Set<Promise<unknown>>();
  let isClosed = false;

  return {
    async pass(work) {
      if (isClosed) throw new StorageUnavailableError(`${name}: closed`);
      const running = work();
      inside.add(running);
      try {
        return await running;
      } finally {
        inside.delete(running);
      }
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(inside);
    },
  };
}
