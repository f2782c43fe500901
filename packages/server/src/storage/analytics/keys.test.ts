import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { createEventRow } from "../contract/rows.ts";
import { createTestFolder } from "../contract/test-folder.ts";
import { toKey } from "./keys.ts";
import { createSqliteAnalytics } from "./sqlite.ts";

const CODE = "shop0001";
const FILTER = { codes: [CODE], from: "2026-03-01", to: "2026-03-31" };

test("ids and users that share a key are told apart by their texts", async () => {
  const file = path.join(createTestFolder(), "analytics.sqlite");
  const store = await createSqliteAnalytics({ file });
  onTestFinished(() => store.close());
  await store.load("1", [createEventRow("one", { userToken: "dev_1", categoriesConsented: [] })]);
  // Nobody can make two texts of one key, so the first row is given the key of the second.
  const beside = new SqliteDatabase(file);
  onTestFinished(() => {
    beside.close();
  });
  beside.prepare("UPDATE consent_events SET event_key = ?, user_key = ?").run(toKey(CODE, "two"), toKey(CODE, "dev_2"));
  const later = { receivedAtMs: Date.parse("2026-03-02T12:00:00Z"), userToken: "dev_2" };
  expect(await store.load("2", [createEventRow("two", later)])).toEqual({ inserted: 1, duplicates: 0 });
  await store.load("3", [createEventRow("three", { ...later, eventType: "impression" })]);
  expect(await store.ask("consentChurn", FILTER)).toEqual({ days: [], users: 2, usersChanged: 0 });
  expect(await store.ask("consentCompliance", FILTER)).toMatchObject([{ disclosedBefore: 0 }, { disclosedBefore: 1 }]);
  expect(await store.ask("rawUserEvents", { codes: [CODE], userToken: "dev_2" })).toHaveLength(2);
  expect(await store.ask("rawLatestDecisions", { ...FILTER, limit: 10 })).toHaveLength(2);
});

test("a key is a whole number that SQLite and JavaScript hold alike", () => {
  const keys = Array.from({ length: 1000 }, (_, index) => toKey(CODE, `dev_${index}`));
  expect(new Set(keys).size).toBe(1000);
  expect(keys.every((key) => Number.isSafeInteger(key) && key >= 0 && key < 2 ** 48)).toBe(true);
});
