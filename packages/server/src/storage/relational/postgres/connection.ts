import { Client, type ClientBase, Pool, type PoolConfig, types } from "pg";

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database?sslmode=verify-full`. Holds a secret: never logged, in no error. */
  readonly url: string;
  /**
   * Most connections for units. One more is kept for exclusive work.
   * @default 10
   */
  readonly poolMax?: number | undefined;
  /**
   * Most units that wait for a connection; beyond it they reject at once.
   * @default 1000
   */
  readonly waitersMax?: number | undefined;
  /**
   * How long a unit waits for its connection, new or its turn at one.
   * @default 5000
   */
  readonly connectTimeoutMs?: number | undefined;
  /**
   * How long one statement may run.
   * @default 10_000
   */
  readonly statementTimeoutMs?: number | undefined;
  /**
   * How long one statement waits for another unit's lock.
   * @default 3000
   */
  readonly lockTimeoutMs?: number | undefined;
  /**
   * How long beyond `statementTimeoutMs` a server may be silent before its connection counts as dead.
   * @default 5000
   */
  readonly silenceMs?: number | undefined;
}

/** Every bound filled in. */
export interface Bounds {
  readonly poolMax: number;
  readonly waitersMax: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
  readonly silenceMs: number;
}

export function toBounds(options: PostgresOptions): Bounds {
  return {
    poolMax: options.poolMax ?? 10,
    waitersMax: options.waitersMax ?? 1000,
    connectTimeoutMs: options.connectTimeoutMs ?? 5000,
    statementTimeoutMs: options.statementTimeoutMs ?? 10_000,
    lockTimeoutMs: options.lockTimeoutMs ?? 3000,
    silenceMs: options.silenceMs ?? 5000,
  };
}

const INT8 = 20;
// What a process holds that has gone without a word is free within a minute; by themselves servers notice after two hours.
const KEEPALIVE = "SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";
// A process that stands still in the middle of a unit keeps others from what the unit holds: the server ends it.
const IDLE_IN_TRANSACTION_MS = 15_000;

const NUMBERS = {
  // Times and counts fit a number, which `readInteger` checks. For these connections alone: others of the process may
  // want text.
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8 && format !== "binary" ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

function toClientConfig({ url }: PostgresOptions, bounds: Bounds): PoolConfig {
  return {
    connectionString: url,
    application_name: "cookiehub",
    connectionTimeoutMillis: bounds.connectTimeoutMs,
    // The server's own bound comes first; this one is for a server that no longer answers at all.
    query_timeout: bounds.statementTimeoutMs + bounds.silenceMs,
    keepAlive: true,
    types: NUMBERS,
  };
}

/** Makes the pool for units; it opens a connection when one is needed. */
export function createPool(options: PostgresOptions, bounds: Bounds): Pool {
  const pool = new Pool({
    ...toClientConfig(options, bounds),
    max: bounds.poolMax,
    idleTimeoutMillis: 30_000,
    // Connections find their way to a new primary, and memory that a plan took is given back.
    maxLifetimeSeconds: 1800,
    onConnect: (client) => setUpSession(client, bounds),
  });
  // A connection that breaks while nobody uses it leaves the pool; the next unit opens another.
  pool.on("error", ignore);
  return pool;
}

/** Opens one connection outside the pool. */
export async function openClient(options: PostgresOptions, bounds: Bounds): Promise<Client> {
  const client = new Client(toClientConfig(options, bounds));
  client.on("error", ignore);
  await client.connect();
  try {
    await setUpSession(client, bounds);
    return client;
  } catch (error) {
    await client.end();
    throw error;
  }
}

/**
 * Sets what units rely on, whatever the server, the role or the address say.
 * A single statement outside a transaction only reads: units that write say so when they begin.
 */
async function setUpSession(client: ClientBase, bounds: Bounds): Promise<void> {
  client.on("error", ignore);
  await client.query(
    `SET TIME ZONE 'UTC';
    SET default_transaction_isolation = 'read committed';
    SET default_transaction_read_only = on;
    SET statement_timeout = ${Math.trunc(bounds.statementTimeoutMs)};
    SET lock_timeout = ${Math.trunc(bounds.lockTimeoutMs)};
    SET idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS};
    ${KEEPALIVE};
    SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')`,
  );
}

// Whoever uses the connection is told by its query; without a listener the process would end.
function ignore(): void {}
