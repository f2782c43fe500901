import path from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { createEventRow, createSessionRow } from "../contract/rows.ts";
import { createTestFolder } from "../contract/test-folder.ts";
import { createSqliteAnalytics } from "./sqlite.ts";

const CONSENT_GOLD = [
  "consent_status_daily",
  "consent_funnel_daily",
  "consent_place_daily",
  "consent_choice_daily",
  "consent_changes_daily",
  "consent_users_daily",
  "consent_dims_daily",
  "experiment_visitors",
];
const SESSION_GOLD = ["sessions_daily", "sessions_place_daily", "agent_days"];

async function openStore() {
  const file = path.join(createTestFolder(), "analytics.sqlite");
  const store = await createSqliteAnalytics({ file });
  onTestFinished(() => store.close());
  const beside = new SqliteDatabase(file, { readonly: true });
  onTestFinished(() => {
    beside.close();
  });
  return { store, readTable: (table: string) => beside.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all() };
}

const LATE = Date.parse("2026-03-05T12:00:00Z");
const EARLY = Date.parse("2026-03-01T12:00:00Z");

describe("an earlier copy of a row", () => {
  test("leaves no line of gold behind of the later one, in whatever it differs", async () => {
    const { store, readTable } = await openStore();
    const late = { receivedAtMs: LATE, path: "/late", variant: "layout.box", userToken: "dev_9" };
    await store.load("late", [
      createEventRow("sight", { ...late, eventType: "impression" }),
      createEventRow("first", { ...late, categoriesConsented: [] }),
      createEventRow("second", { ...late, receivedAtMs: LATE + 1000, country: "US" }),
    ]);
    for (const table of CONSENT_GOLD) expect(readTable(table), table).not.toEqual([]);
    await store.load("early", [
      createEventRow("second", { receivedAtMs: EARLY, eventType: "impression", userToken: "dev_2" }),
      createEventRow("sight", { receivedAtMs: EARLY, eventType: "dialog_opened" }),
      createEventRow("first", { receivedAtMs: EARLY, eventType: "impression" }),
    ]);
    for (const table of CONSENT_GOLD) {
      if (table === "consent_funnel_daily" || table === "consent_place_daily") expect(readTable(table)).toHaveLength(1);
      else expect(readTable(table), table).toEqual([]);
    }
    const filter = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-31" };
    expect(await store.ask("consentFunnel", filter)).toEqual([
      { day: "2026-03-01", impressions: 2, dialogsOpened: 1, decisions: 0 },
    ]);
  });

  test("leaves none of a session either", async () => {
    const { store, readTable } = await openStore();
    const late = { requestedAtMs: LATE, path: "/late", device: "tablet", userAgent: "late" };
    await store.loadSessions("late", [createSessionRow("r1", late)]);
    await store.loadSessions("early", [createSessionRow("r1", { requestedAtMs: EARLY })]);
    for (const table of SESSION_GOLD) {
      expect(readTable(table), table).toHaveLength(1);
      expect(JSON.stringify(readTable(table)), table).toContain("2026-03-01");
    }
    const filter = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-31" };
    expect(await store.ask("sessionDimension", { ...filter, dimension: "device" })).toEqual([
      expect.objectContaining({ day: "2026-03-01", value: "mobile", sessions: 1 }),
    ]);
  });

  test("of one time, the row that came first stays", async () => {
    const { store } = await openStore();
    await store.load("1", [createEventRow("e", { eventType: "impression" })]);
    expect(await store.load("2", [createEventRow("e"), createEventRow("e2")])).toEqual({ inserted: 1, duplicates: 1 });
    expect(await store.ask("consentFunnel", { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-01" })).toEqual([
      { day: "2026-03-01", impressions: 1, dialogsOpened: 0, decisions: 1 },
    ]);
  });

  test("a batch of sessions and an object of events may have one name", async () => {
    const { store } = await openStore();
    await store.load("same", [createEventRow("e")]);
    expect(await store.loadSessions("same", [createSessionRow("r")])).toEqual({ inserted: 1, duplicates: 0 });
    expect(await store.loadSessions("same", [createSessionRow("r2")])).toEqual({ inserted: 0, duplicates: 1 });
  });
});
