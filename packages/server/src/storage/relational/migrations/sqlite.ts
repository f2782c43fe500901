import { Kysely, SqliteDialect } from "kysely";
import { Migrator } from "kysely/migration";
import type { Database } from "../../sqlite/connection.ts";
import { toStorageError } from "../../sqlite/errors.ts";
import type { Tables } from "../tables.ts";
import { RECORDS } from "./0001-records.ts";
import { CONSENT_CORE } from "./0002-consent-core.ts";
import { ORGANIZATION_PUBLISHING } from "./0003-organization-publishing.ts";
import { SERVICES } from "./0004-services.ts";
import { TCF_FILES } from "./0005-tcf-files.ts";
import { CDN } from "./0006-cdn.ts";
import { ERASURES } from "./0007-erasures.ts";
import { EXPORTS } from "./0008-exports.ts";
import { CLAIMS } from "./0009-claims.ts";
import { type SchemaSteps, toProvider } from "./steps.ts";

/** Every step that was ever released, by name, in order. Steps are only ever added. */
export const SQLITE_STEPS: SchemaSteps = {
  "0001-records": RECORDS,
  "0002-consent-core": CONSENT_CORE,
  "0003-organization-publishing": ORGANIZATION_PUBLISHING,
  "0004-services": SERVICES,
  "0005-tcf-files": TCF_FILES,
  "0006-cdn": CDN,
  "0007-erasures": ERASURES,
  "0008-exports": EXPORTS,
  "0009-claims": CLAIMS,
};

/**
 * Brings the file up to date in one transaction whose lock keeps a second process out; on a fault nothing is changed.
 * Refuses a file that holds steps this release does not know.
 */
export async function migrateSqlite(database: Database, steps: SchemaSteps = SQLITE_STEPS): Promise<void> {
  const migrator = new Migrator({
    db: new Kysely<Tables>({ dialect: new SqliteDialect({ database }) }),
    provider: toProvider(steps),
  });
  try {
    database.exec("BEGIN IMMEDIATE");
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    database.exec("COMMIT");
  } catch (error) {
    if (database.inTransaction) database.exec("ROLLBACK");
    throw toStorageError(error);
  }
}
