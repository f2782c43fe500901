import { describe, expect, test } from "vitest";
import { isDeletion, readCookieName } from "./names.ts";

describe("the text of a cookie", () => {
  test.each([
    ["_ga=1; path=/", "_ga"],
    [" _ga = 1", "_ga"],
    ["_ga=a=b", "_ga"],
    ["=value", ""],
    ["value", ""],
    ["", ""],
    ["; a=b", ""],
  ])("%j names %j", (text, name) => {
    expect(readCookieName(text)).toBe(name);
  });

  test.each([
    ["a=; Max-Age=0", true],
    ["a=;max-age = -5", true],
    ["a=; Max-Age=0; Max-Age=10", false],
    ["a=; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT", false],
    ["a=; Max-Age=soon; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true],
    ["a=; expires=Thu, 01 Jan 1970 00:00:00 GMT; path=/", true],
    ["a=; expires=Fri, 01 Jan 2100 00:00:00 GMT", false],
    ["a=; expires=never", false],
    ["a=max-age=0", false],
    ["a=1", false],
  ])("%j deletes: %s", (text, expected) => {
    expect(isDeletion(text, 1_800_000_000_000)).toBe(expected);
  });
});
