import { readFileSync } from "node:fs";
import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { Client } from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../test/clickhouse/test-clickhouse.ts";
import { createTestDatabase } from "../../test/servers/test-servers.ts";
import { createClickHouseAnalytics } from "./analytics/clickhouse.ts";
import { createSqliteAnalytics } from "./analytics/sqlite.ts";
import { createTestFolder } from "./contract/test-folder.ts";
import { createSqliteQueue } from "./queue/sqlite.ts";
import { createPostgresRelational } from "./relational/postgres.ts";
import { createSqliteRelational } from "./relational/sqlite.ts";

const page = readFileSync(new URL("../../../../docs/reference/data-model.md", import.meta.url), "utf8");
const lines = readPage();
const clickHouse = useClickHouse();

/** Tables of the records' database that are not of the statistics: the page does not tell them. A new table stands here or there. */
const NOT_OF_STATISTICS =
  /^(tenants|tenant_config_versions|consents|device_links|identity_secrets|idempotency_keys|organizations|api_keys|server_secrets|audit_\w+|tcf_files|kysely_\w+)$/;

/** A line of the page that tells a column. */
interface Line {
  readonly part: string;
  readonly table: string;
  /** By the heads of their columns. */
  readonly cells: Readonly<Record<string, string>>;
}

/** Reads the parts of the page, their tables (a heading each), and the columns that these list. */
function readPage(): Line[] {
  return page.split("\n## ").flatMap((partText) => {
    const part = /^.*/.exec(partText)?.[0] ?? "";
    return partText.split("\n### ").flatMap((text) => readTable(part, text));
  });
}

function readTable(part: string, text: string): Line[] {
  const table = /^`(\w+)`\n/.exec(text)?.[1];
  if (table === undefined) return [];
  const [heads = [], , ...rows] = text
    .split("\n")
    .filter((line) => line.startsWith("| ") || line.startsWith("|-"))
    .map((line) => line.replace(/^\| | \|$/g, "").split(" | "));
  return rows.map((row) => ({
    part,
    table,
    cells: Object.fromEntries(heads.map((head, index) => [head, row[index] ?? ""])),
  }));
}

/** What the page says of a store, as `table.column TYPE`. */
function readTold(store: string, parts: readonly string[]): string[] {
  return lines
    .filter(({ part, cells }) => parts.includes(part) && cells[store] !== undefined && cells[store] !== "-")
    .map(({ table, cells }) => `${table}.${cells.column} ${cells[store]}`.replaceAll("`", ""))
    .toSorted();
}

/** A column as its database tells it. */
interface ColumnRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly isNullable?: number;
}

function toColumns(rows: readonly ColumnRow[], isTold: (table: string) => boolean = () => true): string[] {
  return rows
    .filter(({ table }) => isTold(table))
    .map(({ table, column, type, isNullable }) => `${table}.${column} ${type}${isNullable ? " NULL" : ""}`)
    .toSorted();
}

function readSqlite(file: string): ColumnRow[] {
  const database = new SqliteDatabase(file, { readonly: true });
  onTestFinished(() => void database.close());
  return database
    .prepare<[], ColumnRow>(
      `SELECT tables.name AS "table", columns.name AS "column", columns.type, NOT (columns."notnull" OR columns.pk) AS isNullable
        FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
        WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite%'`,
    )
    .all();
}

const isOfStatistics = (table: string): boolean => !NOT_OF_STATISTICS.test(table);

describe("the data model names every column of every table with its type, and no other,", () => {
  test("of the statistics in SQLite", async () => {
    const file = path.join(createTestFolder(), "analytics.sqlite");
    await (await createSqliteAnalytics({ file })).close();
    expect(readTold("SQLite", ["Silver", "Gold"])).toEqual(toColumns(readSqlite(file)));
  });

  test("of the statistics in ClickHouse", async () => {
    const options = clickHouse.createOptions();
    await (await createClickHouseAnalytics(options)).close();
    const rows = await clickHouse.ask(
      options.database,
      `SELECT table, name AS column, type FROM system.columns WHERE database = currentDatabase() AND table IN (
        SELECT name FROM system.tables WHERE database = currentDatabase() AND engine != 'MaterializedView')`,
    );
    expect(readTold("ClickHouse", ["Silver", "Gold"])).toEqual(toColumns(rows as unknown as ColumnRow[]));
  });

  test("of their progress in SQLite", async () => {
    const file = path.join(createTestFolder(), "cookiehub.sqlite");
    await (await createSqliteRelational({ file })).close();
    expect(readTold("SQLite", ["Progress"])).toEqual(toColumns(readSqlite(file), isOfStatistics));
  });

  test("of their progress in PostgreSQL", async () => {
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    await (await createPostgresRelational({ url })).close();
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<ColumnRow>(
      `SELECT table_name AS "table", column_name AS "column", data_type AS type, (is_nullable = 'YES')::int AS "isNullable"
        FROM information_schema.columns WHERE table_schema = current_schema()`,
    );
    await client.end();
    expect(readTold("PostgreSQL", ["Progress"])).toEqual(toColumns(rows, isOfStatistics));
  });

  test("of the queue in SQLite", async () => {
    const file = path.join(createTestFolder(), "queue.sqlite");
    await (await createSqliteQueue({ file })).close();
    expect(readTold("SQLite", ["Queue"])).toEqual(toColumns(readSqlite(file)));
  });
});

test("the data model says of every column what it means, where it comes from, and whether it is personal data", () => {
  expect(lines.length).toBeGreaterThan(200);
  for (const { table, cells } of lines) {
    const { column, meaning, from, "personal data": isPersonal } = cells;
    const name = `${table}.${column}`;
    expect.soft(isPersonal, name).toMatch(/^(no|yes|with its row)$/);
    expect.soft(meaning, name).toMatch(/.{3}/);
    expect.soft(from, name).toMatch(/.{3}/);
  }
});
