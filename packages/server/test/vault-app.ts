import { createApp } from "../src/http/app.ts";
import { createLog, type RequestLine } from "../src/http/log.ts";
import { createMetrics } from "../src/http/metrics.ts";
import { createTrustedProxies } from "../src/http/peer.ts";
import { createRequestLimits } from "../src/http/request-limits.ts";
import { createMemoryCache } from "../src/storage/cache/memory.ts";
import { createTenantRow } from "../src/storage/contract/rows.ts";
import type { RelationalStore, TenantRow } from "../src/storage/ports.ts";
import { createTenantDirectory } from "../src/tenants/directory.ts";
import type { AskedAnalytics } from "../src/vault/queries/asked.ts";
import { createVaultRoutes } from "../src/vault/routes.ts";

/** The static key of the statistics. */
export const TEST_VAULT_KEY = "vault_test_0123456789abcdefghijklmnop";

export interface VaultApp {
  /** Posts a body with the static key, or with the headers given. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** What the request log was told. */
  readonly lines: readonly RequestLine[];
}

/** Serves the statistics endpoints without a socket, over any analytics store; by itself its tenant is `shop` (`shop0001`). */
export async function createVaultApp(
  analytics: AskedAnalytics,
  {
    botFilterFrom = "2026-05-01",
    tenants: rows = [createTenantRow()],
  }: { readonly botFilterFrom?: string; readonly tenants?: readonly TenantRow[] } = {},
): Promise<VaultApp> {
  const lines: RequestLine[] = [];
  const store = createTenantStore(rows);
  const tenants = await createTenantDirectory(store, await createMemoryCache({ entriesMax: 10 }), () => 0);
  const unlimited = { reads: 0, writes: 0, events: 0, keyCalls: 0, failedKeys: 0, tenantFactor: 0 };
  const app = createApp({
    routes: createVaultRoutes({ analytics, store, tenants, settings: { apiKey: TEST_VAULT_KEY, botFilterFrom } }),
    proxies: createTrustedProxies("none"),
    log: createLog("silent").log,
    onRequest: (line) => lines.push(line),
    metrics: createMetrics({ isProcessIncluded: false }),
    limits: createRequestLimits(
      unlimited,
      () => false,
      () => 0,
    ),
    clock: () => 0,
  });
  return {
    post: async (path, body, headers = { "X-API-Key": TEST_VAULT_KEY }) =>
      app.request(path, { method: "POST", headers, body: JSON.stringify(body) }),
    lines,
  };
}

/** Holds tenants and no key. */
function createTenantStore(rows: readonly TenantRow[]): RelationalStore {
  const repositories = {
    tenants: { find: (reference: string) => rows.find(({ tenantId, code }) => [tenantId, code].includes(reference)) },
    apiKeys: { findByHash: () => undefined },
  };
  const read = async (unit: () => unknown): Promise<unknown> => unit();
  return { repositories, read } as unknown as RelationalStore;
}
