import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { createOrganizationService, type OrganizationService } from "../src/accounts/organization-service.ts";
import { createMemoryCache } from "../src/storage/cache/memory.ts";
import type { RelationalStore, TenantRow } from "../src/storage/ports.ts";
import { createPostgresRelational } from "../src/storage/relational/postgres.ts";
import { createSqliteRelational } from "../src/storage/relational/sqlite.ts";
import { createTenantDirectory, type TenantDirectory } from "../src/tenants/directory.ts";
import type { ConfigCheck } from "../src/tenants/publish.ts";
import { createTenantService, type TenantService } from "../src/tenants/service.ts";
import { createTestDatabase } from "./servers/test-servers.ts";

/** The services that publish, on a database of their own; `published` is what a CDN would be told. */
export interface Administration {
  readonly store: RelationalStore;
  readonly directory: TenantDirectory;
  readonly tenants: TenantService;
  readonly organizations: OrganizationService;
  readonly published: TenantRow[];
  /** The same services over another view of the store, such as one that fails. */
  over(store: RelationalStore, checkConfig?: ConfigCheck): Pick<Administration, "tenants" | "organizations">;
  createTenant(tenantId: string, organizationId?: string, layer?: object): Promise<TenantRow>;
  /** Actions and details of every entry, in the order of appending. */
  readEntries(): Promise<{ action: string; tenant_id: string; details: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

export const ORIGIN = { keyId: "key_test" };

/** Opens a fresh database, and ends it. */
type OpenDatabase = () => Promise<{ readonly store: RelationalStore; drop(): Promise<void> }>;

/** The databases that the guarantees hold on. */
export const DATABASES: readonly (readonly [string, OpenDatabase])[] = [
  [
    "SQLite",
    async () => {
      const directory = await mkdtemp(join(tmpdir(), "cookiehub-administration-"));
      const store = await createSqliteRelational({ file: join(directory, "test.sqlite") });
      return { store, drop: () => rm(directory, { recursive: true, force: true }) };
    },
  ],
  [
    "PostgreSQL",
    async () => {
      const { url, drop } = await createTestDatabase();
      return { store: await createPostgresRelational({ url, poolMax: 8 }), drop };
    },
  ],
];

/** Opens the services on a fresh database; every look at the clock is a millisecond later. */
export async function openAdministration(openDatabase: OpenDatabase): Promise<Administration> {
  const { store, drop } = await openDatabase();
  const cache = await createMemoryCache({ entriesMax: 100 });
  let nowMs = 1_800_000_000_000;
  let counter = 0;
  const now = (): number => ++nowMs;
  const random = (bytes: number): Uint8Array => {
    return createHash("sha256").update(String(counter++)).digest().subarray(0, bytes);
  };
  const names = await createTenantDirectory(store, cache, now);
  const published: TenantRow[] = [];
  const onPublished = (row: TenantRow): void => void published.push(row);
  const log = pino({ level: "silent" });
  const over = (one: RelationalStore, checkConfig: ConfigCheck = () => []) => {
    const parts = { store: one, directory: names, now, random, onPublished, checkConfig };
    return { tenants: createTenantService(parts), organizations: createOrganizationService({ ...parts, log }) };
  };
  const services = over(store);
  return {
    store,
    directory: names,
    ...services,
    published,
    over,
    createTenant: (tenantId, organizationId, layer = {}) =>
      services.tenants.create(
        {
          tenantId,
          code: undefined,
          organizationId: organizationId ?? null,
          layer: { domain: `${tenantId}.example`, ...layer },
        },
        ORIGIN,
      ),
    readEntries: async () => {
      await store.transaction(() => store.repositories.auditLog.sequence(10_000));
      const leaves = await store.read(() => store.repositories.auditLog.leaves(0, 10_000));
      return leaves.map((leaf) => JSON.parse(leaf.body) as never);
    },
    close: async () => {
      names.close();
      await store.close();
      await cache.close();
      await drop();
    },
  };
}
