import { ApiError } from "../http/api-error.ts";
import type { Cache, RelationalStore, TenantRow } from "../storage/ports.ts";

/** Channel on which processes tell each other that a tenant changed; the message is its id. */
export const TENANT_CHANGED = "tenant-changed";

const ENTRIES_MAX = 10_000;
// The bound on how long a process that missed an invalidation can serve an old configuration.
const TTL_MS = 30_000;

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

/** Creates the directory. Only tenants that exist are remembered, so that made-up names cannot push real ones out. */
export async function createTenantDirectory(
  store: RelationalStore,
  cache: Cache,
  now: () => number,
): Promise<TenantDirectory> {
  const entries = new Map<string, Entry>();
  const forget = (id: string): void => {
    for (const [reference, entry] of entries) if (entry.row.tenantId === id) entries.delete(reference);
  };
  const unsubscribe = await cache.subscribe(TENANT_CHANGED, forget);

  async function get(reference: string | undefined): Promise<TenantRow> {
    if (!reference) {
      throw new ApiError("missing_tenant", "Name the tenant: header X-Tenant-ID, or query parameter tenant.");
    }
    const known = entries.get(reference);
    if (known && known.validUntilMs > now()) return known.row;
    const row = await store.read(() => store.repositories.tenants.find(reference));
    if (!row) throw new ApiError("tenant_not_found", "This tenant is not configured here.");
    entries.delete(reference);
    entries.set(reference, { row, validUntilMs: now() + TTL_MS });
    const oldest = entries.size > ENTRIES_MAX ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
    return row;
  }

  return {
    get,
    invalidate: async (tenant) => {
      forget(tenant.tenantId);
      await cache.publish(TENANT_CHANGED, tenant.tenantId);
    },
    close: unsubscribe,
  };
}
