import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Composition, compose } from "../../src/compose.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/http/log.ts";
import type { OpenApi } from "../../src/http/openapi.ts";
import { createClickHouseAnalytics } from "../../src/storage/analytics/clickhouse.ts";
import { createTenantRow } from "../../src/storage/contract/rows.ts";
import type { AnalyticsStore } from "../../src/storage/ports.ts";
import type { TestClickHouse } from "../clickhouse/test-clickhouse.ts";
import { TEST_VAULT_KEY } from "../vault-app.ts";

/** First day that is told without bots: the streams have days before it and after it. */
export const CUTOVER = "2026-03-02";

/** A whole server without a socket, and the store behind its figures. */
export interface VaultSide {
  readonly store: AnalyticsStore;
  /** Posts a text; answers all that a caller could tell apart. */
  ask(path: string, body: string, headers?: Record<string, string>): Promise<Answered>;
  /** Addresses of the statistics, as the server itself lists them. */
  listPaths(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Puts a server on SQLite together. */
export async function createSqliteSide(codes: readonly string[]): Promise<VaultSide> {
  const side = await createSide({}, codes);
  return { ...side, store: side.composition.stores.analytics };
}

/** Puts one on ClickHouse together. Rows are loaded beside it, into tables that keep sessions of long ago. */
export async function createClickHouseSide(clickhouse: TestClickHouse, codes: readonly string[]): Promise<VaultSide> {
  const options = clickhouse.createOptions();
  const store = await createClickHouseAnalytics(options);
  const side = await createSide({ CLICKHOUSE_URL: options.url, CLICKHOUSE_DATABASE: options.database }, codes);
  return {
    ...{ ...side, store },
    async close() {
      await side.close();
      await store.close();
    },
  };
}

async function createSide(env: Readonly<Record<string, string>>, codes: readonly string[]) {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-test-side-"));
  const own = { COOKIEHUB_DATA_DIR: directory, VAULT_API_KEY: TEST_VAULT_KEY, BOT_FILTER_CUTOVER: CUTOVER };
  const composition = await compose({
    config: readConfig({ ...own, ...env }),
    widget: { core: "", addOns: {}, assets: { chunks: {}, languages: {} }, files: new Map() },
    log: createLog("silent"),
    isDraining: () => false,
  });
  await addTenants(composition, codes);
  const { app } = composition;
  return {
    composition,

    async ask(path: string, body: string, headers: Record<string, string> = { "X-API-Key": TEST_VAULT_KEY }) {
      const response = await app.request(path, { method: "POST", headers, body });
      // The one thing that is another each time.
      const requestId = response.headers.get("x-request-id") ?? "";
      const text = await response.text();
      const { "x-request-id": _, ...rest } = Object.fromEntries(response.headers);
      return { status: response.status, headers: rest, body: text.replaceAll(requestId, "(request id)") };
    },

    async listPaths() {
      const { paths } = (await (await app.request("/openapi.json")).json()) as OpenApi;
      return Object.keys(paths).filter((path) => paths[path]?.post?.tags.includes("vault"));
    },

    async close() {
      await composition.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function addTenants({ stores: { relational } }: Composition, codes: readonly string[]): Promise<void> {
  for (const code of codes) {
    const tenant = createTenantRow({ tenantId: `tenant-${code}`, code });
    await relational.transaction(() => relational.repositories.tenants.put(tenant));
  }
}
