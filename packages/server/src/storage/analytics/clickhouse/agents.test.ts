import { describe, expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createSessionRow } from "../../contract/rows.ts";
import type { SessionRow } from "../../ports.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";

const clickhouse = useClickHouse();
const ASKED = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-31" };
const DAY = "2026-03-01";

async function openStore() {
  const store = await createClickHouseAnalytics(clickhouse.createOptions());
  onTestFinished(() => store.close());
  let loads = 0;
  return Object.assign(store, {
    add(count: number, userAgent: string, changes: Partial<SessionRow> = {}) {
      loads += 1;
      const rows = Array.from({ length: count }, (_, index) =>
        createSessionRow(`${loads}/${index}`, { userAgent: userAgent || `human ${index}`, ...changes }),
      );
      return store.loadSessions(`${loads}`, rows);
    },
  });
}

describe("user agents that make too much of a day", () => {
  test("are excluded for the whole day once they cross the share, and taken back when they fall below", async () => {
    const store = await openStore();
    await store.add(29, "bot");
    await store.add(70, "");
    expect(await store.refreshBots()).toBe(0);
    await store.add(1, "bot", { device: "desktop", path: "/deep" });
    expect(await store.refreshBots()).toBe(1);
    expect(await store.ask("sessionDays", ASKED)).toEqual([
      { day: DAY, sessions: 100, excludedByNetwork: 0, excludedByAgent: 30 },
    ]);
    expect(await store.ask("sessionDays", { ...ASKED, pathSegment: "/deep" })).toMatchObject([{ excludedByAgent: 1 }]);
    expect(await store.ask("sessionDimension", { ...ASKED, dimension: "device" })).toEqual([
      { day: DAY, value: "desktop", sessions: 1, excludedByNetwork: 0, excludedByAgent: 1 },
      { day: DAY, value: "mobile", sessions: 99, excludedByNetwork: 0, excludedByAgent: 29 },
    ]);
    expect(await store.refreshBots()).toBe(0);
    await store.add(1, "", { requestedAtMs: Date.parse("2026-03-01T23:59:59.999Z") });
    expect(await store.refreshBots()).toBe(1);
    expect(await store.ask("sessionDays", ASKED)).toEqual([
      { day: DAY, sessions: 101, excludedByNetwork: 0, excludedByAgent: 0 },
    ]);
  });

  test("are judged by code and day, over all sessions; what the network excludes counts there", async () => {
    const store = await openStore();
    await store.add(20, "bot", { asnClass: "hosting" });
    await store.add(10, "bot");
    await store.add(70, "");
    await store.add(99, "bot", { code: "shop0002" });
    await store.add(99, "bot", { requestedAtMs: Date.parse("2026-03-02") });
    expect(await store.refreshBots()).toBe(1);
    expect(await store.ask("sessionDays", { ...ASKED, codes: ["shop0001", "shop0002"] })).toEqual([
      { day: DAY, sessions: 199, excludedByNetwork: 20, excludedByAgent: 10 },
      { day: "2026-03-02", sessions: 99, excludedByNetwork: 0, excludedByAgent: 0 },
    ]);
  });
});
