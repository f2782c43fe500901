import { describe, expect, onTestFinished, test } from "vitest";
import { createLossyProxy } from "../../../../test/clickhouse/lossy-proxy.ts";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createEventRow } from "../../contract/rows.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";
import { USER } from "./schema/histories.ts";

const clickhouse = useClickHouse();
const ASKED = { codes: ["shop0001", "shop0002"], from: "2026-01-01", to: "2026-12-31" };
const ERASED = { code: "shop0001", userToken: "dev_erased", untilMs: Date.parse("2026-03-09") };

async function openStore(options = clickhouse.createOptions()) {
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  return store;
}

const rows = ["2026-03-01", "2026-03-02"].flatMap((day) =>
  ["dev_erased", "dev_other"].flatMap((userToken) =>
    ["shop0001", "shop0002"].map((code) =>
      createEventRow(`${day}-${userToken}`, { code, userToken, receivedAtMs: Date.parse(day), variant: "layout.box" }),
    ),
  ),
);
const LEFT = [
  { day: "2026-03-01", decisions: 3 },
  { day: "2026-03-02", decisions: 3 },
];

describe("erasing users", { timeout: 120_000 }, () => {
  test("makes gold of their days exact at once, and leaves their token in no table", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    await store.load("1", rows);
    await store.refreshHistories();
    const [told] = await clickhouse.ask(
      options.database,
      `SELECT toString(${USER}) AS user FROM consent_events WHERE user_token = '${ERASED.userToken}' AND code = '${ERASED.code}' LIMIT 1`,
    );
    await store.eraseUsers([ERASED]);
    expect(await store.ask("consentFunnel", ASKED)).toMatchObject(LEFT);
    expect(await store.settleDay("2026-03-01")).toEqual([]);
    const tables = await clickhouse.ask(
      options.database,
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View'",
    );
    expect(tables.length).toBeGreaterThan(15);
    // The engine keeps what it was told to delete.
    const mutations = await clickhouse.ask(options.database, "SELECT command FROM system.mutations");
    expect(mutations.length).toBeGreaterThan(2);
    expect(JSON.stringify(mutations)).not.toContain("dev_erased");
    for (const { name } of tables) {
      const found = JSON.stringify(await clickhouse.ask(options.database, `SELECT * FROM ${String(name)}`));
      const ofShop = found.split("},{").filter((row) => row.includes('"code":"shop0001"'));
      expect(ofShop.join(), String(name)).not.toContain("dev_erased");
      // Nor the number that stands for it in histories.
      expect(ofShop.join(), String(name)).not.toContain(String(told?.user));
    }
  });

  test.each([
    "INSERT INTO erased_users",
    "INSERT INTO consent_days_touched",
    "ALTER TABLE recent_consent_events DELETE",
    "ALTER TABLE consent_events DELETE",
    "CREATE TABLE settling",
    "REPLACE PARTITION",
    "DROP TABLE IF EXISTS settling",
  ])("is repeated whole where the answer to %s was lost", async (statement) => {
    const { url, ...options } = clickhouse.createOptions();
    const proxy = await createLossyProxy(url);
    onTestFinished(() => proxy.close());
    const store = await openStore({ ...options, url: proxy.url });
    await store.load("1", rows);
    proxy.loseAnswerOf(statement);
    await store.eraseUsers([ERASED]).catch(() => {});
    expect(proxy.lostCount()).toBe(1);
    await store.eraseUsers([ERASED]);
    await store.load("2", rows);
    expect(await store.ask("consentFunnel", ASKED)).toMatchObject(LEFT);
    expect(await store.settleDay("2026-03-01")).toEqual([]);
  });

  test("days that are over for one code keep its sums when they are rebuilt for another", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    await store.load("1", rows);
    const others = [{ code: "shop0001", firstDay: "2026-03-02" }];
    await store.expire({ rows: "consent_events", firstDay: "2026-01-01", others });
    await store.eraseUsers([ERASED, { ...ERASED, code: "shop0002" }]);
    const read = (code: string) => store.ask("consentFunnel", { ...ASKED, codes: [code] });
    // Nobody is in the sums of a day that is over, and nothing is left to tell who was.
    expect(await read("shop0001")).toMatchObject([{ decisions: 2 }, { decisions: 1 }]);
    expect(await read("shop0002")).toMatchObject([{ decisions: 1 }, { decisions: 1 }]);
    await clickhouse.run(
      options.database,
      "ALTER TABLE consent_dim_daily UPDATE all_denied = 9 WHERE code = 'shop0002' SETTINGS mutations_sync = 2",
    );
    expect(await store.settleDay("2026-03-01")).toMatchObject([{ table: "consent_dim_daily" }]);
    const dimension = await store.ask("consentDimension", { ...ASKED, to: "2026-03-01", dimension: "os" });
    expect(dimension).toEqual([{ day: "2026-03-01", value: "Android", allAllowed: 0, allDenied: 0, partial: 3 }]);
    await store.expire({ rows: "consent_events", firstDay: "2026-03-03", others });
    expect(await store.settleDay("2026-03-01")).toEqual([]);
    expect(await read("shop0002")).toMatchObject([{ decisions: 1 }, { decisions: 1 }]);
  });
});
