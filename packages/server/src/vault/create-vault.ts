import type { ServerConfig } from "../config.ts";
import { createAgentReader } from "../consent/agent.ts";
import type { Logger } from "../http/log.ts";
import type { Metrics } from "../http/metrics.ts";
import type { Stores } from "../open-stores.ts";
import { createRandomSource } from "../random.ts";
import type { RelationalStore } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import { createCdnLogs } from "./create-cdn-logs.ts";
import { checkErasures, createEraseStatistics } from "./erasure/erase-statistics.ts";
import { createExpireStatistics } from "./erasure/expire-statistics.ts";
import { createRemoveBronze } from "./erasure/remove-bronze.ts";
import { readTombstoneKey } from "./erasure/tombstones.ts";
import { createExports } from "./exports/create-exports.ts";
import type { ExportService } from "./exports/service.ts";
import { createObjectIngest } from "./ingest/consent-clickhouse-ingest.ts";
import { createOutboxIngest } from "./ingest/consent-outbox-ingest.ts";
import { createQueueIngest } from "./ingest/consent-sqs-ingest.ts";
import { createDomainCodes } from "./ingest/domain-codes.ts";
import { createDomainFile } from "./ingest/domain-file.ts";
import { createHistoryRefresh } from "./ingest/refresh-histories.ts";
import { createSettle } from "./ingest/settle.ts";

export interface VaultParts {
  readonly config: ServerConfig;
  readonly stores: Stores;
  readonly lookUp: ((address: string) => string | null) | undefined;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  /** Has a task look for work soon. */
  readonly wake: (taskName: string) => void;
}

/** The way into the statistics. */
export interface Vault {
  readonly tasks: readonly Task[];
  /** Undefined: there are no statistics here to export. */
  readonly exports: ExportService | undefined;
  /** What `/ready` asks beside the stores, by name. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  close(): void;
}

/**
 * Decisions (outbox), reports (queue) and CDN logs -> bronze -> silver and gold. A new object wakes its loading, so that what
 * happened shows in the figures within seconds.
 */
export async function createVault(parts: VaultParts): Promise<Vault> {
  const { config, stores, log, metrics, now, wake } = parts;
  const { relational: store, analytics, objects, queue } = stores;
  const find = config.domainsFile === undefined ? async () => undefined : createDomainFile(config.domainsFile);
  const objectIngest = createObjectIngest({
    ...{ store, objects, analytics, log, metrics, now },
    readAgent: createAgentReader(),
    findDomainCode: createDomainCodes({ find, now }),
  });
  const toBronze = { objects, store, ...config.ingest, now, onObject: () => wake(objectIngest.name) };
  addGauges(metrics, stores);
  const toBronzeTasks = [createOutboxIngest(toBronze), createQueueIngest({ ...toBronze, queue })];
  // Who keeps no statistics brings no logs in either: they would wait for a loading that is elsewhere.
  if (!config.hasStatistics) return { tasks: toBronzeTasks, exports: undefined, checks: {}, close: () => {} };
  const { lookUp } = parts;
  const cdnLogs = await createCdnLogs({
    ...{ settings: config.cdnLogs, store, objects, analytics, lookUp, log, metrics, now },
  });
  const exports = createExports(parts);
  const settle = createSettle({ store, analytics, log, now });
  metrics.addGauge(
    "cookiehub_gold_drift_rows",
    "Lines of rollups that were wrong when their day was settled",
    async () => settle.driftRows(),
  );
  return {
    tasks: [
      ...[...toBronzeTasks, objectIngest, ...cdnLogs.tasks],
      ...[createHistoryRefresh({ store, analytics }), settle.task, ...exports.tasks],
      ...(await createRemovals(parts)),
    ],
    exports: exports.service,
    checks: {
      cdn_logs: cdnLogs.check,
      consent_objects: () => checkObjects(store),
      erasures: () => checkErasures(store, now()),
    },
    close: cdnLogs.close,
  };
}

async function checkObjects(store: RelationalStore): Promise<void> {
  const { ingest } = store.repositories;
  if (await store.read(() => ingest.hasFailed())) {
    throw new Error("an object of consent events was given up: see ingest_objects.last_error");
  }
}

/** What lets go of persons: of those who asked for it at once, of all others in time. */
async function createRemovals({ config, stores, log, metrics, now }: VaultParts): Promise<readonly Task[]> {
  const { relational: store, analytics, objects } = stores;
  const { retention: settings } = config;
  const tombstoneKey = await readTombstoneKey(store, createRandomSource());
  metrics.addGauge("cookiehub_erasures_waiting", "Erasures that the statistics have not followed yet", async () => {
    return (await store.read(() => store.repositories.erasures.waiting(now()))).count;
  });
  return [
    createEraseStatistics({ store, analytics, tombstoneKey, log, now }),
    createExpireStatistics({ store, analytics, settings, now }),
    createRemoveBronze({ store, objects, settings, now }),
  ];
}

function addGauges(metrics: Metrics, { relational, queue }: Stores): void {
  const { ingest } = relational.repositories;
  metrics.addGauge("cookiehub_queue_messages", "Consent events that wait in the queue", () =>
    // A queue that is away must not take the other figures with it.
    queue.depth().catch(() => Number.NaN),
  );
  for (const state of ["pending", "failed"] as const) {
    metrics.addGauge(`cookiehub_ingest_objects_${state}`, `Bronze objects in state ${state}`, async () => {
      return (await relational.read(() => ingest.countByState()))[state];
    });
  }
}
