import type { Cache, ConsentRow, RelationalStore } from "../storage/ports.ts";

/** How long a record may stay in the cache, in milliseconds. */
const RECORD_TTL_MS = 60_000;

/** Reads what a device's consent is, through the cache that every process shares, where there is one. */
export interface RecordReader {
  read(tenantId: string, deviceId: string): Promise<ConsentRow | undefined>;
  /** Call after a change has committed and before it is acknowledged: from then on nobody reads what was before. */
  forget(tenantId: string, deviceIds: readonly string[]): Promise<void>;
}

/**
 * Creates the reader. A cache of this process alone is not asked: another process's change would not reach it.
 * A cache that is away costs time, never an answer: records are read from the store, and what could not be removed is
 * removed before the cache is read again (`Cache`).
 */
export function createRecordReader(store: RelationalStore, cache: Cache): RecordReader {
  const { consents } = store.repositories;
  const readStore = (tenantId: string, deviceId: string): Promise<ConsentRow | undefined> =>
    store.read(() => consents.current(tenantId, deviceId));
  if (!cache.isShared) return { read: readStore, forget: async () => {} };

  return {
    async read(tenantId, deviceId) {
      const key = toKey(tenantId, deviceId);
      const lease = await cache.lease(key).catch(() => null);
      if (lease === null) return readStore(tenantId, deviceId);
      if ("value" in lease) return readCached(lease.value);
      const record = await readStore(tenantId, deviceId);
      cache.fill(key, lease.token, JSON.stringify(record ?? null), RECORD_TTL_MS).catch(() => {});
      return record;
    },
    async forget(tenantId, deviceIds) {
      await cache.remove(deviceIds.map((deviceId) => toKey(tenantId, deviceId))).catch(() => {});
    },
  };
}

// A process of the release before may have filled it.
function readCached(text: string): ConsentRow | undefined {
  const row = JSON.parse(text) as ConsentRow | null;
  return row ? { ...row, services: row.services ?? {}, configVersion: row.configVersion ?? 0 } : undefined;
}

function toKey(tenantId: string, deviceId: string): string {
  return `consent ${tenantId} ${deviceId}`;
}
