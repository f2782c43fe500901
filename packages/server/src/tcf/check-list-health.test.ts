import { expect, test } from "vitest";
import { checkListHealth } from "./check-list-health.ts";

const DAY_MS = 86_400_000;

test.each([
  ["a fresh list", 0, 0, null],
  ["one of two weeks", 14 * DAY_MS, 0, null],
  ["none", null, 0, /no vendor list yet/],
  ["one whose publisher is silent", 3 * DAY_MS, 4, /4 times, for 72 hours/],
  ["T71 T73: one that its publisher lets hold for months", 90 * DAY_MS, 0, /90 days old/],
])("what is said of %s", (_, ageMs, failures, complaint) => {
  const check = () => checkListHealth({ ageMs, failures });
  if (complaint) expect(check).toThrow(complaint);
  else expect(check).not.toThrow();
});
