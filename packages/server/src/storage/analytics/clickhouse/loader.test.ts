import { describe, expect, onTestFinished, test } from "vitest";
import { createLossyProxy } from "../../../../test/clickhouse/lossy-proxy.ts";
import { useClickHouse } from "../../../../test/clickhouse/test-clickhouse.ts";
import { createEventRow, createSessionRow } from "../../contract/rows.ts";
import { StorageUnavailableError } from "../../errors.ts";
import { createClickHouseAnalytics } from "../clickhouse.ts";

const clickhouse = useClickHouse();
const ASKED = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-31" };
const DAY = "2026-03-01";
const DAY_MS = Date.parse(DAY);

async function openStore(options = clickhouse.createOptions()) {
  const store = await createClickHouseAnalytics(options);
  onTestFinished(() => store.close());
  return Object.assign(store, {
    countDecisions: async () => {
      const days = await store.ask("consentFunnel", ASKED);
      return days.reduce((sum, { decisions }) => sum + decisions, 0);
    },
  });
}

const createEvents = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) =>
    createEventRow(`e${first + index}`, { receivedAtMs: DAY_MS + first + index, userToken: `dev_${index}` }),
  );

describe("loading into ClickHouse", () => {
  test("an answer that was lost on its way is asked for again, and nothing counts twice", async () => {
    const options = clickhouse.createOptions();
    const proxy = await createLossyProxy(options.url);
    onTestFinished(() => proxy.close());
    const store = await openStore({ ...options, url: proxy.url });
    for (const [index, table] of ["consent_events", "loaded_objects"].entries()) {
      proxy.loseAnswerOf(`INSERT INTO ${table} `);
      const rows = createEvents(5, index * 10);
      await expect(store.load(table, rows)).rejects.toBeInstanceOf(StorageUnavailableError);
      await store.load(table, rows);
    }
    proxy.loseAnswerOf("INSERT INTO sessions ");
    const sessions = [createSessionRow("r1"), createSessionRow("r2")];
    await expect(store.loadSessions("s", sessions)).rejects.toBeInstanceOf(StorageUnavailableError);
    expect(await store.loadSessions("s", sessions)).toEqual({ inserted: 2, duplicates: 0 });
    expect(proxy.lostCount()).toBe(3);
    expect(await store.countDecisions()).toBe(10);
    expect(await store.ask("sessionDays", ASKED)).toMatchObject([{ day: DAY, sessions: 2 }]);
    expect(await store.settleDay(DAY)).toEqual([]);
  });

  test("a load that a rollup failed for is repeated, until every rollup has it once", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    await clickhouse.run(options.database, "RENAME TABLE consent_dim_daily TO away");
    await expect(store.load("1", createEvents(5))).rejects.toBeInstanceOf(StorageUnavailableError);
    await clickhouse.run(options.database, "RENAME TABLE away TO consent_dim_daily");
    await store.load("1", createEvents(5));
    expect(await store.countDecisions()).toBe(5);
    expect(await store.settleDay(DAY)).toEqual([]);
  });

  test("a message that its queue delivers again, in another object, counts once at once", async () => {
    const store = await openStore();
    await store.load("1", createEvents(10));
    expect(await store.load("2", createEvents(10, 5))).toEqual({ inserted: 5, duplicates: 5 });
    expect(await store.countDecisions()).toBe(15);
    expect(await store.settleDay(DAY)).toEqual([]);
  });

  test("other rows under a key that was broken off are not taken for the first ones", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    await store.load("1", createEvents(3));
    await clickhouse.run(options.database, "TRUNCATE TABLE loaded_objects");
    await store.load("1", createEvents(3, 3));
    expect(await store.countDecisions()).toBe(6);
  });

  test("a replay in other batches, under other keys, is put right when its day is settled", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    const events = createEvents(30);
    for (const start of [0, 10, 20]) await store.load(`old/${start}`, events.slice(start, start + 10));
    // Long after: what came lately is forgotten.
    await clickhouse.run(options.database, "TRUNCATE TABLE recent_consent_events");
    for (const start of [0, 7, 14, 21, 28]) await store.load(`new/${start}`, events.slice(start, start + 7));
    expect(await store.countDecisions()).toBe(60);
    expect((await store.settleDay(DAY)).map(({ table, lines }) => [table, lines])).toEqual([
      ["consent_category_daily", 2],
      ["consent_dim_category_daily", 16],
      ["consent_dim_daily", 8],
      ["consent_funnel_daily", 1],
      ["consent_matrix_daily", 28],
      ["consent_status_daily", 1],
    ]);
    expect(await store.countDecisions()).toBe(30);
    expect(await store.settleDay(DAY)).toEqual([]);
    // A late retry of a part that silver knows does not undo it.
    await store.load("old/0", events.slice(0, 10));
    expect(await store.countDecisions()).toBe(30);
  });

  test("an object of many rows goes in parts, and comes to the same again", async () => {
    const options = clickhouse.createOptions();
    const store = await openStore(options);
    const events = createEvents(60_000);
    expect(await store.load("big", events)).toEqual({ inserted: 60_000, duplicates: 0 });
    await clickhouse.run(options.database, "TRUNCATE TABLE loaded_objects");
    await store.load("big", events);
    expect(await store.countDecisions()).toBe(60_000);
  });

  test("an object may hold the days of some months", async () => {
    const store = await openStore();
    const events = Array.from({ length: 120 }, (_, index) =>
      createEventRow(`e${index}`, { receivedAtMs: DAY_MS + index * 86_400_000 }),
    );
    await store.load("months", events);
    expect(await store.ask("consentFunnel", { ...ASKED, to: "2027-12-31" })).toHaveLength(120);
  });

  test("of several rows of one event in an object the first of the earliest time counts", async () => {
    const store = await openStore();
    const at = (ms: number, path: string) => createEventRow("e", { receivedAtMs: DAY_MS + ms, path });
    expect(await store.load("1", [at(2, "/later"), at(1, "/first"), at(1, "/second")])).toEqual({
      inserted: 1,
      duplicates: 2,
    });
    expect(await store.ask("rawEvents", { ...ASKED, limit: 9 })).toMatchObject([{ path: "/first" }]);
  });

  test("text of any kind comes back as it was, and half a character as the sign for one", async () => {
    const store = await openStore();
    const texts = ["", "'\"`\\", "a\tb\nc\0d", "{x:String}", "\u{1F36A} Grüße", "\\N", "%00", "x".repeat(3000)];
    const row = (text: string, index: number) =>
      createEventRow(`${index}${text}`, {
        ...{ receivedAtMs: DAY_MS + index, userToken: text, path: text, country: text, tcString: text },
        ...{ categoriesDisclosed: [text], categoriesConsented: [text], servicesDisclosed: [text, ""] },
      });
    const rows = texts.map(row);
    await store.load("'; DROP TABLE consent_events --", rows);
    expect(await store.ask("rawEvents", { ...ASKED, limit: 99 })).toEqual(rows);
    await store.load("half", [createEventRow("half", { path: "a\ud800b" })]);
    expect(await store.ask("rawEvents", { ...ASKED, pathSegment: "a\ufffdb", limit: 9 })).toHaveLength(1);
  });

  test.each([Number.NaN, -1, 0.5, Date.parse("2200-01-01")])(
    "a time that no day holds (%s) is refused",
    async (time) => {
      const store = await openStore();
      await expect(store.load("1", [createEventRow("e", { receivedAtMs: time })])).rejects.toBeInstanceOf(RangeError);
      await expect(store.loadSessions("1", [createSessionRow("r", { requestedAtMs: time })])).rejects.toThrow(
        RangeError,
      );
    },
  );
});
