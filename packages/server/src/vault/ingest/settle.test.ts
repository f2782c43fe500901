import { expect, test } from "vitest";
import { createLog } from "../../http/log.ts";
import type { GoldDrift } from "../../storage/ports.ts";
import { createSettle, toClosedDays } from "./settle.ts";

const store = { exclusively: <Answer>(_: string, work: () => Promise<Answer>) => work() };

test("a day is closed 26 hours after its end", () => {
  expect(toClosedDays(Date.parse("2026-03-03T01:59:59Z")).at(-1)).toBe("2026-02-28");
  expect(toClosedDays(Date.parse("2026-03-03T02:00:00Z"))).toEqual([
    ...["2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01"],
  ]);
});

test("closed days are settled once a day, a failure is made up for, and what had drifted is published", async () => {
  let nowMs = Date.parse("2026-03-03T12:00:00Z");
  const asked: string[] = [];
  let answer: (day: string) => readonly GoldDrift[] = () => [];
  const touched: string[] = [];
  const analytics = {
    readTouchedDays: async (sinceMs: number) => {
      expect(sinceMs).toBe(nowMs - 4 * 86_400_000);
      return touched;
    },
    settleDay: async (day: string) => {
      asked.push(day);
      return answer(day);
    },
  };
  const { task, driftRows } = createSettle({ store, analytics, log: createLog("silent").log, now: () => nowMs });
  await task.run();
  await task.run();
  expect(asked).toEqual(["2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(driftRows()).toBe(0);
  nowMs += 86_400_000;
  answer = () => {
    throw new Error("the store is away");
  };
  await expect(task.run()).rejects.toThrow("away");
  answer = (day) => (day === "2026-03-02" ? [{ day, table: "sessions_daily", lines: 3 }] : []);
  await task.run();
  expect(asked.slice(-4)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
  expect(driftRows()).toBe(3);
  nowMs += 86_400_000;
  touched.push("2025-12-24", "2026-03-01", "2026-03-05");
  await task.run();
  // An old day that sessions came to lately is settled again, before the others; one that is not closed waits.
  expect(asked.slice(-5)).toEqual(["2025-12-24", "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"]);
});

test("settling that finds the lock taken has its turn a minute later", async () => {
  const nowMs = Date.parse("2026-03-03T12:00:00Z");
  const asked: string[] = [];
  let isFree = false;
  const lock = {
    exclusively: async <Answer>(_: string, work: () => Promise<Answer>) => (isFree ? work() : undefined),
  };
  const analytics = {
    readTouchedDays: async () => [],
    settleDay: async (day: string) => {
      asked.push(day);
      return [];
    },
  };
  const { task } = createSettle({ store: lock, analytics, log: createLog("silent").log, now: () => nowMs });
  expect([await task.run(), asked.length, task.everyMs]).toEqual(["idle", 0, 60_000]);
  isFree = true;
  await task.run();
  expect(asked).toHaveLength(4);
});
