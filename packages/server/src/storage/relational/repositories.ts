import { type Dialect, DummyDriver, Kysely } from "kysely";
import type { LockRepository, Repositories } from "../ports.ts";
import { createApiKeyRepository } from "./repositories/api-keys.ts";
import { createAuditRepository } from "./repositories/audit.ts";
import { createAuditLogRepository } from "./repositories/audit-log.ts";
import { createCdnRepository } from "./repositories/cdn.ts";
import { createConsentRepository } from "./repositories/consents.ts";
import { createDeviceLinkRepository } from "./repositories/device-links.ts";
import { createErasureRepository } from "./repositories/erasures.ts";
import { createExportRepository } from "./repositories/exports.ts";
import { createIdempotencyRepository } from "./repositories/idempotency.ts";
import { createIdentitySecretRepository } from "./repositories/identity-secrets.ts";
import { createIngestRepository } from "./repositories/ingest.ts";
import { createOrganizationRepository } from "./repositories/organizations.ts";
import { createOutboxRepository } from "./repositories/outbox.ts";
import { createServerSecretRepository } from "./repositories/server-secrets.ts";
import { createTcfFileRepository } from "./repositories/tcf-files.ts";
import { createTenantRepository } from "./repositories/tenants.ts";
import type { Tables } from "./tables.ts";

/** What a dialect says about itself; its driver is not wanted: an adapter runs the statements itself. */
export type QueryDialect = Omit<Dialect, "createDriver">;

/** Creates every repository for a dialect, compiling each of their statements once. */
export function createRepositories(dialect: QueryDialect, locks: LockRepository): Repositories {
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
    organizations: createOrganizationRepository(queries),
    consents: createConsentRepository(queries),
    links: createDeviceLinkRepository(queries),
    identitySecrets: createIdentitySecretRepository(queries),
    serverSecrets: createServerSecretRepository(queries),
    audit: createAuditRepository(queries),
    auditLog: createAuditLogRepository(queries, locks),
    locks,
    idempotency: createIdempotencyRepository(queries),
    outbox: createOutboxRepository(queries),
    apiKeys: createApiKeyRepository(queries),
    ingest: createIngestRepository(queries),
    tcfFiles: createTcfFileRepository(queries),
    cdn: createCdnRepository(queries),
    exports: createExportRepository(queries),
    erasures: createErasureRepository(queries),
  };
}
