import { afterEach, expect, test } from "vitest";
import { closePages, openPage } from "../test/page-kit.ts";

afterEach(closePages);

test("of two tabs that decide before they hear of each other, the later decision stands, is the same device's, and is later by its time", async () => {
  const [first, second] = [await openPage(), await openPage()];
  first.api.acceptAll();
  second.api.rejectAll();
  const [earlier, later] = [first.api.getSnapshot(), second.api.getSnapshot()];
  expect(later.deviceId).toBe(earlier.deviceId);
  expect(Date.parse(later.decidedAt ?? "")).toBeGreaterThan(Date.parse(earlier.decidedAt ?? ""));
  expect((await openPage()).api.getSnapshot()).toMatchObject({ decided: true, status: "none" });
});
