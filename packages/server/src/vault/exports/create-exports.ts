import type { ServerConfig } from "../../config.ts";
import type { Logger } from "../../http/log.ts";
import type { Metrics } from "../../http/metrics.ts";
import type { Stores } from "../../open-stores.ts";
import { createRandomSource } from "../../random.ts";
import type { Task } from "../../tasks/loop.ts";
import { createExportService, type ExportService } from "./service.ts";
import { createExportWorker } from "./worker.ts";

export interface ExportParts {
  readonly config: Pick<ServerConfig, "hasExportWorker">;
  readonly stores: Pick<Stores, "relational" | "objects" | "analytics">;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  /** Has a task look for work soon. */
  readonly wake: (taskName: string) => void;
}

/** Puts exports together: what takes the wishes, and, where it is wanted, what carries them out. */
export function createExports({ config, stores, log, metrics, now, wake }: ExportParts): {
  readonly service: ExportService;
  readonly tasks: readonly Task[];
} {
  const { relational: store, objects, analytics } = stores;
  const worker = createExportWorker({ store, objects, analytics, now });
  const { exports } = store.repositories;
  metrics.addGauge("cookiehub_exports_open", "Exports that wait or are under way", async () => {
    return (await store.read(() => exports.counts())).open;
  });
  metrics.addGauge("cookiehub_exports_failed", "Exports that were given up within the last seven days", async () => {
    return (await store.read(() => exports.counts())).failed;
  });
  const random = createRandomSource();
  const onJob = (): void => wake(worker.name);
  return {
    service: createExportService({ store, objects, log, now, random, onJob }),
    tasks: config.hasExportWorker ? [worker] : [],
  };
}
