import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import SqliteDatabase from "better-sqlite3";
import { Client } from "pg";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestFolder } from "../../src/storage/contract/test-folder.ts";
import { createPostgresRelational } from "../../src/storage/relational/postgres.ts";
import { readGrafanaFile } from "../clickhouse/grafana-dashboard.ts";
import { useClickHouse } from "../clickhouse/test-clickhouse.ts";
import { createTestDatabase } from "../servers/test-servers.ts";
import { DECISION, startTestServer, TEST_API_KEY, type TestServer, toHeaders } from "../test-server.ts";

const readFile = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
const guide = readFile("docs/guides/operating-the-vault.md");
const clickhouse = useClickHouse();
const COUNTED = { "X-API-Key": TEST_API_KEY };

/** The SQL of a section of the guide, as its reader copies it. */
function readSql(section: string): string[] {
  const [, text = ""] = guide.split(`\n## ${section}\n`);
  const [own = ""] = text.split("\n## ");
  return [...own.matchAll(/```sql\n([^`]*)```/g)].flatMap(([, block = ""]) =>
    block
      .split(";")
      .map((statement) => statement.trim())
      .filter((statement) => statement !== ""),
  );
}

async function startServer(env: Record<string, string> = {}, directory = createTestFolder()): Promise<TestServer> {
  const server = await startTestServer({ directory, env });
  onTestFinished(() => server.close());
  return server;
}

function openDatabase(directory: string): SqliteDatabase.Database {
  const database = new SqliteDatabase(join(directory, "cookiehub.sqlite"));
  onTestFinished(() => void database.close());
  return database;
}

async function readTotals(server: TestServer, path: string, day: string): Promise<Record<string, number>> {
  const answer = await server.call("POST", path, { headers: COUNTED, body: { code: "demo0001", from: day, to: day } });
  return ((await answer.json()) as { totals: Record<string, number> }).totals;
}

const PATIENCE = { timeout: 20_000, interval: 100 };

describe("the guide for operating the vault", () => {
  test("tells every metric, every task and every check of a server that has everything switched on", async () => {
    const server = await startServer({
      ...{ BUNNY_API_KEY: "a-key", BUNNY_PULL_ZONES: "1", BUNNY_LOG_URL: "http://127.0.0.1:9" },
      ...{
        ASN_LIST: "/nowhere/networks.csv",
        COOKIEHUB_CDN: "bunny",
        COOKIEHUB_CDN_ID: "1",
        COOKIEHUB_CDN_API_KEY: "k",
      },
      ...{ COOKIEHUB_TCF_CMP_ID: "10", COOKIEHUB_TCF_CMP_VERSION: "1" },
      COOKIEHUB_TCF_ATTESTATION: "https://cmp.example/attestation",
      COOKIEHUB_TCF_LIST_URL: "http://127.0.0.1:9/vendor-list.json",
    });
    const text = await (await server.call("GET", "/metrics")).text();
    const metrics = [...text.matchAll(/^# TYPE (cookiehub_\w+)/gm)].map(([, name = ""]) => name);
    const own = metrics.filter((name) => !/^cookiehub_(process|nodejs)_/.test(name));
    expect(own).toEqual(expect.arrayContaining(["cookiehub_bunny_log_lag_seconds", "cookiehub_asn_networks"]));
    for (const name of own) expect.soft(guide).toContain(`\`${name}\``);

    const { checks } = (await (await server.call("GET", "/ready")).json()) as { checks: Record<string, string> };
    expect(Object.keys(checks)).toContain("cdn_logs");
    for (const name of Object.keys(checks)) expect.soft(guide).toContain(`\`${name}\``);

    // A dashboard asks for what there is.
    const asked = readGrafanaFile("cookiehub-tasks.json").match(/cookiehub_\w+/g) ?? [];
    for (const name of asked) expect.soft(own).toContain(name.replace(/_bucket$/, ""));
  });

  test("has a line for each task of the vault", async () => {
    const refused = startTestServer({
      directory: createTestFolder(),
      env: {
        ...{ BUNNY_API_KEY: "a-key", BUNNY_PULL_ZONES: "1", ASN_LIST: "/nowhere/networks.csv" },
        ...{ CLOUDFRONT_LOG_BUCKET: "logs", CLOUDFRONT_LOG_REGION: "eu-west-1", TASK: "no-such-task" },
      },
    });
    const message = await refused.then(
      () => "",
      (error: unknown) => String(error),
    );
    const tasks = /there are ([\w, -]+)\./.exec(message)?.[1]?.split(", ") ?? [];
    const ofOthers = /^(audit-|address-database-reload|cdn-purge|idempotency-sweep|organization-publishing)/;
    const ofVault = tasks.filter((name) => !ofOthers.test(name));
    expect(ofVault.length).toBeGreaterThan(8);
    for (const name of ofVault) expect.soft(guide).toMatch(new RegExp(`^\\| \`${name}\` \\|`, "m"));
  });

  test("has older logs and events put in as it says, each once, however often its row is written", async () => {
    const directory = createTestFolder();
    writeFileSync(join(directory, "domains.csv"), "domain_id,code\n4711,demo0001\n");
    const server = await startServer({ CONSENT_DOMAINS_FILE: join(directory, "domains.csv") }, directory);
    const day = "2026-03-01";
    const state = { event_id: "old_event_3", categories: { disclosed: ["analytics"], consented: ["analytics"] } };
    const message = { payload: { a: "decision", d: 4711, u: "dev_old00002", s: state }, headers: {} };
    const events = [
      "event_type,event_id,user_token,code,categories_disclosed,categories_consented,time",
      "decision,old_event_1,dev_old00001,demo0001,analytics|marketing,analytics,2026-03-01T10:00:00Z",
      "impression,old_event_2,dev_old00001,demo0001,,,2026-03-01T09:59:00Z",
    ];
    const log = readFile("packages/server/test/examples/cdn-logs/cloudfront-v1.txt").replaceAll("2026-11-20", day);
    const files = {
      "consent/old/2026/03/01/export.csv.gz": gzipSync(`${events.join("\n")}\n`),
      "consent/old/2026/03/01/edge.ndjson": Buffer.from(`${JSON.stringify(message)}\n`),
      "cloudfront/2026/03/01/E2EXAMPLE.2026-03-01-10.abcd.gz": gzipSync(log),
    };
    for (const [key, body] of Object.entries(files)) {
      const file = join(server.directory, "objects", key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, body);
      expect(readSql("Older logs and events").join("\n")).toContain(`'${key}'`);
    }
    const database = openDatabase(server.directory);
    for (const statement of readSql("Older logs and events")) database.exec(statement);
    const read = async () => ({
      ...(await readTotals(server, "/consent/funnel", day)),
      ...(await readTotals(server, "/sessions/overview", day)),
    });
    await vi.waitFor(async () => {
      const found = await read();
      expect(found).toMatchObject({ decisions: 2, impressions: 1 });
      expect(found.all_sessions).toBeGreaterThan(0);
    }, PATIENCE);
    const figures = await read();

    // Loaded again, as after a move or a failure, the same is known.
    for (const statement of readSql("From SQLite to ClickHouse")) database.exec(statement);
    await vi.waitFor(() => expect(countWaiting(database)).toEqual([0, 0]), PATIENCE);
    expect(await read()).toEqual(figures);
  });

  test("has what failed listed, and tried again", async () => {
    const server = await startServer();
    const key = "consent/2026/03/01/late.ndjson";
    const database = openDatabase(server.directory);
    database
      .prepare("INSERT INTO ingest_objects VALUES (?, 'failed', 10, 1, NULL, 'is registered but does not exist')")
      .run(key);
    const [listEvents = "", listFiles = "", ...again] = readSql("Failed files");
    expect(database.prepare(listEvents).all()).toMatchObject([{ key, attempts: 10 }]);
    expect(database.prepare(listFiles).all()).toEqual([]);
    expect(await (await server.call("GET", "/metrics")).text()).toContain("cookiehub_ingest_objects_failed 1");
    const folder = join(server.directory, "objects", "consent/2026/03/01");
    mkdirSync(folder, { recursive: true });
    const event = { event_type: "impression", event_id: "late_event_1", user_token: "dev_late0001", code: "demo0001" };
    writeFileSync(join(folder, "late.ndjson"), JSON.stringify({ ...event, time: "2026-03-01T09:00:00Z" }));
    for (const statement of again) database.exec(statement);
    await vi.waitFor(async () => {
      expect(await readTotals(server, "/consent/funnel", "2026-03-01")).toMatchObject({ impressions: 1 });
    }, PATIENCE);
  });

  test("has SQL that PostgreSQL takes as well", async () => {
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    await (await createPostgresRelational({ url })).close();
    const client = new Client({ connectionString: url });
    await client.connect();
    const statements = ["Older logs and events", "Failed files", "From SQLite to ClickHouse"].flatMap(readSql);
    expect(statements).toHaveLength(8);
    for (const statement of statements) await client.query(statement);
    await client.end();
  });

  test("has an installation moved from SQLite to ClickHouse with the same figures", async () => {
    const directory = createTestFolder();
    const day = new Date().toISOString().slice(0, 10);
    const env: Record<string, string> = {};
    const before = await startTestServer({ directory, env });
    for (const [index, analytics] of [true, false, true].entries()) {
      const body = { ...DECISION, categories: { analytics } };
      const headers = toHeaders(`dev_moved0${index}0`, `key_moved0${index}`);
      expect((await before.call("POST", "/api/v1/consent", { headers, body })).status).toBe(201);
    }
    await vi.waitFor(async () => {
      expect(await readTotals(before, "/consent/status", day)).toMatchObject({ decisions: 3 });
    }, PATIENCE);
    const figures = await readTotals(before, "/consent/status", day);
    const { url, database } = clickhouse.createOptions();
    Object.assign(env, { CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: database });
    const moved = await before.restart();
    onTestFinished(() => moved.close());
    expect(await readTotals(moved, "/consent/status", day)).toMatchObject({ decisions: 0 });
    const sqlite = openDatabase(directory);
    for (const statement of readSql("From SQLite to ClickHouse")) sqlite.exec(statement);
    await vi.waitFor(async () => expect(await readTotals(moved, "/consent/status", day)).toEqual(figures), PATIENCE);
  });
});

function countWaiting(database: SqliteDatabase.Database): unknown[] {
  return ["ingest_objects", "cdn_files"].map((table) =>
    database.prepare(`SELECT count(*) FROM ${table} WHERE state = 'pending'`).pluck().get(),
  );
}
