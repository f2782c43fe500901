import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createTestPostgres } from "../../../../test/test-postgres.ts";
import { createAuditPair, createConsentRow } from "../../contract/rows.ts";
import { createPostgresRelational } from "../postgres.ts";

const guide = readFileSync(new URL("../../../../../../docs/guides/postgresql-and-redis.md", import.meta.url), "utf8");

/** The SQL that the guide gives, with names that belong to this test. */
function readGuide(start: string, suffix: string): string {
  const block = guide.split("```sql\n").find((text) => text.startsWith(start));
  if (block === undefined) throw new TypeError(`the guide has no block that starts with ${start}`);
  return block
    .slice(0, block.indexOf("```"))
    .replaceAll(/cookiehub_(?:owner|server)|DATABASE cookiehub/g, `$&_${suffix}`);
}

async function run(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function toUrl(url: string, changes: { username: string; password: string; pathname: string }): string {
  return Object.assign(new URL(url), changes).href;
}

test("the role that serves, made as the guide says, does all the work and cannot change what must not change", async () => {
  const { url } = await createTestPostgres();
  const suffix = randomBytes(6).toString("hex");
  const [owner, server] = [`cookiehub_owner_${suffix}`, `cookiehub_server_${suffix}`];
  onTestFinished(() =>
    run(url, [`DROP DATABASE IF EXISTS cookiehub_${suffix} WITH (FORCE)`, `DROP ROLE ${owner}`, `DROP ROLE ${server}`]),
  );
  await run(url, readGuide("CREATE ROLE", suffix).trim().split(";\n"));
  const pathname = `/cookiehub_${suffix}`;
  const ownerUrl = toUrl(url, { username: owner, password: "choose one", pathname });
  const serverUrl = toUrl(url, { username: server, password: "choose another", pathname });

  const tooEarly = createPostgresRelational({ url: serverUrl });
  await expect(tooEarly).rejects.toMatchObject({ code: "postgres_setup", message: expect.stringContaining("migrate") });
  await (await createPostgresRelational({ url: ownerUrl })).close();
  await run(ownerUrl, [readGuide("GRANT USAGE ON SCHEMA", suffix)]);

  const store = await createPostgresRelational({ url: serverUrl });
  onTestFinished(() => store.close());
  const { consents, audit, auditLog, outbox } = store.repositories;
  const [entry, subject] = createAuditPair(1);
  await store.transaction(function* () {
    yield* consents.put(createConsentRow(1));
    yield* audit.append({ ...entry, atMs: Date.now() }, subject);
    yield* outbox.add("message");
    yield* auditLog.sequence(9);
    yield* auditLog.keepFact("key", "value");
    yield* audit.eraseSubject("shop", { deviceId: "dev_1" });
  });
  await store.prepareAhead(Date.now() + 40 * 86_400_000);
  expect(await store.exclusively("work", async () => "done")).toBe("done");

  for (const forbidden of [
    "UPDATE audit_entries SET body = 'forged'",
    "DELETE FROM audit_entries",
    "TRUNCATE audit_entries",
    "DELETE FROM audit_leaves",
    "UPDATE audit_checkpoints SET note = 'forged'",
    "SELECT * FROM audit_entries_default",
    "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
    "DROP TABLE consents",
    "DROP FUNCTION keep_audit_months",
    "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "INSERT INTO kysely_migration VALUES ('9999-future', '2099-01-01')",
  ]) {
    await expect(run(serverUrl, [forbidden]), forbidden).rejects.toThrow(/permission denied|must be owner/);
  }
});
