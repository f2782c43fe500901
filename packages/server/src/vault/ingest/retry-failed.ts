import type { RelationalStore } from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";

/** What was given up and is loaded again. */
export interface Retried {
  /** Of consent events. */
  readonly objects: number;
  /** Of CDN logs. */
  readonly files: number;
}

/** Has all that was given up loaded again, with as many attempts as at first. What had been loaded of it counts once. */
export function retryFailed(store: RelationalStore): Promise<Retried> {
  const { ingest, cdn } = store.repositories;
  return store.transaction(function* retryUnit(): Unit<Retried> {
    return { objects: yield* ingest.retryFailed(), files: yield* cdn.retryFiles() };
  });
}
