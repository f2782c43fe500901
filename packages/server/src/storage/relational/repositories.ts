import { type Dialect, DummyDriver, Kysely } from "kysely";
import type { Repositories } from "../ports.ts";
import { createApiKeyRepository } from "./repositories/api-keys.ts";
import { createAuditRepository } from "./repositories/audit.ts";
import { createConsentRepository } from "./repositories/consents.ts";
import { createIdempotencyRepository } from "./repositories/idempotency.ts";
import { createIngestRepository } from "./repositories/ingest.ts";
import { createOutboxRepository } from "./repositories/outbox.ts";
import { createTenantRepository } from "./repositories/tenants.ts";
import type { Tables } from "./tables.ts";

/** What a dialect says about itself; its driver is not wanted: an adapter runs the statements itself. */
export type QueryDialect = Omit<Dialect, "createDriver">;

/** Creates every repository for a dialect, compiling each of their statements once. */
export function createRepositories(dialect: QueryDialect): Repositories {
  const queries = new Kysely<Tables>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createDriver: () => new DummyDriver(),
    },
  });
  return {
    tenants: createTenantRepository(queries),
    consents: createConsentRepository(queries),
    audit: createAuditRepository(queries),
    idempotency: createIdempotencyRepository(queries),
    outbox: createOutboxRepository(queries),
    apiKeys: createApiKeyRepository(queries),
    ingest: createIngestRepository(queries),
  };
}
