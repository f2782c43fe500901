import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { createDoor } from "../door.ts";
import { StorageUnavailableError } from "../errors.ts";
import type { RelationalStore } from "../ports.ts";
import type { Unit } from "../unit.ts";
import { migratePostgres } from "./migrations/postgres.ts";
import { type Bounds, createPool, openClient, type PostgresOptions, toBounds } from "./postgres/connection.ts";
import { createEngine } from "./postgres/engine.ts";
import { toUnavailable } from "./postgres/errors.ts";
import { createExclusion } from "./postgres/exclusion.ts";
import { ADVISORY_LOCKS } from "./postgres/locks.ts";
import { keepAuditMonthsUnit } from "./postgres/months.ts";
import { createRepositories, type QueryDialect } from "./repositories.ts";

const DIALECT: QueryDialect = {
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};

export interface PostgresRelationalOptions extends PostgresOptions {
  /** Milliseconds since 1970: the month that partitions are made for at the start. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/**
 * Opens the relational store in a PostgreSQL database, bringing its tables up to date. Several processes may share it.
 * Rejects with `StorageUnavailableError` when the server does not answer, and with `PostgresSetupError` when it, or
 * the role, cannot be used as it is.
 */
export async function createPostgresRelational(options: PostgresRelationalOptions): Promise<RelationalStore> {
  const bounds = toBounds(options);
  await migrate(options, bounds);
  const pool = createPool(options, bounds);
  const engine = createEngine(pool, bounds.waitersMax);
  const exclusion = createExclusion(() => openClient(options, bounds));
  const door = createDoor("PostgreSQL");
  const prepareAhead = (nowMs: number) => door.pass(() => engine.transaction(() => keepAuditMonthsUnit(nowMs)));
  // Entries have a place without it, and the daily task says what is wrong.
  await prepareAhead((options.now ?? Date.now)()).catch(() => {});
  let closing: Promise<void> | undefined;

  return {
    repositories: createRepositories(DIALECT, ADVISORY_LOCKS),
    transaction: (unit) => door.pass(() => engine.transaction(unit)),
    read: (unit) => door.pass(() => engine.read(unit)),
    exclusively: exclusion.exclusively,
    ping: () => door.pass(() => engine.read(pingUnit)),
    prepareAhead,
    close() {
      closing ??= door
        .close()
        .then(() => Promise.all([exclusion.close(), pool.end()]))
        .then(() => {});
      return closing;
    },
  };
}

async function migrate(options: PostgresOptions, bounds: Bounds): Promise<void> {
  const client = await openClient(options, bounds).catch((error: unknown) => {
    throw toUnavailable(error);
  });
  try {
    await migratePostgres(client);
  } finally {
    await client.end();
  }
}

// A server that only follows another one answers, and takes no decision.
function* pingUnit(): Unit<void> {
  const [row] = yield { sql: "SELECT pg_is_in_recovery() AS is_standby", values: [] };
  if (row?.is_standby !== false) throw new StorageUnavailableError("PostgreSQL: the server is a read-only standby");
}
