import { expect, test } from "vitest";
import type { AnalyticsStore } from "../ports.ts";
import { createEventRow, createSessionRow } from "./rows.ts";

const DAY_MS = Date.parse("2026-03-01");
const HOUR_MS = 3_600_000;

/** What a replay asks before it loads: which rows silver lacks. */
export function testMissing(open: () => Promise<AnalyticsStore>): void {
  test("names the events that silver lacks, or knows at a later time only, and changes nothing", async () => {
    const store = await open();
    const at = (id: string, hour: number, code = "shop0001") =>
      createEventRow(id, { code, receivedAtMs: DAY_MS + hour * HOUR_MS });
    await store.load("1", [at("a", 30), at("b", 30)]);
    const asked = [at("a", 30), at("new", 30), at("b", 2), at("a", 80), at("a", 30, "shop0002"), at("new", 30)];
    expect(await store.findMissing(asked)).toEqual([1, 2, 4, 5]);
    expect(await store.findMissing(asked)).toEqual([1, 2, 4, 5]);
    expect(await store.findMissing([])).toEqual([]);
    const missing = asked.filter((_, place) => [1, 2, 4].includes(place));
    await store.load("replay/1", missing, { isReplay: true });
    expect(await store.findMissing(asked)).toEqual([]);
    const asOf = { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-04" };
    expect(await store.ask("consentFunnel", asOf)).toMatchObject([
      { day: "2026-03-01", decisions: 1 },
      { day: "2026-03-02", decisions: 2 },
    ]);
  });

  test("names the sessions that silver lacks, or knows at a later time only", async () => {
    const store = await open();
    const at = (id: string, hour: number, code = "shop0001") =>
      createSessionRow(id, { code, requestedAtMs: DAY_MS + hour * HOUR_MS });
    await store.loadSessions("1", [at("a", 30), at("b", 30)]);
    const asked = [at("a", 30), at("new", 30), at("b", 2), at("a", 80), at("a", 30, "shop0002")];
    expect(await store.findMissingSessions(asked)).toEqual([1, 2, 4]);
    await store.loadSessions("replay/1", [at("new", 30), at("b", 2)]);
    expect(await store.findMissingSessions(asked)).toEqual([4]);
    expect(await store.ask("sessionDays", { codes: ["shop0001"], from: "2026-03-01", to: "2026-03-04" })).toMatchObject(
      [
        { day: "2026-03-01", sessions: 1 },
        { day: "2026-03-02", sessions: 2 },
      ],
    );
  });

  test("looks for thousands of ids at once, long and strange ones among them", async () => {
    const store = await open();
    const toId = (index: number) => `${"long'\\\t\u00e9".repeat(index % 20)}${index}`;
    const rows = Array.from({ length: 6000 }, (_, index) =>
      createSessionRow(toId(index), { code: `shop000${index % 7}`, requestedAtMs: DAY_MS + index * 997 }),
    );
    const known = rows.filter((_, index) => index % 5 > 0);
    await store.loadSessions("1", known);
    expect(await store.findMissingSessions(rows)).toEqual(rows.flatMap((_, index) => (index % 5 === 0 ? [index] : [])));
  });
}
