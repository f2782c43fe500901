import { StorageUnavailableError } from "../../storage/errors.ts";
import type { RelationalStore } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";
import { DomainLookupError } from "./domain-codes.ts";
import { type LoadObjectParts, loadObject } from "./load-object.ts";

const OBJECTS_PER_RUN = 20;
const ATTEMPTS_MAX = 10;

export interface ObjectIngestParts extends LoadObjectParts {
  readonly store: RelationalStore;
  readonly now: () => number;
}

/**
 * Loads bronze objects into the analytics store: rows first, then the mark in the relational store. Loading the same
 * object again changes nothing, so a crash in between is harmless. A line that is no event goes to `rejected/` with its
 * reason and never stops the object. One process does this at a time: of an event that came twice, in two objects, the second
 * is known by the first, which must be loaded then. (The task keeps its name where the store is not ClickHouse.)
 */
export function createObjectIngest(parts: ObjectIngestParts): Task {
  const waiting = new Set<string>();
  return {
    name: "consent-clickhouse-ingest",
    everyMs: 1000,
    run: async (stopping) =>
      (await parts.store.exclusively("consent-clickhouse-ingest", () => loadPending(parts, waiting, stopping))) ??
      "idle",
  };
}

// `waiting`: objects whose domains could not be looked up. They are no obstacle to the others, and one of them is enough to
// see whether the lookup answers again.
async function loadPending(
  parts: ObjectIngestParts,
  waiting: Set<string>,
  stopping: AbortSignal | undefined,
): Promise<"done" | "idle"> {
  const { ingest } = parts.store.repositories;
  const pending = await parts.store.read(() => ingest.pending(OBJECTS_PER_RUN + waiting.size));
  if (pending.length === 0) return "idle";
  let failure: unknown;
  let isLookupDown = false;
  for (const { key } of pending) {
    if (isLookupDown && waiting.has(key)) continue;
    try {
      await loadObject(parts, key, stopping);
      if (stopping?.aborted) break;
      await parts.store.transaction(() => ingest.markLoaded(key, parts.now()));
      waiting.delete(key);
    } catch (error) {
      failure = error;
      if (error instanceof DomainLookupError) {
        isLookupDown = true;
        waiting.add(key);
        // A store that does not answer says nothing about the object: giving it up would lose its events.
      } else if (error instanceof StorageUnavailableError) throw error;
      else await parts.store.transaction(() => ingest.markAttempt(key, toMessage(error), ATTEMPTS_MAX));
    }
  }
  if (failure) throw failure;
  return "done";
}

// What failed may be quoted in it: bounded, and without what a database refuses.
function toMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(0, 1000).replaceAll("\0", "");
}
