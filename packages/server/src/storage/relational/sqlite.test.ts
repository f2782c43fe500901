import path from "node:path";
import SqliteDatabase, { type Database } from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { describeRelationalStore } from "../contract/relational-store.ts";
import { createAuditPair, createConsentRow, createIdempotencyRow, createTenantRow } from "../contract/rows.ts";
import { createTestFolder } from "../contract/test-folder.ts";
import { StorageUnavailableError } from "../errors.ts";
import { createSqliteRelational, type SqliteRelationalOptions } from "./sqlite.ts";

const createFile = () => path.join(createTestFolder(), "deep", "er", "records.sqlite");

async function openStore(file: string, options: Partial<SqliteRelationalOptions> = {}) {
  const store = await createSqliteRelational({ file, ...options });
  onTestFinished(() => store.close());
  return store;
}

function openBeside(file: string): Database {
  const database = new SqliteDatabase(file);
  onTestFinished(() => {
    database.close();
  });
  return database;
}

describeRelationalStore("SQLite", () => createSqliteRelational({ file: createFile() }));

describe("SQLite relational store", () => {
  test("finds everything again after closing, and migrates only once", async () => {
    const file = createFile();
    const first = await openStore(file);
    await first.transaction(() => first.repositories.tenants.put(createTenantRow()));
    await first.close();
    const second = await openStore(file);
    expect(await second.read(() => second.repositories.tenants.find("shop0001"))).toEqual(createTenantRow());
  });

  test("units of one turn are visible to others only together, and before they are acknowledged", async () => {
    const file = createFile();
    const store = await openStore(file);
    const beside = openBeside(file);
    const count = beside.prepare("SELECT count(*) FROM outbox").pluck();
    const counts: unknown[] = [];
    const units = [1, 2, 3].map((number) =>
      store
        .transaction(function* () {
          counts.push(count.get());
          yield* store.repositories.outbox.add(String(number));
        })
        .then(() => counts.push(count.get())),
    );
    await Promise.all(units);
    expect(counts).toEqual([0, 0, 0, 3, 3, 3]);
  });

  test("a database locked by another process rejects as unavailable within the busy timeout, then works again", async () => {
    const file = createFile();
    const store = await openStore(file, { busyTimeoutMs: 1 });
    const beside = openBeside(file);
    beside.exec("BEGIN IMMEDIATE");
    const writes = [1, 2].map((number) =>
      store.transaction(() => store.repositories.consents.put(createConsentRow(number))),
    );
    for (const outcome of await Promise.allSettled(writes)) {
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: { code: "storage_unavailable", cause: { code: "SQLITE_BUSY" } },
      });
    }
    expect(await store.read(() => store.repositories.consents.current("shop", "dev_1"))).toBeUndefined();
    beside.exec("ROLLBACK");
    await store.transaction(() => store.repositories.consents.put(createConsentRow(1)));
    expect(await store.read(() => store.repositories.consents.current("shop", "dev_1"))).toBeDefined();
  });

  test("a full disk rejects as unavailable; what was acknowledged is there, what was not is not", async () => {
    const file = createFile();
    const store = await openStore(file, { pagesMax: 90 });
    const { consents } = store.repositories;
    const tcString = "C".repeat(3_000);
    const put = (number: number) => store.transaction(() => consents.put(createConsentRow(number, { tcString })));
    const outcomes: PromiseSettledResult<void>[] = [];
    for (let number = 0; number < 100; number += 4) {
      outcomes.push(...(await Promise.allSettled([0, 1, 2, 3].map((offset) => put(number + offset)))));
    }
    expect(outcomes.some((outcome) => outcome.status === "fulfilled")).toBe(true);
    const rejected = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(rejected.length).toBeGreaterThan(0);
    for (const outcome of rejected) {
      expect(outcome.reason).toBeInstanceOf(StorageUnavailableError);
      expect(outcome.reason).toMatchObject({ cause: { code: "SQLITE_FULL" } });
    }
    await store.close();
    const reopened = await openStore(file);
    for (const [number, outcome] of outcomes.entries()) {
      const row = await reopened.read(() => reopened.repositories.consents.current("shop", `dev_${number}`));
      expect(row !== undefined, `record ${number}`).toBe(outcome.status === "fulfilled");
    }
  });

  test("the database itself refuses to change, delete or replace audit entries", async () => {
    const file = createFile();
    const store = await openStore(file);
    const [entry, subject] = createAuditPair(1);
    await store.transaction(() => store.repositories.audit.append(entry, subject));
    const beside = openBeside(file);
    expect(() => beside.exec("UPDATE audit_entries SET body = 'forged'")).toThrow("never changed");
    expect(() => beside.exec("DELETE FROM audit_entries")).toThrow("never deleted");
    expect(() => beside.exec("REPLACE INTO audit_entries SELECT * FROM audit_entries")).toThrow("never replaced");
    expect(() =>
      beside.exec(
        "REPLACE INTO audit_entries (audit_id, tenant_id, consent_id, at_ms, action, body, leaf_hash) SELECT audit_id, tenant_id, consent_id, at_ms, action, 'forged', leaf_hash FROM audit_entries",
      ),
    ).toThrow("never replaced");
    expect(await store.read(() => store.repositories.audit.bySubject("shop", { deviceId: "dev_1" }, 9))).toEqual([
      { entry, subject },
    ]);
    beside.exec("DELETE FROM audit_subjects");
    expect(await store.read(() => store.repositories.audit.count("shop"))).toBe(1);
  });

  test("every published version of a configuration is kept", async () => {
    const file = createFile();
    const store = await openStore(file);
    for (const configVersion of [1, 2, 3]) {
      const row = createTenantRow({ configVersion, configHash: `hash-${configVersion}` });
      await store.transaction(() => store.repositories.tenants.put(row));
    }
    const versions = openBeside(file)
      .prepare("SELECT config_version, config_hash FROM tenant_config_versions ORDER BY 1")
      .raw();
    expect(versions.all()).toEqual([
      [1, "hash-1"],
      [2, "hash-2"],
      [3, "hash-3"],
    ]);
  });

  test("a sweep takes at most 10,000 answers, so that nobody waits for it long", async () => {
    const store = await openStore(createFile());
    const { idempotency } = store.repositories;
    await store.transaction(function* () {
      for (let number = 0; number < 10_005; number += 1) yield* idempotency.put(createIdempotencyRow(number));
    });
    expect(await store.transaction(() => idempotency.sweep(20_000))).toBe(10_000);
    expect(await store.transaction(() => idempotency.sweep(20_000))).toBe(5);
  });

  test("a file from a newer release is refused and left as it is", async () => {
    const file = createFile();
    await (await openStore(file)).close();
    const beside = openBeside(file);
    beside.exec("INSERT INTO kysely_migration VALUES ('9999-future', '2099-01-01')");
    await expect(createSqliteRelational({ file })).rejects.toThrow("9999-future");
  });

  test("a file that is no database is refused as unavailable", async () => {
    const file = path.join(createTestFolder(), "noise.sqlite");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(file, "not a database, for sure ".repeat(100));
    await expect(createSqliteRelational({ file })).rejects.toBeInstanceOf(StorageUnavailableError);
  });

  test("every statement of the repositories reads through an index", async () => {
    const file = createFile();
    const store = await openStore(file);
    const { repositories } = store;
    const beside = openBeside(file);
    const units = [
      repositories.tenants.find("x"),
      repositories.consents.current("x", "y"),
      repositories.consents.find("x", "d:y"),
      repositories.links.find("x", "y"),
      repositories.links.ofUser("x", "y"),
      repositories.tenants.list("x", "y", 1),
      repositories.tenants.versions("x", 1, 1),
      repositories.audit.bySubject("x", { deviceId: "y" }, 1),
      repositories.audit.bySubject("x", { userId: "y" }, 1),
      repositories.audit.find("x", 1),
      repositories.auditLog.leaves(1, 1),
      repositories.auditLog.placeOf("x", 1),
      repositories.auditLog.checkpointFrom(1),
      repositories.idempotency.find("x", "y"),
      repositories.idempotency.sweep(1),
      repositories.outbox.remove([1]),
      repositories.apiKeys.findByHash("x"),
      repositories.ingest.pending(1),
      repositories.ingest.markLoaded("x", 1),
      repositories.ingest.markAttempt("x", "y", 1),
    ];
    for (const unit of units) {
      const { value: statement } = unit.next();
      if (typeof statement !== "object" || !("sql" in statement)) throw new TypeError("no statement");
      const plan = beside
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement.sql}`)
        .all(statement.values);
      const details = plan.map((step) => step.detail).join("; ");
      expect(details, statement.sql).toContain("SEARCH");
      expect(details.replace("SCAN old", ""), statement.sql).not.toMatch(/SCAN|TEMP B-TREE/);
    }
  });
});
