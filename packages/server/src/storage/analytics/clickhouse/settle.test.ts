import { describe, expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createEventRow, createSessionRow } from "../../contract/rows.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";

const clickhouse = useClickHouse();
const ASKED = { codes: ["shop0001"], from: "2026-01-01", to: "2026-12-31" };

async function openStore(options = clickhouse.createOptions()) {
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  return store;
}

const at = (time: string, id = "e") => createEventRow(id, { receivedAtMs: Date.parse(time) });

describe("settling a day", () => {
  test.each(["2026-02-28", "2026-03-01", "2026-03-05"])(
    "an id counts on its earliest day, also over the end of a month, when %s is settled",
    async (settled) => {
      const store = await openStore();
      await store.load("1", [at("2026-03-05T08:00:00Z")]);
      await store.load("2", [at("2026-03-01T08:00:00Z"), at("2026-03-01T09:00:00Z", "other")]);
      await store.load("3", [at("2026-02-28T23:59:59.999Z")]);
      const drifted = await store.settleDay(settled);
      expect(new Set(drifted.map(({ day }) => day))).toEqual(new Set(["2026-03-01", "2026-03-05"]));
      expect(await store.ask("consentFunnel", ASKED)).toMatchObject([
        { day: "2026-02-28", decisions: 1 },
        { day: "2026-03-01", decisions: 1 },
      ]);
      expect(await store.ask("rawEvents", { ...ASKED, limit: 9 })).toHaveLength(2);
      for (const day of ["2026-02-28", "2026-03-01", "2026-03-05"]) expect(await store.settleDay(day)).toEqual([]);
    },
  );

  test("what was taken out stays out when it is loaded once more", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    await store.load("1", [at("2026-03-05T08:00:00Z")]);
    await store.load("2", [at("2026-03-01T08:00:00Z")]);
    await store.settleDay("2026-03-01");
    await clickhouse.run(options.database, "TRUNCATE TABLE recent_consent_events");
    await store.load("3", [at("2026-03-05T08:00:00Z")]);
    expect(await store.ask("rawEvents", { ...ASKED, limit: 9 })).toHaveLength(1);
    expect((await store.settleDay("2026-03-05")).length).toBeGreaterThan(0);
    expect(await store.ask("consentFunnel", ASKED)).toMatchObject([{ day: "2026-03-01", decisions: 1 }]);
  });

  test("gold that lost or won lines by accident is made from silver again, and other days are left alone", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    await store.load("1", [at("2026-03-01T08:00:00Z", "a"), at("2026-03-02T08:00:00Z", "b")]);
    await clickhouse.run(options.database, "ALTER TABLE consent_dim_daily DROP PARTITION '2026-03-01'");
    await clickhouse.run(
      options.database,
      "INSERT INTO consent_status_daily VALUES ('shop0002', '2026-03-03', 'x.example', '/', 'DE', 1, 1, 1)",
    );
    expect(await store.settleDay("2026-03-02")).toEqual([]);
    expect(await store.settleDay("2026-03-01")).toEqual([{ day: "2026-03-01", table: "consent_dim_daily", lines: 8 }]);
    expect(await store.settleDay("2026-03-03")).toEqual([
      { day: "2026-03-03", table: "consent_status_daily", lines: 1 },
    ]);
    expect(await store.ask("consentStatus", { ...ASKED, codes: ["shop0001", "shop0002"] })).toHaveLength(2);
    expect(await store.ask("consentDimension", { ...ASKED, dimension: "os" })).toHaveLength(2);
  });

  test("rows that come while a day is settled are counted", async () => {
    const store = await openStore();
    const rows = Array.from({ length: 12 }, (_, index) => at("2026-03-01T08:00:00Z", `e${index}`));
    await store.load("first", [...rows.slice(0, 5), at("2026-03-01T09:00:00Z", "e0")]);
    const loads = (async () => {
      for (const [index, row] of rows.entries()) await store.load(`${index}`, [row]);
    })();
    for (let round = 0; round < 2; round++) await store.settleDay("2026-03-01");
    await loads;
    await store.settleDay("2026-03-01");
    expect(await store.ask("consentFunnel", ASKED)).toMatchObject([{ decisions: 12 }]);
  });

  test("leaves sessions alone whose silver is gone, or going", async () => {
    const options = { ...clickhouse.createOptions(), sessionRetentionDays: 90 };
    const store = await openStore(options);
    await clickhouse.run(
      options.database,
      "INSERT INTO sessions_daily VALUES ('shop0001', '2020-03-01', 'x.example', '/', 'DE', 7, 0)",
    );
    expect(await store.settleDay("2020-03-01")).toEqual([]);
    expect(await store.ask("sessionDays", { ...ASKED, from: "2020-01-01", pathSegment: "/" })).toMatchObject([
      { sessions: 7 },
    ]);
  });

  test("keeps no table beside gold, and drops what a crash left", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    await store.load("1", [at("2026-03-01T08:00:00Z")]);
    await clickhouse.run(options.database, "ALTER TABLE consent_dim_daily DROP PARTITION '2026-03-01'");
    await store.settleDay("2026-03-01");
    const tables = "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'settling')";
    expect(await clickhouse.ask(options.database, tables)).toEqual([]);
  });

  test("sessions of one request count once, and its agent is judged by what is left", async () => {
    const store = await openStore();
    const sessions = Array.from({ length: 100 }, (_, index) =>
      createSessionRow(`r${index}`, { userAgent: index < 30 ? "bot" : `human ${index}` }),
    );
    await store.loadSessions("1", sessions);
    const late = sessions.slice(0, 1).map((row) => ({ ...row, requestedAtMs: row.requestedAtMs + 86_400_000 }));
    await store.loadSessions("2", [...sessions.slice(0, 50), ...late]);
    await store.refreshBots();
    await store.settleDay("2026-03-01");
    expect(await store.ask("sessionDays", ASKED)).toEqual([
      { day: "2026-03-01", sessions: 100, excludedByNetwork: 0, excludedByAgent: 30 },
    ]);
  });
});
