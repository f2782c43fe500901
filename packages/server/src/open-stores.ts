import { join } from "node:path";
import type { ServerConfig } from "./config.ts";
import { createRandomSource } from "./random.ts";
import { createSqliteAnalytics } from "./storage/analytics/sqlite.ts";
import { createMemoryCache } from "./storage/cache/memory.ts";
import { createRedisCache, type RedisStateChange } from "./storage/cache/redis.ts";
import { createFileObjects } from "./storage/objects/filesystem.ts";
import type { AnalyticsStore, Cache, EventQueue, ObjectStore, RelationalStore } from "./storage/ports.ts";
import { createSqliteQueue } from "./storage/queue/sqlite.ts";
import { createPostgresRelational } from "./storage/relational/postgres.ts";
import { createSqliteRelational } from "./storage/relational/sqlite.ts";
import { keepErasedOut, readTombstoneKey } from "./vault/erasure/tombstones.ts";

/** One adapter per port. */
export interface Stores {
  readonly relational: RelationalStore;
  readonly analytics: AnalyticsStore;
  readonly objects: ObjectStore;
  readonly queue: EventQueue;
  readonly cache: Cache;
}

/** What statistics are made of and kept in. */
export type StatisticsStores = Pick<Stores, "relational" | "analytics" | "objects">;

/** Opens the stores that the configuration names: this is the one place that picks adapters. */
export async function openStores(
  config: ServerConfig,
  now: () => number = Date.now,
  onRedisChange?: (change: RedisStateChange) => void,
): Promise<Stores> {
  const stores = await openStatisticsStores(config, now);
  const queue = await openQueue(config, join(config.dataDirectory, "queue.sqlite"), now);
  const cache = config.redis
    ? await createRedisCache({ ...config.redis, onStateChange: onRedisChange })
    : await createMemoryCache({ entriesMax: 50_000, now });
  return { ...stores, queue, cache };
}

/** Opens what a command works on beside a running server, whose queue and cache it has no business with. */
export async function openStatisticsStores(config: ServerConfig, now: () => number): Promise<StatisticsStores> {
  const file = (name: string): string => join(config.dataDirectory, name);
  const relational = await openRelational(config, now);
  const tombstoneKey = await readTombstoneKey(relational, createRandomSource());
  const analytics = config.clickhouse
    ? await openClickHouse(config.clickhouse, tombstoneKey)
    : await createSqliteAnalytics({ file: file("analytics.sqlite"), tombstoneKey });
  await keepErasedOut(relational, analytics, tombstoneKey);
  return { relational, analytics, objects: await openObjects(config) };
}

/** Opens the relational store alone, for a command that needs no other. */
export async function openRelational(
  { database, dataDirectory }: ServerConfig,
  now: () => number,
): Promise<RelationalStore> {
  if (database) return createPostgresRelational({ ...database, now });
  return createSqliteRelational({ file: join(dataDirectory, "cookiehub.sqlite") });
}

// These clients take long to load: whoever does not use them does not pay for them.

async function openClickHouse(
  settings: NonNullable<ServerConfig["clickhouse"]>,
  tombstoneKey: string,
): Promise<AnalyticsStore> {
  const { createClickHouseAnalytics } = await import("./storage/analytics/clickhouse.ts");
  return createClickHouseAnalytics({ ...settings, tombstoneKey });
}

async function openObjects({ s3, objectsDirectory }: ServerConfig): Promise<ObjectStore> {
  if (!s3) return createFileObjects({ directory: objectsDirectory });
  const { createS3Objects } = await import("./storage/objects/s3.ts");
  return createS3Objects(s3);
}

async function openQueue({ sqs }: ServerConfig, file: string, now: () => number): Promise<EventQueue> {
  if (!sqs) return createSqliteQueue({ file, now });
  const { createSqsQueue } = await import("./storage/queue/sqs.ts");
  return createSqsQueue({ ...sqs, now });
}

/** Closes every store, after what is under way in each. */
export async function closeStores(stores: StatisticsStores & Partial<Stores>): Promise<void> {
  await stores.queue?.close();
  await stores.analytics.close();
  await stores.relational.close();
  await stores.cache?.close();
}
