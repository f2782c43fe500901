import { expect, test } from "vitest";
import { createTestPostgres, type TestPostgres } from "../../../test/test-postgres.ts";
import { describeRelationalStore } from "../contract/relational-store.ts";
import { createAuditPair } from "../contract/rows.ts";

const NOVEMBER_MS = Date.parse("2026-11-20T12:00:00.000Z");

describeRelationalStore("PostgreSQL", async () => {
  const { openStore } = await createTestPostgres();
  return openStore();
});

/** A store in November 2026 with an entry for each of some times. */
async function openWithEntries(times: readonly string[]) {
  const postgres = await createTestPostgres();
  const store = await postgres.openStore({ now: () => NOVEMBER_MS });
  for (const [number, time] of times.entries()) {
    const [entry, subject] = createAuditPair(number);
    await store.transaction(() => store.repositories.audit.append({ ...entry, atMs: Date.parse(time) }, subject));
  }
  return { ...postgres, store };
}

async function readPartitions({ beside }: TestPostgres): Promise<Record<string, string>> {
  const { rows } = await beside.query<{ name: string; bounds: string }>(
    `SELECT c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds FROM pg_inherits
      JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = 'audit_entries'::regclass ORDER BY 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, row.bounds]));
}

test("audit entries stand in the partition of their UTC month, those of other months in the default one", async () => {
  const postgres = await openWithEntries([
    "2026-10-31T23:59:59.999Z",
    "2026-11-01T00:00:00.000Z",
    "2026-11-30T23:59:59.999Z",
    "2026-12-01T00:00:00.000Z",
    "2027-02-28T23:59:59.999Z",
    "2027-03-01T00:00:00.000Z",
  ]);
  const { rows } = await postgres.beside.query("SELECT tableoid::regclass AS name FROM audit_entries ORDER BY seq");
  expect(rows.map((row) => row.name)).toEqual([
    "audit_entries_default",
    "audit_entries_2026_11",
    "audit_entries_2026_11",
    "audit_entries_2026_12",
    "audit_entries_2027_02",
    "audit_entries_default",
  ]);
  const { audit } = postgres.store.repositories;
  expect(await postgres.store.read(() => audit.bySubject("shop", { deviceId: "dev_1" }, 9))).toHaveLength(6);
});

test.each(["audit_entries", "audit_entries_2026_11", "audit_entries_default"])(
  "the database itself refuses to change, delete or empty what stands in %s",
  async (table) => {
    const { beside, store } = await openWithEntries(["2026-11-20T12:00:00.000Z", "2020-01-01T00:00:00.000Z"]);
    for (const statement of [
      `UPDATE ${table} SET body = 'forged'`,
      `UPDATE ${table} SET at_ms = at_ms + 40::bigint * 86400000`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table}`,
      `TRUNCATE ${table} CASCADE`,
      `INSERT INTO ${table} SELECT * FROM ${table} ON CONFLICT (seq, at_ms) DO UPDATE SET body = 'forged'`,
    ]) {
      await expect(beside.query(statement), statement).rejects.toThrow("never changed or deleted");
    }
    expect(await store.read(() => store.repositories.audit.count("shop"))).toBe(2);
  },
);

test("partitions for the coming months are made ahead, once", async () => {
  const postgres = await openWithEntries([]);
  const names = ["2026_11", "2026_12", "2027_01", "2027_02"].map((month) => `audit_entries_${month}`);
  expect(Object.keys(await readPartitions(postgres))).toEqual([...names, "audit_entries_default"]);
  const [from, to] = [Date.parse("2027-02-01T00:00:00Z"), Date.parse("2027-03-01T00:00:00Z")];
  expect((await readPartitions(postgres)).audit_entries_2027_02).toBe(`FOR VALUES FROM ('${from}') TO ('${to}')`);
  await postgres.store.prepareAhead(NOVEMBER_MS);
  await postgres.store.prepareAhead(Date.parse("2026-12-31T23:59:59.999Z"));
  expect(Object.keys(await readPartitions(postgres))).toEqual([
    ...names,
    "audit_entries_2027_03",
    "audit_entries_default",
  ]);
});

test("a month whose entries went to the default partition stays there, and the others get theirs", async () => {
  const postgres = await openWithEntries(["2027-04-10T00:00:00.000Z"]);
  await postgres.store.prepareAhead(Date.parse("2027-03-15T00:00:00.000Z"));
  const names = Object.keys(await readPartitions(postgres));
  expect(names).toContain("audit_entries_2027_05");
  expect(names).not.toContain("audit_entries_2027_04");
  const [entry, subject] = createAuditPair(9);
  const { audit } = postgres.store.repositories;
  const late = { ...entry, atMs: Date.parse("2027-04-11T00:00:00.000Z") };
  await postgres.store.transaction(() => audit.append(late, subject));
  expect(await postgres.store.read(() => audit.find(late.auditId, late.atMs))).toEqual({ entry: late, subject });
});

test("a busy table keeps no start waiting: its month is made the next time", async () => {
  const postgres = await openWithEntries([]);
  await postgres.beside.query("BEGIN; LOCK TABLE audit_entries_default IN ACCESS SHARE MODE");
  const march = Date.parse("2027-03-01T00:00:00.000Z");
  await postgres.store.prepareAhead(march);
  expect(Object.keys(await readPartitions(postgres))).not.toContain("audit_entries_2027_03");
  await postgres.beside.query("COMMIT");
  await postgres.store.prepareAhead(march);
  expect(Object.keys(await readPartitions(postgres))).toContain("audit_entries_2027_03");
});
