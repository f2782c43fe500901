import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import type { TestServerName } from "./setup.ts";

/** A database that belongs to one test. */
export interface TestDatabase {
  readonly url: string;
  /** Removes the database, and cuts the connections that are still open. */
  drop(): Promise<void>;
}

/** A Redis, and the prefix of keys and channels that belongs to one test. */
export interface TestRedis {
  readonly url: string;
  readonly prefix: string;
}

/** Answers a fresh, empty PostgreSQL database on the run's server. Rejects with what to do when there is none. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = await readServerUrl("postgres");
  const name = `cookiehub_test_${randomBytes(8).toString("hex")}`;
  await runOnServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOnServer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Answers a fresh prefix on the run's Redis. Rejects with what to do when there is none. */
export async function createTestRedis(): Promise<TestRedis> {
  return { url: await readServerUrl("redis"), prefix: `cookiehub-test-${randomBytes(8).toString("hex")}:` };
}

async function readServerUrl(name: TestServerName): Promise<string> {
  const response = await fetch(`${inject("testServersUrl")}/${name}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

async function runOnServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
