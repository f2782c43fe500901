import { Client } from "pg";
import { expect, onTestFinished } from "vitest";
import type { RelationalStore } from "../src/storage/ports.ts";
import { createPostgresRelational, type PostgresRelationalOptions } from "../src/storage/relational/postgres.ts";
import { createTestDatabase } from "./servers/test-servers.ts";

/** A database of the running test, and a connection beside the stores on it. */
export interface TestPostgres {
  readonly url: string;
  readonly beside: Client;
  /** Opens a store whose bounds are long unless the test gives its own. */
  openStore(options?: Partial<PostgresRelationalOptions>): Promise<RelationalStore>;
  openClient(): Promise<Client>;
}

// Where a bound is not what a test is about, a busy machine must not fail it.
const PATIENCE = { connectTimeoutMs: 60_000, statementTimeoutMs: 60_000, lockTimeoutMs: 60_000 };

/** Makes a fresh database that ends with the running test, and every connection to it too. */
export async function createTestPostgres(): Promise<TestPostgres> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return openTestPostgres(url);
}

/** The same on a database that is there already. */
export async function openTestPostgres(url: string): Promise<TestPostgres> {
  const openClient = async (): Promise<Client> => {
    const client = new Client({ connectionString: url });
    client.on("error", () => {});
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  };
  return {
    url,
    beside: await openClient(),
    openClient,
    async openStore(options = {}) {
      const store = await createPostgresRelational({ url, ...PATIENCE, ...options });
      onTestFinished(() => store.close());
      return store;
    },
  };
}

/** Waits until as many connections of the test's database wait for a lock. */
export async function untilWaiting(beside: Client, count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        const { rows } = await beside.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rows.length;
      },
      { interval: 10, timeout: 10_000 },
    )
    .toBe(count);
}

/** Ends the connections of stores whose last statement holds a text; answers how many. */
export async function cutConnections(beside: Client, statement: string): Promise<number> {
  const { rows } = await beside.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'cookiehub' AND strpos(query, $1) > 0`,
    [statement],
  );
  return rows.length;
}

/** Waits until a store's connection sleeps in a statement that holds a text, and ends it; idle ones it leaves alone. */
export async function cutSleeping(beside: Client, statement: string): Promise<void> {
  const cut = async () => {
    const { rows } = await beside.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'cookiehub' AND strpos(query, $1) > 0
          AND state = 'active' AND wait_event = 'PgSleep'`,
      [statement],
    );
    return rows.length;
  };
  await expect.poll(cut, { interval: 10, timeout: 10_000 }).toBe(1);
}
