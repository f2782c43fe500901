import { expect, test } from "vitest";
import { dialogWords as words } from "../../test/tcf-words.ts";
import { createTcfNumbers } from "./numbers.ts";

test("counts take the form that the language has for the number", () => {
  const { vendors } = createTcfNumbers(words, "en");
  expect([0, 1, 2, 1203].map(vendors)).toEqual(["0 vendors", "1 vendor", "2 vendors", "1,203 vendors"]);
});

test("T81: times are told in the largest unit that is full, in the words of the language", () => {
  const { duration } = createTcfNumbers(words, "en");
  expect([33_696_000, 86_400, 5400, 60, 1, 0, -1].map(duration)).toEqual([
    ...["390 days", "1 day", "1.5 hours", "1 minute", "1 second", "for the session", "for the session"],
  ]);
  expect(createTcfNumbers(words, "de").duration(172_800)).toBe("2 Tage");
});
