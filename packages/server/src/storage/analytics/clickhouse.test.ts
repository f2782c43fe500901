import { expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../../test/clickhouse/test-clickhouse.ts";
import { createTcpProxy } from "../../../test/servers/tcp-proxy.ts";
import { DECISION, startTestServer, TEST_API_KEY, toHeaders } from "../../../test/test-server.ts";
import { describeAnalyticsStore } from "../contract/analytics-store.ts";
import type { AnalyticsStore } from "../ports.ts";
import { createClickHouseAnalytics } from "./clickhouse.ts";
import { toDay } from "./day.ts";

const clickhouse = useClickHouse();

/** A store whose days are settled before it is asked: what the port promises, it promises of settled days. */
async function createSettledStore(): Promise<AnalyticsStore> {
  const store = await createClickHouseAnalytics(clickhouse.createOptions());
  const days = new Set<string>();
  async function settle(): Promise<void> {
    for (const day of days) await store.settleDay(day);
    days.clear();
  }
  return {
    ...store,
    load(key, rows, options) {
      for (const row of rows) if (Number.isFinite(row.receivedAtMs)) days.add(toDay(row.receivedAtMs));
      return store.load(key, rows, options);
    },
    loadSessions(key, rows) {
      for (const row of rows) days.add(toDay(row.requestedAtMs));
      return store.loadSessions(key, rows);
    },
    async ask(name, given) {
      await settle();
      return store.ask(name, given);
    },
    async *exportDay(asked, signal) {
      await settle();
      yield* store.exportDay(asked, signal);
    },
  };
}

describeAnalyticsStore("ClickHouse", createSettledStore);

test("a server on ClickHouse answers for its decisions, also after a restart, and says when ClickHouse is away", async () => {
  const { url, database } = clickhouse.createOptions();
  const proxy = await createTcpProxy(url);
  onTestFinished(() => proxy.close());
  const env = { CLICKHOUSE_URL: proxy.url.replace(/\/$/, ""), CLICKHOUSE_DATABASE: database };
  const first = await startTestServer({ env });
  await first.call("POST", "/api/v1/consent", { headers: toHeaders("dev_12345678", "key_12345678"), body: DECISION });
  const again = await first.restart();
  onTestFinished(() => again.close());
  const today = new Date().toISOString().slice(0, 10);
  const body = { code: "demo0001", from: today, to: today };
  const ask = () => again.call("POST", "/consent/status", { headers: { "X-API-Key": TEST_API_KEY }, body });
  await expect
    .poll(async () => ((await (await ask()).json()) as { totals: { decisions: number } }).totals.decisions, {
      timeout: 20_000,
    })
    .toBe(1);
  await proxy.refuse();
  expect((await ask()).status).toBe(503);
  await proxy.restore();
  expect((await ask()).status).toBe(200);
});
