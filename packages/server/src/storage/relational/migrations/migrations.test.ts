import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { Client } from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "../../../../test/servers/test-servers.ts";
import { createTestFolder } from "../../contract/test-folder.ts";
import type { RelationalStore } from "../../ports.ts";
import { createPostgresRelational } from "../postgres.ts";
import { createSqliteRelational } from "../sqlite.ts";
import { migratePostgres, POSTGRES_STEPS } from "./postgres.ts";
import { migrateSqlite, SQLITE_STEPS } from "./sqlite.ts";
import type { SchemaSteps } from "./steps.ts";

const upTo = (steps: SchemaSteps, last: string): SchemaSteps =>
  Object.fromEntries(Object.entries(steps).filter(([name]) => name <= last));

const CONFIG = JSON.stringify({ tenant_id: "shop", domain: "shop.example" });
const LEAF = "ab".repeat(32);

// Rows as the releases of that time wrote them, before a user had a record of its own.
const OF_0001 = [
  `INSERT INTO tenants (tenant_id, code, config_version, config_hash, config, created_at_ms, updated_at_ms)
    VALUES ('shop', 'shop0001', 2, 'hash-2', '${CONFIG}', 1, 2)`,
  `INSERT INTO tenant_config_versions (tenant_id, config_version, config_hash, config, published_at_ms)
    VALUES ('shop', 1, 'hash-1', '{"domain":"old.example"}', 1), ('shop', 2, 'hash-2', '${CONFIG}', 2)`,
  `INSERT INTO consents (tenant_id, device_id, consent_id, regulation, choices, method, policy_version, banner_version, gpc, decided_at_ms, stated_at_ms, expires_at_ms, audit_id)
    VALUES ('shop', 'dev_1', 'con_1', 'gdpr', '{"analytics":true}', 'preferences', '1', '2', 1, 10, 9, 20, 'aud_2'),
      ('other', 'dev_1', 'con_2', 'ccpa', '{}', 'banner_reject', '1', '2', 0, 11, NULL, 21, 'aud_3')`,
  `INSERT INTO audit_entries (audit_id, tenant_id, consent_id, at_ms, action, body, leaf_hash)
    VALUES ('aud_1', 'shop', 'con_1', 9, 'reject_all', '{"n":1}', '${LEAF}'), ('aud_2', 'shop', 'con_1', 10, 'custom', '{"n":2}', '${LEAF}'),
      ('aud_3', 'other', 'con_2', 11, 'reject_all', '{"n":3}', '${LEAF}')`,
  `INSERT INTO audit_subjects (seq, audit_id, tenant_id, device_id, fields, salt)
    SELECT seq, audit_id, tenant_id, 'dev_1', '{}', '00' FROM audit_entries WHERE audit_id <> 'aud_1'`,
  "INSERT INTO idempotency_keys (tenant_id, key, request_hash, status, answer, created_at_ms) VALUES ('shop', 'key-1', 'aa', 201, '{}', 5)",
  "INSERT INTO outbox (message) VALUES ('waiting')",
  "INSERT INTO api_keys (key_id, hash, prefix, scopes, created_at_ms) VALUES ('key_1', 'h1', 'ch_1', '[\"admin\"]', 5)",
  "INSERT INTO ingest_objects (key, state, attempts, registered_at_ms) VALUES ('consent/1', 'pending', 0, 7)",
];

const OF_0002 = [
  "INSERT INTO organizations (organization_id, name, layer, created_at_ms, updated_at_ms) VALUES ('org_1', 'Org', '{\"languages\":[\"fr\"]}', 1, 2)",
  "UPDATE tenants SET organization_id = 'org_1', layer = '{\"domain\":\"shop.example\"}' WHERE tenant_id = 'shop'",
  "INSERT INTO device_links (tenant_id, device_id, user_id, linked_at_ms) VALUES ('shop', 'dev_2', 'ann', 3)",
  `INSERT INTO consents (tenant_id, subject, device_id, consent_id, user_id, regulation, choices, method, policy_version, banner_version, gpc, decided_at_ms, expires_at_ms, audit_id)
    VALUES ('shop', 'u:ann', 'dev_2', 'con_9', 'ann', 'gdpr', '{}', 'api', '1', '2', 0, 12, 22, 'aud_9')`,
  "INSERT INTO audit_leaves (leaf_index, seq, at_ms) VALUES (0, 1, 9)",
  "DELETE FROM audit_pending WHERE seq = 1",
  "INSERT INTO audit_facts (name, value) VALUES ('key', 'public')",
];

