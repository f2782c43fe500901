import { describe, expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createEventRow } from "../../contract/rows.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";
import { type Connection, createConnection } from "./connection.ts";
import { refreshHistories } from "./histories.ts";

const clickhouse = useClickHouse();
const PERIOD = { from: "2026-01-01", to: "2026-12-31" };

async function openStore(options = clickhouse.createOptions()) {
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  return store;
}

const decide = (id: string, time: string, categoriesConsented: string[], code = "shop0001") =>
  createEventRow(id, { code, receivedAtMs: Date.parse(time), categoriesDisclosed: ["a"], categoriesConsented });
const see = (id: string, time: string, code = "shop0001") =>
  createEventRow(id, { code, receivedAtMs: Date.parse(time), eventType: "impression" });

// Each opens a store of its own, and refreshes run many statements.
describe("what is prepared of the histories of users", { timeout: 120_000 }, () => {
  test("follows a refresh: a row that comes late changes the days after it, and the minute before", async () => {
    const store = await openStore();
    const asked = { codes: ["shop0001"], ...PERIOD };
    await store.load("1", [decide("e3", "2026-03-05T08:00:00Z", []), decide("e0", "2026-02-28T23:59:30Z", [])]);
    expect(await store.refreshHistories()).toBe(2);
    expect(await store.ask("consentChurn", asked)).toEqual({ days: [], users: 1, usersChanged: 0 });
    await store.load("2", [decide("e1", "2026-03-02T08:00:00Z", ["a"]), see("e2", "2026-03-01T00:00:20Z")]);
    await store.refreshHistories();
    expect(await store.ask("consentChurn", asked)).toEqual({
      days: [
        { day: "2026-03-02", from: "all_denied", to: "all_allowed", changes: 1 },
        { day: "2026-03-05", from: "all_allowed", to: "all_denied", changes: 1 },
      ],
      users: 1,
      usersChanged: 1,
    });
    expect(await store.ask("consentCompliance", asked)).toMatchObject(
      ["2026-02-28", "2026-03-02", "2026-03-05"].map((day) => ({ day, decisions: 1, disclosedBefore: 1 })),
    );
    const latest = await store.ask("rawLatestDecisions", { ...asked, limit: 9 });
    expect(latest.map(({ eventId }) => eventId)).toEqual(["e3"]);
  });

  test("is made from silver again by settling a day, whatever became of it", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    const asked = { codes: ["shop0001"], ...PERIOD };
    const day = "2026-03-01";
    await store.load("1", [see("e1", `${day}T07:00:00Z`), decide("e2", `${day}T08:00:00Z`, [])]);
    await store.load("2", [decide("e3", `${day}T09:00:00Z`, ["a"])]);
    await store.settleDay(day);
    const [churn, compliance] = [await store.ask("consentChurn", asked), await store.ask("consentCompliance", asked)];
    expect(churn.usersChanged).toBe(1);
    for (const table of ["consent_sights", "consent_histories"]) {
      await clickhouse.run(options.database, `ALTER TABLE ${table} DROP PARTITION '${day}'`);
    }
    for (const table of ["consent_compliance_daily", "consent_changes_daily", "consent_users_daily"]) {
      await clickhouse.run(options.database, `TRUNCATE TABLE ${table}`);
    }
    await store.settleDay(day);
    expect(await store.ask("consentChurn", asked)).toEqual(churn);
    expect(await store.ask("consentCompliance", asked)).toEqual(compliance);
  });

  test.each([
    "INSERT INTO history_days_touched",
    "ALTER TABLE consent_histories",
    "INSERT INTO consent_changes_daily",
    "INSERT INTO history_days_prepared",
  ])("is exact after a refresh that ended before it ran %s, once another has run", async (statement) => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    const connection = createConnection(options);
    onTestFinished(() => connection.close());
    await store.load("1", [decide("e2", "2026-03-05T08:00:00Z", [])]);
    await store.refreshHistories();
    // As if that had been long ago: the later day is looked at again only where that was noted.
    await clickhouse.run(options.database, "TRUNCATE TABLE history_days_touched");
    await store.load("2", [decide("e1", "2026-03-02T08:00:00Z", ["a"])]);
    await expect(refreshHistories(endBefore(statement, connection), {})).rejects.toThrow("ended");
    await store.refreshHistories();
    expect(await store.ask("consentChurn", { codes: ["shop0001"], ...PERIOD })).toEqual({
      days: [{ day: "2026-03-05", from: "all_allowed", to: "all_denied", changes: 1 }],
      users: 1,
      usersChanged: 1,
    });
  });

  // Between the swap of a day and the work on those that rest on it.
  test("does not forget later days where a refresh ended between two days", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    const connection = createConnection(options);
    onTestFinished(() => connection.close());
    await store.load("1", [decide("e2", "2026-03-05T08:00:00Z", [])]);
    await store.refreshHistories();
    await clickhouse.run(options.database, "TRUNCATE TABLE history_days_touched");
    await store.load("2", [decide("e1", "2026-03-02T08:00:00Z", ["a"])]);
    const broken = endBefore("INSERT INTO consent_compliance_daily", connection, 1);
    await expect(refreshHistories(broken, {})).rejects.toThrow("ended");
    await store.refreshHistories();
    expect((await store.ask("consentChurn", { codes: ["shop0001"], ...PERIOD })).usersChanged).toBe(1);
  });
});

/** A connection whose process ends before a statement that starts so, at the first time or after some. */
function endBefore(start: string, connection: Connection, times = 0): Connection {
  let left = times;
  return {
    ...connection,
    run: (...statement) => {
      const isEnd = statement[0].startsWith(start) && left-- === 0;
      return isEnd ? Promise.reject(new Error("ended")) : connection.run(...statement);
    },
  };
}
