import { useClickHouse } from "../../../test/clickhouse/test-clickhouse.ts";
import { describeAnalyticsStore } from "../contract/analytics-store.ts";
import type { AnalyticsStore } from "../ports.ts";
import { createClickHouseAnalytics } from "./clickhouse.ts";
import { toDay } from "./day.ts";

const clickhouse = useClickHouse();

/** A store whose days are settled before it is asked: what the port promises, it promises of settled days. */
async function createSettledStore(): Promise<AnalyticsStore & { settle(): Promise<void> }> {
  const store = await createClickHouseAnalytics(clickhouse.createOptions());
  const days = new Set<string>();
  async function settle(): Promise<void> {
    for (const day of days) await store.settleDay(day);
    days.clear();
  }
  return {
    ...store,
    settle,
    load(key, rows) {
      for (const row of rows) if (Number.isFinite(row.receivedAtMs)) days.add(toDay(row.receivedAtMs));
      return store.load(key, rows);
    },
    loadSessions(key, rows) {
      for (const row of rows) days.add(toDay(row.requestedAtMs));
      return store.loadSessions(key, rows);
    },
    async ask(name, given) {
      await settle();
      return store.ask(name, given);
    },
  };
}

describeAnalyticsStore("ClickHouse", createSettledStore, {
  settle: (store) => (store as Awaited<ReturnType<typeof createSettledStore>>).settle(),
  runs: Number(process.env.TEST_ANALYTICS_STREAMS ?? 10),
});