/** Checks that all of `OF_0001` is found through the repositories of today. */
async function expectFirstRows(store: RelationalStore): Promise<void> {
  const { tenants, consents, audit, idempotency, outbox, apiKeys, ingest } = store.repositories;
  const read = store.read;
  expect(await read(() => tenants.find("shop0001"))).toMatchObject({
    ...{ tenantId: "shop", configVersion: 2, servicesVersion: 0 },
  });
  expect((await read(() => tenants.versions("shop", 9, 9))).map((version) => version.configHash)).toEqual([
    "hash-2",
    "hash-1",
  ]);
  expect(await read(() => consents.current("shop", "dev_1"))).toMatchObject({
    consentId: "con_1",
    subject: "d:dev_1",
    userId: null,
    choices: { analytics: true },
    services: {},
    configVersion: 0,
    gpc: true,
    decidedAtMs: 10,
    statedAtMs: 9,
    auditId: "aud_2",
  });
  expect(await read(() => consents.current("other", "dev_1"))).toMatchObject({ consentId: "con_2", gpc: false });
  expect(await read(() => audit.bySubject("shop", { deviceId: "dev_1" }, 9))).toMatchObject([
    { entry: { auditId: "aud_2", atMs: 10, body: '{"n":2}' }, subject: { salt: "00" } },
  ]);
  expect(await read(() => audit.find("aud_1", 9))).toMatchObject({ entry: { body: '{"n":1}' }, subject: null });
  expect(await read(() => idempotency.find("shop", "key-1"))).toMatchObject({ requestHash: "aa", createdAtMs: 5 });
  expect((await read(() => outbox.take(9))).map(({ message }) => message)).toEqual(["waiting"]);
  expect(await read(() => apiKeys.findByHash("h1"))).toMatchObject({ scopes: ["admin"], revokedAtMs: null });
  expect(await read(() => ingest.pending(9))).toMatchObject([{ key: "consent/1", registeredAtMs: 7 }]);
}

async function expectSecondRows(store: RelationalStore): Promise<void> {
  const { tenants, organizations, consents, auditLog } = store.repositories;
  expect(await store.read(() => organizations.find("org_1"))).toMatchObject({ layer: { languages: ["fr"] } });
  expect(await store.read(() => tenants.list("org_1", "", 9))).toMatchObject([{ tenantId: "shop" }]);
  expect(await store.read(() => consents.current("shop", "dev_2"))).toMatchObject({ consentId: "con_9" });
  expect(await store.read(() => auditLog.placeOf("aud_1", 9))).toBe(0);
  expect(await store.read(() => auditLog.readFact("key"))).toBe("public");
}

/** Checks that the entries that wait get the places after those that have one, in the order they were appended in. */
async function expectOrder(store: RelationalStore, waiting: number): Promise<void> {
  const { auditLog } = store.repositories;
  expect(await store.transaction(() => auditLog.sequence(9))).toBe(waiting);
  const leaves = await store.read(() => auditLog.leaves(0, 9));
  expect(leaves.map(({ leafIndex, auditId, leafHash }) => [leafIndex, auditId, leafHash])).toEqual([
    [0, "aud_1", LEAF],
    [1, "aud_2", LEAF],
    [2, "aud_3", LEAF],
  ]);
}

async function openSqliteFrom(step: string, ...rows: readonly (readonly string[])[]): Promise<RelationalStore> {
  const file = path.join(createTestFolder(), "old.sqlite");
  const database = new SqliteDatabase(file);
  const first = Object.keys(SQLITE_STEPS)[0] ?? "";
  await migrateSqlite(database, upTo(SQLITE_STEPS, first));
  for (const statement of rows[0] ?? []) database.exec(statement);
  await migrateSqlite(database, upTo(SQLITE_STEPS, step));
  for (const statement of rows[1] ?? []) database.exec(statement);
  database.close();
  const store = await createSqliteRelational({ file });
  onTestFinished(() => store.close());
  return store;
}

