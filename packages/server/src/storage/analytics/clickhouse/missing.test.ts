import { expect, onTestFinished, test } from "vitest";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createEventRow, createSessionRow } from "../../contract/rows.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";

const clickhouse = useClickHouse();
const ASKED = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-31" };
const DAY = "2026-03-01";

async function openStore(given: { readonly sessionRetentionDays?: number } = {}) {
  const options = { ...clickhouse.createOptions(), ...given };
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  return { store, run: (sql: string) => clickhouse.run(options.database, sql) };
}

test("events that were loaded lately and are gone from silver are missing, and a replay brings them back", async () => {
  const { store, run } = await openStore();
  const rows = [createEventRow("a"), createEventRow("b")];
  await store.load("1", rows);
  await run("ALTER TABLE consent_events DROP PARTITION 202603");
  expect(await store.findMissing(rows)).toEqual([0, 1]);
  // A load that is none of a replay takes them for a message that its queue delivers again.
  expect(await store.load("2", rows)).toEqual({ inserted: 0, duplicates: 2 });
  expect(await store.load("replay/1", rows, { isReplay: true })).toEqual({ inserted: 2, duplicates: 0 });
  // Gold was not lost, and counts them twice until the day is settled.
  await store.settleDay(DAY);
  expect(await store.ask("consentFunnel", ASKED)).toMatchObject([{ day: DAY, decisions: 2 }]);
  expect(await store.settleDay(DAY)).toEqual([]);
});

test("an event that an earlier one of its id has superseded is not missing", async () => {
  const { store } = await openStore();
  const [late, early] = ["2026-03-05T12:00:00Z", "2026-02-27T12:00:00Z"].map((time) =>
    createEventRow("a", { receivedAtMs: Date.parse(time) }),
  );
  if (!late || !early) throw new Error("not made");
  await store.load("1", [late]);
  await store.load("2", [early]);
  expect(await store.findMissing([late, early])).toEqual([]);
  await store.settleDay("2026-02-27");
  expect(await store.findMissing([late, early])).toEqual([]);
});

test("sessions that are kept no longer are never missing: their figures are, and would count twice", async () => {
  const { store } = await openStore({ sessionRetentionDays: 90 });
  const nowMs = Date.now();
  const rows = [1, 80, 95, 400].map((days) =>
    createSessionRow(`${days}`, { requestedAtMs: nowMs - days * 86_400_000 }),
  );
  expect(await store.findMissingSessions(rows)).toEqual([0, 1]);
});
