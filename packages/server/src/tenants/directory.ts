import { TENANT_ID_PATTERN } from "@cookiehub/schemas/constants";
import { ApiError } from "../http/api-error.ts";
import { StorageUnavailableError } from "../storage/errors.ts";
import type { Cache, RelationalStore, TenantRow } from "../storage/ports.ts";

/** Channel on which processes tell each other that a tenant changed; the message is its id. */
export const TENANT_CHANGED = "tenant-changed";

const ENTRIES_MAX = 10_000;
// Every process hears of a change at once; this bounds the one whose publisher was killed before it could tell.
const SHARED_TTL_MS = 60_000;
// Without a cache that tells of changes: the bound on how long another process's change can go unnoticed.
const ALONE_TTL_MS = 30_000;

/** Finds tenants by id or code, from memory on the hot path. */
export interface TenantDirectory {
  /** Throws `missing_tenant` or `tenant_not_found`. */
  get(reference: string | undefined): Promise<TenantRow>;
  /** Forgets a tenant in every process. */
  invalidate(tenant: Pick<TenantRow, "tenantId" | "code">): Promise<void>;
  close(): void;
}

interface Entry {
  readonly row: TenantRow;
  readonly validUntilMs: number;
}

/**
 * Creates the directory. Only tenants that exist are remembered, so that made-up names cannot push real ones out; and
 * nothing is while changes made elsewhere could be missed: then every question goes to the store.
 */
export async function createTenantDirectory(
  store: RelationalStore,
  cache: Cache,
  now: () => number,
): Promise<TenantDirectory> {
  const ttlMs = cache.isShared ? SHARED_TTL_MS : ALONE_TTL_MS;
  const entries = new Map<string, Entry>();
  let isTrusted = true;
  // A row that was being read while something changed may be from before the change, and is not kept.
  let changes = 0;
  const forget = (id: string): void => {
    changes++;
    for (const [reference, entry] of entries) if (entry.row.tenantId === id) entries.delete(reference);
  };
  const trust = (isListening: boolean): void => {
    changes++;
    isTrusted = isListening;
    entries.clear();
  };
  const unsubscribe = await cache.subscribe(TENANT_CHANGED, forget, {
    onLost: () => trust(false),
    onRestored: () => trust(true),
  });

  async function get(reference: string | undefined): Promise<TenantRow> {
    if (!reference) {
      throw new ApiError("missing_tenant", "Name the tenant: header X-Tenant-ID, or query parameter tenant.");
    }
    // Neither an id nor a code: no store has to be asked, and none has to bear what stands there.
    if (!TENANT_ID_PATTERN.test(reference)) throw notFound();
    const known = entries.get(reference);
    if (known && known.validUntilMs > now()) return known.row;
    const mark = changes;
    const readAtMs = now();
    const row = await store.read(() => store.repositories.tenants.find(reference));
    if (!row) throw notFound();
    if (!isTrusted || mark !== changes) return row;
    entries.delete(reference);
    entries.set(reference, { row, validUntilMs: readAtMs + ttlMs });
    const oldest = entries.size > ENTRIES_MAX ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
    return row;
  }

  return {
    get,
    invalidate: async (tenant) => {
      forget(tenant.tenantId);
      // The change is committed, so its author is not told that it failed: the cache repeats the message when it is back.
      await cache.publish(TENANT_CHANGED, tenant.tenantId).catch((error: unknown) => {
        if (!(error instanceof StorageUnavailableError)) throw error;
      });
    },
    close: unsubscribe,
  };
}

function notFound(): ApiError {
  return new ApiError("tenant_not_found", "This tenant is not configured here.");
}