describe("an SQLite file of the step 0001-records", () => {
  test("comes to today with nothing lost: layers filled, records found, entries waiting for the log", async () => {
    const store = await openSqliteFrom("0001-records", OF_0001);
    await expectFirstRows(store);
    const { tenants, auditLog } = store.repositories;
    expect((await store.read(() => tenants.find("shop")))?.layer).toEqual(JSON.parse(CONFIG));
    expect((await store.read(() => tenants.version("shop", 1)))?.layer).toEqual({ domain: "old.example" });
    expect(await store.read(() => auditLog.waiting())).toBe(3);
    await expectOrder(store, 3);
  });
});

describe.each(Object.keys(SQLITE_STEPS).slice(1))("an SQLite file of the step %s", (step) => {
  test("comes to today with nothing lost", async () => {
    const store = await openSqliteFrom(step, OF_0001, OF_0002);
    await expectFirstRows(store);
    await expectSecondRows(store);
    await expectOrder(store, 2);
  });
});

async function openOldPostgres(step: string): Promise<string> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  const client = new Client({ connectionString: url });
  await client.connect();
  await migratePostgres(client, upTo(POSTGRES_STEPS, step));
  const rows = OF_0001.map((statement) =>
    statement
      .replace("consents (tenant_id, device_id,", "consents (tenant_id, subject, device_id,")
      .replaceAll(", 'dev_1', 'con", ", 'd:dev_1', 'dev_1', 'con")
      .replace("audit_subjects (seq,", "audit_subjects (seq, at_ms,")
      .replace("SELECT seq, audit_id", "SELECT seq, at_ms, audit_id")
      .replace("prefix, scopes, created_at_ms)", "prefix, name, origin, scopes, created_at_ms)")
      .replace("'ch_1', ", "'ch_1', '', 'api', ")
      .replace("config, created_at_ms", "config, layer, created_at_ms")
      .replace("config, published_at_ms", "config, layer, published_at_ms")
      .replaceAll(`'${CONFIG}'`, `'${CONFIG}', '{}'`)
      .replace(`'{"domain":"old.example"}'`, "'{}', '{}'"),
  );
  for (const statement of [
    ...rows,
    "INSERT INTO audit_pending (seq, at_ms) SELECT seq, at_ms FROM audit_entries",
    ...OF_0002,
  ]) {
    await client.query(statement);
  }
  await client.end();
  return url;
}

describe.each(Object.keys(POSTGRES_STEPS))("a PostgreSQL database of the step %s", (step) => {
  test("comes to today with nothing lost, though several processes start at once", async () => {
    const url = await openOldPostgres(step);
    const stores = await Promise.all([1, 2, 3, 4].map(() => createPostgresRelational({ url })));
    for (const store of stores) onTestFinished(() => store.close());
    const [store] = stores;
    if (!store) throw new TypeError("no store");
    await expectFirstRows(store);
    await expectSecondRows(store);
    await expectOrder(store, 2);
  });
});

test("an empty PostgreSQL database is set up once, though several processes start at once", async () => {
  for (let round = 0; round < 3; round += 1) {
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    const stores = await Promise.all([1, 2, 3, 4].map(() => createPostgresRelational({ url })));
    for (const store of stores) {
      onTestFinished(() => store.close());
      await store.ping();
    }
  }
});

test("a PostgreSQL database from a newer release is refused and left as it is", async () => {
  const url = await openOldPostgres(Object.keys(POSTGRES_STEPS).at(-1) ?? "");
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query("INSERT INTO kysely_migration VALUES ('9999-future', '2099-01-01')");
  await expect(createPostgresRelational({ url })).rejects.toThrow("9999-future");
});

test("both dialects took the same steps to the same tables and columns", async () => {
  expect(Object.keys(POSTGRES_STEPS)).toEqual(Object.keys(SQLITE_STEPS).slice(1));
  const url = await openOldPostgres(Object.keys(POSTGRES_STEPS).at(-1) ?? "");
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name NOT LIKE 'audit_entries\\__%' AND table_name NOT LIKE 'kysely%'`,
  );
  const database = new SqliteDatabase(":memory:");
  await migrateSqlite(database);
  const columns = database
    .prepare<[], string>(
      `SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE 'kysely%'`,
    )
    .pluck()
    .all();
  expect(rows.map(({ name }) => name).sort()).toEqual(columns.sort());
});
