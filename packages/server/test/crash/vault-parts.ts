import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { createAgentReader } from "../../src/consent/agent.ts";
import { createLog } from "../../src/http/log.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { createSqliteAnalytics } from "../../src/storage/analytics/sqlite.ts";
import { createFileObjects } from "../../src/storage/objects/filesystem.ts";
import type { AnalyticsStore, EventQueue, ObjectStore, RelationalStore } from "../../src/storage/ports.ts";
import { createSqliteQueue } from "../../src/storage/queue/sqlite.ts";
import { createPostgresRelational } from "../../src/storage/relational/postgres.ts";
import { createSqliteRelational } from "../../src/storage/relational/sqlite.ts";
import type { Task } from "../../src/tasks/loop.ts";
import { downloadAsnFile } from "../../src/vault/asn/asn-source.ts";
import { createBunnyPull } from "../../src/vault/ingest/bunny-api-logs.ts";
import { createBunnyLogs } from "../../src/vault/ingest/bunny-logs.ts";
import { createCdnIngest } from "../../src/vault/ingest/clickhouse-ingest.ts";
import { createCloudFrontIndex } from "../../src/vault/ingest/cloudfront-log-index.ts";
import { createObjectIngest } from "../../src/vault/ingest/consent-clickhouse-ingest.ts";
import { createOutboxIngest } from "../../src/vault/ingest/consent-outbox-ingest.ts";
import { createQueueIngest } from "../../src/vault/ingest/consent-sqs-ingest.ts";
import { createAsnKeeper } from "../../src/vault/ingest/refresh-asn.ts";
import { createSettle } from "../../src/vault/ingest/settle.ts";
import { createSessionRows } from "../../src/vault/rows/session-row.ts";
import { CLOUDFRONT_PREFIX, NOW_MS, ZONE } from "./vault-load.ts";

/** Where a vault's data is, and what it is told from outside. */
export interface VaultPlace {
  /** Of files; relational data, analytics data too where nothing else is named. */
  readonly directory: string;
  /** Of a local server that answers as Bunny and as the publisher of networks. */
  readonly sourcesUrl: string;
  /** Of PostgreSQL. */
  readonly database?: string | undefined;
  /** Of SQS. */
  readonly queueUrl?: string | undefined;
  /** @default NOW_MS */
  readonly nowMs?: number | undefined;
  readonly clickhouse?: { readonly url: string; readonly database: string } | undefined;
}

export interface VaultStores {
  readonly store: RelationalStore;
  readonly analytics: AnalyticsStore;
  readonly objects: ObjectStore;
  readonly queue: EventQueue;
  readonly logs: ObjectStore;
}

export async function openVaultStores(
  place: VaultPlace,
  now: () => number = () => place.nowMs ?? NOW_MS,
): Promise<VaultStores> {
  const { directory, database, clickhouse } = place;
  return {
    store: database
      ? await createPostgresRelational({ url: database, now })
      : await createSqliteRelational({ file: join(directory, "store.sqlite") }),
    analytics: clickhouse
      ? await openClickHouse(clickhouse)
      : await createSqliteAnalytics({ file: join(directory, "analytics.sqlite") }),
    objects: await createFileObjects({ directory: join(directory, "bronze") }),
    queue: await openQueue(place, now),
    logs: await createFileObjects({ directory: join(directory, "logs") }),
  };
}

// These clients take long to load: a process that does not use them starts sooner.
async function openClickHouse(options: NonNullable<VaultPlace["clickhouse"]>): Promise<AnalyticsStore> {
  const { createClickHouseAnalytics } = await import("../../src/storage/analytics/clickhouse.ts");
  return createClickHouseAnalytics({ ...options, sessionRetentionDays: 36_500 });
}

async function openQueue({ directory, queueUrl }: VaultPlace, now: () => number): Promise<EventQueue> {
  if (queueUrl === undefined) return createSqliteQueue({ file: join(directory, "queue.sqlite"), now });
  const { createSqsQueue } = await import("../../src/storage/queue/sqs.ts");
  const queue = await createSqsQueue({ queueUrl, region: "us-east-1" });
  // Without the wait for a first message.
  return { ...queue, receive: (limit, visibilityMs) => queue.receive(limit, visibilityMs) };
}

export async function closeVaultStores({ store, analytics, queue }: VaultStores): Promise<void> {
  await Promise.all([store.close(), analytics.close(), queue.close()]);
}

/** Every task of the vault, each as often as the figures need it; what is found first comes first. */
export function createVaultTasks(
  stores: VaultStores,
  { sourcesUrl, nowMs = NOW_MS }: VaultPlace,
  now: () => number = () => nowMs,
): readonly Task[] {
  const { store, objects, analytics, queue, logs } = stores;
  const log = createLog("silent").log;
  const common = { store, objects, analytics, log, metrics: createMetrics({ isProcessIncluded: false }), now };
  const toBronze = { ...common, batchSize: 4, flushAgeMs: 1, onObject: () => {}, pause: async () => {} };
  const readAgent = createAgentReader();
  const networks = createAsnKeeper({
    ...{ ...common, source: { kind: "url", url: `${sourcesUrl}/asn.csv` }, classes: new Map() },
    ...{ download: downloadAsnFile, closing: new AbortController().signal },
  });
  const bunnyLogs = createBunnyLogs({ accessKey: "key", version: "v1", url: sourcesUrl, timeoutMs: 10_000 });
  const createRows: Parameters<typeof createCdnIngest>[0]["createRows"] = (source) =>
    createSessionRows({ source, readAgent, findAsn: networks.find });
  return [
    networks.task,
    createBunnyPull({ ...common, logs: bunnyLogs, zones: [ZONE], batchLines: 80 }).task,
    createCloudFrontIndex({ ...common, source: logs, prefix: CLOUDFRONT_PREFIX }),
    createCdnIngest({ ...common, createRows, prepare: networks.prepare, holder: randomUUID(), batchRows: 60 }),
    createOutboxIngest(toBronze),
    createQueueIngest({ ...toBronze, queue, source: "" }),
    createObjectIngest({ ...common, readAgent, findDomainCode: async () => undefined }),
    { name: "refresh-bots", everyMs: 1, run: async () => ((await analytics.refreshBots()) > 0 ? "done" : "idle") },
    createSettle(common).task,
  ];
}
