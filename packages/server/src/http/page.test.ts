import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPageRequest, toPage } from "./page.ts";

const read = (query: Record<string, string>) => readPageRequest({ query: (name) => query[name] });

describe("a page of a list", () => {
  test("is the first one with fifty items when nothing is said", () => {
    expect(read({})).toEqual({ cursor: "", limit: 50 });
    expect(read({ cursor: "shop-1_x", limit: "100" })).toEqual({ cursor: "shop-1_x", limit: 100 });
  });

  test.each([{ limit: "0" }, { limit: "101" }, { limit: "1.5" }, { limit: "-1" }, { cursor: "a b" }, { cursor: "'" }])(
    "is refused for %j",
    (query) => expect(() => read(query)).toThrow("not valid"),
  );

  test("after page, every item comes once and in order, whatever the limit", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { maxLength: 30 }), fc.integer({ min: 1, max: 10 }), (numbers, limit) => {
        const all = numbers.sort((a, b) => a - b);
        const seen: number[] = [];
        for (let cursor: string | null = "-1"; cursor !== null; ) {
          const after: number = Number(cursor);
          const page = toPage(all.filter((item) => item > after).slice(0, limit + 1), limit, String);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items);
          cursor = page.nextCursor;
        }
        expect(seen).toEqual(all);
      }),
    );
  });
});
