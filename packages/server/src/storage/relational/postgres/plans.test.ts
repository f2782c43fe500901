import { expect, test } from "vitest";
import { createTestPostgres } from "../../../../test/test-postgres.ts";
import type { SqlRow, Statement, Unit } from "../../unit.ts";

/** Steps through a unit to its first statement that holds a text, feeding it rows that let it go on. */
function findStatement(unit: Unit<unknown>, text: string): Statement {
  const rows: SqlRow[] = [{ seq: 1, count: 1, config_hash: "x" }];
  let step = unit.next();
  while (step.done !== true) {
    if (step.value.sql.includes(text)) return step.value;
    step = unit.next(rows);
  }
  throw new TypeError(`no statement with ${text}`);
}

test("every hot statement reads through an index, and of the partitions only those of its month", async () => {
  const { openStore, beside } = await createTestPostgres();
  const store = await openStore({ now: () => Date.parse("2026-11-20T12:00:00Z") });
  const { tenants, consents, links, audit, auditLog, idempotency, outbox, apiKeys, ingest, cdn } = store.repositories;
  const atMs = Date.parse("2026-11-20T12:00:00Z");
  const statements = [
    findStatement(tenants.find("x"), "select"),
    findStatement(tenants.list("x", "y", 1), "select"),
    findStatement(tenants.list(null, "y", 1), "select"),
    findStatement(tenants.versions("x", 1, 1), "select"),
    findStatement(consents.current("x", "y"), "select"),
    findStatement(consents.find("x", "d:y"), "select"),
    findStatement(consents.remove("x", "d:y"), "delete"),
    findStatement(links.find("x", "y"), "select"),
    findStatement(links.ofUser("x", "y"), "select"),
    findStatement(audit.bySubject("x", { deviceId: "y" }, 1), "select"),
    findStatement(audit.bySubject("x", { userId: "y" }, 1), "select"),
    findStatement(audit.find("x", atMs), "select"),
    findStatement(audit.eraseSubject("x", { deviceId: "y" }), "delete"),
    findStatement(audit.eraseSubject("x", { userId: "y" }), "delete"),
    findStatement(audit.eraseBefore(1, 1), "delete"),
    findStatement(auditLog.sequence(1), "insert"),
    findStatement(auditLog.sequence(1), "delete"),
    findStatement(auditLog.size(), "select"),
    findStatement(auditLog.leaves(1, 1), "select"),
    findStatement(auditLog.placeOf("x", atMs), "select"),
    findStatement(auditLog.checkpointFrom(1), "select"),
    findStatement(auditLog.latestCheckpoint(), "select"),
    findStatement(idempotency.find("x", "y"), "select"),
    findStatement(idempotency.sweep(1), "select"),
    findStatement(idempotency.sweep(1), "delete"),
    findStatement(outbox.take(1), "select"),
    findStatement(outbox.remove([1]), "delete"),
    findStatement(apiKeys.findByHash("x"), "select"),
    findStatement(apiKeys.find("x"), "select"),
    findStatement(ingest.pending(1), "select"),
    findStatement(ingest.markLoaded("x", 1), "update"),
    findStatement(ingest.markAttempt("x", "y", 1), "update"),
    findStatement(ingest.hasFailed(), "select"),
    findStatement(ingest.countByState(), "select"),
    findStatement(ingest.retryFailed(), "update"),
    findStatement(cdn.pendingFiles(1, "x", 1), "select"),
    findStatement(cdn.claimFile("x", { holder: "y", atMs: 1, untilMs: 2 }), "update"),
    findStatement(cdn.hasFailedFiles(), "select"),
    findStatement(cdn.countFiles(), "select"),
  ];
  // The tables are empty, where reading them whole is the quickest: without that way out, an index is used if one serves.
  await beside.query("SET enable_seqscan = off; SET enable_sort = off");
  for (const { sql, values } of statements) {
    const { rows } = await beside.query<{ "QUERY PLAN": string }>(`EXPLAIN (COSTS ON) ${sql}`, [...values]);
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan, sql).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
    expect(plan, sql).not.toMatch(/Seq Scan|Sort Key/);
    if (values.includes(atMs)) expect(plan, sql).not.toMatch(/audit_entries_(default|2026_12)/);
  }
});
