import path from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createSessionRow } from "../contract/rows.ts";
import { createTestFolder } from "../contract/test-folder.ts";
import type { AnalyticsStore, SessionRow } from "../ports.ts";
import { createSqliteAnalytics } from "./sqlite.ts";

const DAY = "2026-03-01";
const FILTER = { codes: ["shop0001"], from: DAY, to: DAY };

async function openStore(): Promise<AnalyticsStore> {
  const store = await createSqliteAnalytics({ file: path.join(createTestFolder(), "analytics.sqlite") });
  onTestFinished(() => store.close());
  return store;
}

function createSessions(prefix: string, count: number, changes: Partial<SessionRow> = {}): SessionRow[] {
  return Array.from({ length: count }, (_, index) =>
    createSessionRow(`${prefix}-${index}`, { userAgent: `${prefix}-${index}`, ...changes }),
  );
}

const readExcluded = async (store: AnalyticsStore) =>
  (await store.ask("sessionDays", FILTER)).map((day) => [day.sessions, day.excludedByAgent]);

describe("user agents that make too much of a day", () => {
  test("are excluded from 30 of 100 sessions on, and no longer when others came and they fall below", async () => {
    const store = await openStore();
    await store.loadSessions("1", [...createSessions("bot", 30, { userAgent: "bot" }), ...createSessions("a", 69)]);
    expect(await store.refreshBots()).toBe(0);
    expect(await readExcluded(store)).toEqual([[99, 0]]);
    await store.loadSessions("2", createSessions("b", 1));
    expect(await readExcluded(store)).toEqual([[100, 0]]);
    expect(await store.refreshBots()).toBe(1);
    expect(await readExcluded(store)).toEqual([[100, 30]]);
    expect(await store.ask("sessionDays", { ...FILTER, pathSegment: "/" })).toEqual(
      await store.ask("sessionDays", FILTER),
    );
    await store.loadSessions("3", createSessions("c", 1));
    expect(await store.refreshBots()).toBe(1);
    expect(await readExcluded(store)).toEqual([[101, 0]]);
    expect(await store.refreshBots()).toBe(0);
  });

  test("stay exact when more of them come, and are told apart from networks and by dimension", async () => {
    const store = await openStore();
    await store.loadSessions("1", [
      ...createSessions("bot", 40, { userAgent: "bot", device: "desktop" }),
      ...createSessions("net", 20, { userAgent: "bot", asnClass: "hosting" }),
      ...createSessions("a", 60),
    ]);
    expect(await store.refreshBots()).toBe(1);
    expect(await store.ask("sessionDimension", { ...FILTER, dimension: "device" })).toEqual([
      { day: DAY, value: "desktop", sessions: 40, excludedByNetwork: 0, excludedByAgent: 40 },
      { day: DAY, value: "mobile", sessions: 80, excludedByNetwork: 20, excludedByAgent: 0 },
    ]);
    await store.loadSessions("2", createSessions("more", 5, { userAgent: "bot", path: "/more", country: "US" }));
    await store.loadSessions("3", createSessions("others", 2));
    expect(await store.refreshBots()).toBe(1);
    expect(await readExcluded(store)).toEqual([[127, 45]]);
    expect(await store.ask("sessionDays", { ...FILTER, pathSegment: "/more", country: "US" })).toEqual([
      { day: DAY, sessions: 5, excludedByNetwork: 0, excludedByAgent: 5 },
    ]);
    expect(await store.ask("sessionDimension", { ...FILTER, dimension: "country" })).toMatchObject([
      { value: "DE", excludedByAgent: 40 },
      { value: "US", excludedByAgent: 5 },
    ]);
  });

  test("are taken back when earlier copies move their sessions to another day", async () => {
    const store = await openStore();
    const bots = createSessions("bot", 40, { userAgent: "bot" });
    await store.loadSessions("1", [...bots, ...createSessions("a", 60)]);
    await store.refreshBots();
    expect(await readExcluded(store)).toEqual([[100, 40]]);
    await store.loadSessions(
      "2",
      bots.map((row) => ({ ...row, requestedAtMs: row.requestedAtMs - 86_400_000 })),
    );
    expect(await store.refreshBots()).toBe(1);
    expect(await readExcluded(store)).toEqual([[60, 0]]);
  });

  test("changes of days that nobody is excluded from are not told of", async () => {
    const store = await openStore();
    await store.loadSessions("1", [...createSessions("bot", 40, { userAgent: "bot" }), ...createSessions("a", 60)]);
    await store.refreshBots();
    // The excluded one has news, but all of it comes from a network that is excluded before.
    await store.loadSessions("2", createSessions("net", 5, { userAgent: "bot", asnClass: "vpn" }));
    expect(await store.refreshBots()).toBe(0);
    expect(await readExcluded(store)).toEqual([[105, 40]]);
  });
});
