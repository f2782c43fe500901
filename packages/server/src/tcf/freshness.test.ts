import { describe, expect, test } from "vitest";
import { toFreshness } from "./freshness.ts";

const read = (headers: Record<string, string>): number => toFreshness(new Headers(headers), 1_000_000, 60).validUntilMs;

describe("how long an answer holds", () => {
  test.each([
    ["max-age=3600", undefined, 3600],
    ["public, Max-Age = 3600 , immutable", undefined, 3600],
    ['max-age="3600"', undefined, 3600],
    ["max-age=3600", "600", 3000],
    ["max-age=3600", "7200", 0],
    ["max-age=3600", "soon", 3600],
    ["max-age=0", undefined, 0],
    ["max-age=31536000", undefined, 31_536_000],
    ["no-store", undefined, 0],
    ["no-cache, max-age=3600", undefined, 0],
    ["s-maxage=5", undefined, 60],
    ["max-age=-1", undefined, 60],
    ["max-age=1.5", undefined, 60],
    ["x-max-age=5", undefined, 60],
    ["", undefined, 60],
  ])("T71 T79 Cache-Control %j with Age %j holds %i seconds from when it was asked for", (control, age, seconds) => {
    expect(read({ "Cache-Control": control, ...(age !== undefined && { Age: age }) })).toBe(1_000_000 + seconds * 1000);
  });

  test("T79 says whether the answer said so itself", () => {
    expect(toFreshness(new Headers({ "Cache-Control": "max-age=5" }), 0, 60).isStated).toBe(true);
    expect(toFreshness(new Headers(), 0, 60)).toEqual({ isStated: false, validUntilMs: 60_000 });
  });
});
