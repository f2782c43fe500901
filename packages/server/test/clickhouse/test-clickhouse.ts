import { randomBytes } from "node:crypto";
import { createClient } from "@clickhouse/client";
import { afterAll, beforeAll } from "vitest";
import { type ClickHouseAnalyticsOptions, createClickHouseAnalytics } from "../../src/storage/analytics/clickhouse.ts";
import type { AnalyticsStore } from "../../src/storage/ports.ts";
import type { TestServer } from "../servers/kept-process.ts";
import { startClickHouse } from "./engine.ts";

/** A ClickHouse for the tests of a file, each with databases of its own. */
export interface TestClickHouse {
  /** Options of a store in a fresh database. Rows of tests lie in the past, and are kept all the same. */
  createOptions(): ClickHouseAnalyticsOptions & { readonly database: string };
  openStore(): Promise<AnalyticsStore>;
  /** Asks the engine beside the store. */
  ask(database: string, sql: string): Promise<readonly Record<string, unknown>[]>;
  run(database: string, sql: string): Promise<void>;
}

/** Starts an engine before the tests of a file, and ends it after them with all that they made. */
export function useClickHouse(): TestClickHouse {
  let server: TestServer | undefined;
  const databases: string[] = [];
  const open = (database: string) => {
    if (server === undefined) throw new Error("the engine is not started");
    return createClient({ url: server.url, database, clickhouse_settings: { wait_end_of_query: 1 } });
  };
  const run = async (database: string, sql: string) => {
    const client = open(database);
    await client.command({ query: sql });
    await client.close();
  };
  const createOptions = () => {
    const database = `test_${randomBytes(6).toString("hex")}`;
    databases.push(database);
    return { url: server?.url ?? "", database, sessionRetentionDays: 36_500 };
  };

  beforeAll(async () => {
    server = await startClickHouse();
  }, 120_000);
  afterAll(async () => {
    if (process.env.TEST_CLICKHOUSE_URL) {
      for (const database of databases) await run("default", `DROP DATABASE IF EXISTS ${database}`);
    }
    await server?.stop();
  }, 120_000);

  return {
    createOptions,
    openStore: () => createClickHouseAnalytics(createOptions()),
    async ask(database, sql) {
      const client = open(database);
      const result = await client.query({ query: sql, format: "JSONEachRow" });
      const rows = await result.json<Record<string, unknown>>();
      await client.close();
      return rows;
    },
    run,
  };
}
