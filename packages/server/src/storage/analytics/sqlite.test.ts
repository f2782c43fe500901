import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { describeErasure } from "../contract/analytics-erasure.ts";
import { describeRandomStreams } from "../contract/analytics-questions.ts";
import { describeAnalyticsStore } from "../contract/analytics-store.ts";
import { createEventRow } from "../contract/rows.ts";
import { createTestFolder } from "../contract/test-folder.ts";
import { StorageUnavailableError } from "../errors.ts";
import type { AnalyticsFilter } from "../ports.ts";
import { ANALYTICS_STEPS } from "./schema.ts";
import { createSqliteAnalytics } from "./sqlite.ts";

const createFile = () => path.join(createTestFolder(), "deep", "analytics.sqlite");
const FILTER: AnalyticsFilter = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-31" };

async function openStore(file: string, readers = 1) {
  const store = await createSqliteAnalytics({ file, readers });
  onTestFinished(() => store.close());
  return store;
}

function openBeside(file: string) {
  const database = new SqliteDatabase(file);
  onTestFinished(() => {
    database.close();
  });
  return database;
}

const createStore = () => createSqliteAnalytics({ file: createFile() });

describeAnalyticsStore("SQLite", createStore);
describeRandomStreams("SQLite", { open: createStore });
describeErasure("SQLite", { open: createStore, runs: 100 });

describe("SQLite analytics store", () => {
  test("figures and loaded objects are there after a restart", async () => {
    const file = createFile();
    const first = await openStore(file);
    await first.load("1", [createEventRow("e1")]);
    await first.close();
    const second = await openStore(file, 3);
    expect(await second.load("1", [createEventRow("e1")])).toEqual({ inserted: 0, duplicates: 1 });
    const answers = await Promise.all(Array.from({ length: 9 }, () => second.ask("consentFunnel", FILTER)));
    for (const answer of answers)
      expect(answer).toEqual([{ day: "2026-03-01", impressions: 0, dialogsOpened: 0, decisions: 1 }]);
  });

  test("a file of the first release is brought up to date, with its figures", async () => {
    const file = path.join(createTestFolder(), "old.sqlite");
    const old = openBeside(file);
    old.exec(ANALYTICS_STEPS[0] ?? "");
    old.exec("INSERT INTO consent_funnel_daily VALUES ('shop0001', '2026-03-01', 'shop.example', '/', 'DE', 5, 2, 1)");
    old.pragma("user_version = 1");
    const store = await openStore(file);
    await store.load("1", [createEventRow("e1", { variant: "layout.box" })]);
    expect(await store.ask("consentFunnel", FILTER)).toEqual([
      { day: "2026-03-01", impressions: 5, dialogsOpened: 2, decisions: 2 },
    ]);
    const arms = { code: "shop0001", variants: ["layout.box"], from: "2026-03-01", to: "2026-03-01" };
    expect(await store.ask("experimentCounts", arms)).toMatchObject([{ visitors: 1, decisions: 1 }]);
  });

  test("keeps no device id beside the events themselves", async () => {
    const file = createFile();
    const store = await openStore(file);
    await store.load("1", [
      createEventRow("e1", { variant: "layout.box", userToken: "dev_capability" }),
      createEventRow("e2", { variant: "layout.box", userToken: "dev_capability", categoriesConsented: [] }),
    ]);
    const beside = openBeside(file);
    const tables = beside.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables.filter((name) => name !== "consent_events"))
      expect(JSON.stringify(beside.prepare(`SELECT * FROM ${table}`).all()), table).not.toContain("dev_capability");
  });

  test("an erased user is not in the file any more, and everybody else is", async () => {
    const file = createFile();
    const store = await openStore(file);
    const rows = Array.from({ length: 600 }, (_, index) =>
      createEventRow(`e${index}`, {
        variant: "layout.box",
        userToken: index % 3 === 0 ? "dev_erased" : `dev_n${index}`,
      }),
    );
    await store.load("1", rows);
    await store.eraseUsers([{ code: "shop0001", userToken: "dev_erased", untilMs: Date.parse("2026-03-02") }]);
    await store.close();
    const { readFileSync } = await import("node:fs");
    const bytes = readFileSync(file);
    expect([bytes.includes("dev_erased"), bytes.includes("dev_n1")]).toEqual([false, true]);
  });

  test("what was told of a user by rows that are over is told without them, and can be taken out again", async () => {
    const store = await openStore(createFile());
    const at = (day: string) => ({ receivedAtMs: Date.parse(day) });
    await store.load("1", [
      createEventRow("sight", { ...at("2026-03-01"), eventType: "impression" }),
      createEventRow("old", { ...at("2026-03-02"), categoriesConsented: [] }),
      createEventRow("new", at("2026-03-05")),
    ]);
    const readAll = async () => [
      await store.ask("consentChurn", FILTER),
      (await store.ask("consentCompliance", FILTER)).map(({ day, disclosedBefore }) => [day, disclosedBefore]),
      await store.ask("consentStatus", FILTER),
    ];
    await store.expire({ rows: "consent_events", firstDay: "2026-03-03", others: [] });
    const kept = [
      { day: "2026-03-02", allAllowed: 0, allDenied: 1, partial: 0 },
      { day: "2026-03-05", allAllowed: 0, allDenied: 0, partial: 1 },
    ];
    expect(await readAll()).toEqual([{ days: [], users: 1, usersChanged: 0 }, [["2026-03-05", 0]], kept]);
    await store.eraseUsers([{ code: "shop0001", userToken: "dev_1", untilMs: Date.parse("2026-03-06") }]);
    expect(await readAll()).toEqual([{ days: [], users: 0, usersChanged: 0 }, [], kept.slice(0, 1)]);
  });

  test("answers questions while a load is under way", async () => {
    const store = await openStore(createFile());
    await store.load("1", [createEventRow("e1")]);
    const order: string[] = [];
    const rows = Array.from({ length: 20_000 }, (_, number) => createEventRow(`big-${number}`));
    const loading = store.load("2", rows).then(() => order.push("load"));
    await store.ask("consentStatus", FILTER).then((days) => {
      expect(days[0]?.partial).toBe(1);
      order.push("question");
    });
    await loading;
    expect(order).toEqual(["question", "load"]);
  });

  test("a file that is no database is refused as unavailable", async () => {
    const { writeFileSync } = await import("node:fs");
    const file = path.join(createTestFolder(), "noise.sqlite");
    writeFileSync(file, "not a database, for sure ".repeat(100));
    await expect(createSqliteAnalytics({ file })).rejects.toBeInstanceOf(StorageUnavailableError);
  });
});
