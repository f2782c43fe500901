import { Kysely, PostgresDialect, type PostgresPoolClient } from "kysely";
import { Migrator } from "kysely/migration";
import { type Client, DatabaseError } from "pg";
import { toLockKey } from "../postgres/locks.ts";
import type { Tables } from "../tables.ts";
import { ORGANIZATION_PUBLISHING } from "./0003-organization-publishing.ts";
import { SERVICES } from "./0004-services.ts";
import { TCF_FILES } from "./0005-tcf-files.ts";
import { CDN } from "./0006-cdn.ts";
import { ERASURES } from "./0007-erasures.ts";
import { EXPORTS } from "./0008-exports.ts";
import { CLAIMS } from "./0009-claims.ts";
import { POSTGRES_CONSENT_CORE } from "./postgres/0002-consent-core.ts";
import { type SchemaSteps, toProvider } from "./steps.ts";

/** Every step that was ever released, by name, in order. Steps are only ever added. */
export const POSTGRES_STEPS: SchemaSteps = {
  "0002-consent-core": POSTGRES_CONSENT_CORE,
  "0003-organization-publishing": ORGANIZATION_PUBLISHING,
  "0004-services": SERVICES,
  "0005-tcf-files": TCF_FILES,
  "0006-cdn": CDN,
  "0007-erasures": ERASURES,
  "0008-exports": EXPORTS,
  "0009-claims": CLAIMS,
};

/** The oldest server that the statements were written for: earlier ones get no corrections any more. */
const VERSION_MIN = 140_000;
// A second process waits for the first one's steps, which may build an index.
const LOCK_TIMEOUT_MS = 300_000;

/** The server or the role cannot be used as it is; the message says what to change. */
export class PostgresSetupError extends Error {
  readonly code = "postgres_setup";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PostgresSetupError";
  }
}

/**
 * Brings the database up to date in one transaction, one process at a time; on a fault nothing is changed.
 * Refuses a database that holds steps this release does not know.
 */
export async function migratePostgres(client: Client, steps: SchemaSteps = POSTGRES_STEPS): Promise<void> {
  await checkServer(client);
  await client.query(
    `SET statement_timeout = 0; SET lock_timeout = ${LOCK_TIMEOUT_MS}; SET default_transaction_read_only = off`,
  );
  // Held until the connection ends, which it does whatever happens here.
  await client.query("SELECT pg_advisory_lock($1)", [toLockKey("work", "migrate")]);
  const { error } = await createMigrator(client, steps).migrateToLatest();
  if (error !== undefined) throw toSetupError(error);
}

function createMigrator(client: Client, steps: SchemaSteps): Migrator {
  const connection = Object.assign(client, { release: () => {} }) as unknown as PostgresPoolClient;
  const pool = { connect: async () => connection, end: async () => {}, options: {} };
  return new Migrator({
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    provider: toProvider(steps),
  });
}

async function checkServer(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding",
  );
  const [server] = rows;
  if (server === undefined || server.version < VERSION_MIN) {
    throw new PostgresSetupError(`PostgreSQL ${VERSION_MIN / 10_000} or later is needed.`);
  }
  if (server.encoding !== "UTF8") {
    throw new PostgresSetupError(`The database must be encoded in UTF8, not ${server.encoding}.`);
  }
}

function toSetupError(error: unknown): unknown {
  // 42501: insufficient_privilege
  if (!(error instanceof DatabaseError) || error.code !== "42501") return error;
  return new PostgresSetupError(
    `The role of COOKIEHUB_DATABASE_URL may not change the tables (${error.message}). Run \`cookiehub-server migrate\` as their owner first.`,
    { cause: error },
  );
}
