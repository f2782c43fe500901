import { expect, onTestFinished, test } from "vitest";
import { createScratchIds } from "./scratch-ids.ts";

test("ids are counted once, on the day of the least time of each", () => {
  const ids = createScratchIds();
  onTestFinished(() => ids.close());
  const at = (id: string, time: string, code = "shop0001") => ({ id, code, atMs: Date.parse(time) });
  ids.add("events", [at("a", "2026-03-02T00:00:00.000Z"), at("b", "2026-03-01T23:59:59.999Z")]);
  ids.add("events", [at("a", "2026-03-01T05:00:00Z"), at("b", "2026-03-05"), at("a", "2026-03-02", "shop0002")]);
  ids.add("sessions", [at("a", "2026-03-02")]);
  expect(ids.countDays()).toEqual([
    { kind: "events", day: "2026-03-01", count: 2 },
    { kind: "events", day: "2026-03-02", count: 1 },
    { kind: "sessions", day: "2026-03-02", count: 1 },
  ]);
});
