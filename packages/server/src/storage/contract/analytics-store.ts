import { describe, expect, onTestFinished, test } from "vitest";
import { StorageUnavailableError } from "../errors.ts";
import type { AnalyticsFilter, AnalyticsStore, ConsentEventRow } from "../ports.ts";
import { testExperimentCounts } from "./analytics-experiments.ts";
import { testDayFiles } from "./analytics-exports.ts";
import { testMissing } from "./analytics-missing.ts";
import { createEventRow } from "./rows.ts";

const PERIOD = { from: "2026-02-01", to: "2026-04-01" };
const DAY = "2026-03-01";

/**
 * Describes what every analytics store guarantees, beside `describeRandomStreams`. `createStore` opens an empty store for the running
 * test.
 */
export function describeAnalyticsStore(name: string, createStore: () => Promise<AnalyticsStore>): void {
  async function open() {
    const store = await createStore();
    onTestFinished(() => store.close());
    return store;
  }
  const ofShop = (filter: Partial<AnalyticsFilter> = {}): AnalyticsFilter => ({
    codes: ["shop0001"],
    ...PERIOD,
    ...filter,
  });

  describe(`${name} as an analytics store`, () => {
    testExperimentCounts(open);
    testMissing(open);
    testDayFiles(open);

    test("counts an object once, however often it is delivered", async () => {
      const store = await open();
      await store.ping();
      const rows = [createEventRow("e1"), createEventRow("e2", { eventType: "impression" })];
      expect(await store.load("bronze/1", rows)).toEqual({ inserted: 2, duplicates: 0 });
      expect(await store.load("bronze/1", rows)).toEqual({ inserted: 0, duplicates: 2 });
      const [first, second] = await Promise.all([store.load("bronze/2", rows), store.load("bronze/2", rows)]);
      expect([first, second]).toEqual([
        { inserted: 0, duplicates: 2 },
        { inserted: 0, duplicates: 2 },
      ]);
      expect(await store.ask("consentFunnel", ofShop())).toEqual([
        { day: DAY, impressions: 1, dialogsOpened: 0, decisions: 1 },
      ]);
      expect(await store.ask("consentStatus", ofShop())).toEqual([
        { day: DAY, allAllowed: 0, allDenied: 0, partial: 1 },
      ]);
    });

    test("answers pages of thousands of latest decisions, whatever their ids", async () => {
      const store = await open();
      const rows = Array.from({ length: 2_500 }, (_, index) =>
        createEventRow(`${"i".repeat(58)}-${index}`, { userToken: `dev_${index}` }),
      );
      await store.load("1", rows);
      const found = await store.ask("rawLatestDecisions", { ...ofShop(), limit: 5_000 });
      expect(new Set(found.map(({ eventId }) => eventId)).size).toBe(rows.length);
    });

    test("keeps what the first writer of an event id said; another tenant's equal id is another event", async () => {
      const store = await open();
      await store.load("1", [createEventRow("e", { categoriesConsented: [] })]);
      await store.load("2", [
        createEventRow("e", {
          categoriesConsented: ["analytics", "marketing"],
          receivedAtMs: Date.parse("2026-03-05"),
        }),
        createEventRow("e", { code: "shop0002", categoriesConsented: ["analytics", "marketing"] }),
      ]);
      expect(await store.ask("consentStatus", ofShop())).toEqual([
        { day: DAY, allAllowed: 0, allDenied: 1, partial: 0 },
      ]);
      expect(await store.ask("consentStatus", ofShop({ codes: ["shop0001", "shop0002", "shop0002"] }))).toEqual([
        { day: DAY, allAllowed: 1, allDenied: 1, partial: 0 },
      ]);
    });

    test("judges a decision by its optional categories", async () => {
      const store = await open();
      const decisions: [string[], string[]][] = [
        [
          ["a", "b"],
          ["a", "b"],
        ],
        [["a", "b"], ["b"]],
        [["a", "b"], []],
        [[], []],
        [["a"], ["b"]],
        [["a", "a"], ["a"]],
      ];
      await store.load(
        "1",
        decisions.map(([categoriesDisclosed, categoriesConsented], index) =>
          createEventRow(`e${index}`, { categoriesDisclosed, categoriesConsented }),
        ),
      );
      expect(await store.ask("consentStatus", ofShop())).toEqual([
        { day: DAY, allAllowed: 3, allDenied: 2, partial: 1 },
      ]);
    });

    test("puts an event on its UTC day and answers both ends of a period, in order", async () => {
      const store = await open();
      const times = [
        "2026-03-02T00:00:00.000Z",
        "2026-03-01T23:59:59.999Z",
        "2026-03-03T12:00:00.000Z",
        "2026-02-28T23:59:59.999Z",
      ];
      await store.load(
        "1",
        times.map((time) => createEventRow(time, { receivedAtMs: Date.parse(time) })),
      );
      const days = await store.ask("consentFunnel", ofShop({ from: "2026-03-01", to: "2026-03-02" }));
      expect(days.map((day) => day.day)).toEqual(["2026-03-01", "2026-03-02"]);
      expect(await store.ask("consentFunnel", ofShop({ from: "2026-03-04", to: "2026-03-09" }))).toEqual([]);
    });

    test("a path segment means itself and what is below it, and nothing in it is a wildcard", async () => {
      const store = await open();
      const paths = [
        "/shop",
        "/shop/",
        "/shop/a",
        "/shop/a/b",
        "/shopping",
        "/Shop/a",
        "/",
        "/a%b",
        "/a%b/c",
        "/aXb/c",
        "/a_b",
        "/shop0",
      ];
      await store.load(
        "1",
        paths.map((path) => createEventRow(path, { path })),
      );
      const count = async (pathSegment: string) => {
        const days = await store.ask("consentFunnel", ofShop({ pathSegment }));
        return days.reduce((sum, day) => sum + day.decisions, 0);
      };
      const segments = [
        "/shop",
        "/shop/",
        "/shop/a",
        "/",
        "/a%b",
        "/a_b",
        "/%",
        "/_hop",
        "' OR '1'='1",
        "/sho",
        "/shop/a/b/c",
      ];
      const counts: Record<string, number> = {};
      for (const segment of segments) counts[segment] = await count(segment);
      expect(counts).toEqual({
        "/shop": 4,
        "/shop/": 4,
        "/shop/a": 2,
        "/": paths.length,
        "/a%b": 2,
        "/a_b": 1,
        "/%": 0,
        "/_hop": 0,
        "' OR '1'='1": 0,
        "/sho": 0,
        "/shop/a/b/c": 0,
      });
    });

    test.each(["rawEvents", "rawLatestDecisions"] as const)(
      "%s goes on from any place, also from one that no event could have",
      async (name) => {
        const store = await open();
        await store.load("1", [createEventRow("e1")]);
        const counts: number[] = [];
        for (const receivedAtMs of [-8.64e15, -1, 0, Date.parse("2149-06-06"), 8.64e15]) {
          const after = { receivedAtMs, code: "shop0001", eventId: "a\0b" };
          counts.push((await store.ask(name, { ...ofShop(), limit: 9, after })).length);
        }
        expect(counts).toEqual([1, 1, 1, 0, 0]);
      },
    );

    test("a load with a row that cannot be stored loads nothing of its object", async () => {
      const store = await open();
      const broken = { ...createEventRow("e2"), receivedAtMs: Number.NaN } as ConsentEventRow;
      await expect(store.load("1", [createEventRow("e1"), broken])).rejects.toThrow();
      expect(await store.ask("consentFunnel", ofShop())).toEqual([]);
      expect(await store.load("1", [createEventRow("e1")])).toEqual({ inserted: 1, duplicates: 0 });
    });

    test("after closing, everything rejects as unavailable", async () => {
      const store = await open();
      const last = store.load("1", [createEventRow("e1")]);
      await store.close();
      await expect(last).resolves.toEqual({ inserted: 1, duplicates: 0 });
      await expect(store.load("2", [])).rejects.toBeInstanceOf(StorageUnavailableError);
      await expect(store.ask("consentStatus", ofShop())).rejects.toBeInstanceOf(StorageUnavailableError);
      await expect(store.ping()).rejects.toBeInstanceOf(StorageUnavailableError);
      await store.close();
    });
  });
}
