import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRowHeights, toAnchor, toBatch, toTarget, toWanted } from "./row-heights.ts";

describe("heights of rows", () => {
  test("the first that is measured tells of the others, and each is known by its own once it has been measured", () => {
    const heights = createRowHeights<string>();
    expect(heights.take("a", 50)).toBe(true);
    expect(heights.take("b", 50)).toBe(false);
    expect(heights.take("c", 80)).toBe(true);
    expect(heights.take("c", 80)).toBe(false);
    expect(heights.toTops(["a", "b", "c", "d"])).toEqual([0, 50, 100, 180, 230]);
  });

  test("what is hidden has no height, and a new width is a new beginning", () => {
    const heights = createRowHeights<string>();
    heights.take("a", 50);
    expect(heights.take("a", 0)).toBe(false);
    heights.forget();
    expect(heights.take("b", 70)).toBe(true);
    expect(heights.toTops(["a", "b"])).toEqual([0, 70, 140]);
  });
});

describe("the rows that are wanted", () => {
  const tops = Array.from({ length: 1501 }, (_, index) => index * 50);

  test("are those in sight and some around them, of however many", () => {
    const wanted = toWanted(tops, [10_000, 10_500], -1);
    expect([wanted[0], wanted.at(-1)]).toEqual([196, 213]);
    expect(toWanted([0], [0, 500], -1)).toEqual([]);
  });

  test("are also the one that has the focus and its neighbours, wherever the list was scrolled to", () => {
    const wanted = toWanted(tops, [10_000, 10_500], 1500 - 1);
    expect(wanted.slice(-2)).toEqual([1498, 1499]);
    expect(toWanted(tops, [10_000, 10_500], 0).slice(0, 2)).toEqual([0, 1]);
  });

  test("cover what is seen without a gap, for any heights and any place", () => {
    const anyHeights = fc.array(fc.integer({ min: 20, max: 900 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(anyHeights, fc.nat(50_000), fc.integer({ min: 1, max: 900 }), (list, from, size) => {
        const heights = createRowHeights<number>();
        for (const [index, px] of list.entries()) heights.take(index, px);
        const ends = heights.toTops([...list.keys()]);
        const wanted = new Set(toWanted(ends, [from, from + size], -1));
        for (const index of list.keys()) {
          const isSeen = (ends[index + 1] ?? 0) > from && (ends[index] ?? 0) < from + size;
          if (isSeen) expect(wanted.has(index)).toBe(true);
        }
        const anchor = toAnchor(ends, [from, from + size]);
        if (from < (ends.at(-1) ?? 0)) {
          expect(ends[anchor]).toBeLessThanOrEqual(from);
          expect(ends[anchor + 1]).toBeGreaterThan(from);
        }
      }),
    );
  });

  test("are made a few at once, the nearest to what is seen first; those that are there stay", () => {
    const wanted = [0, 1, 10, 11, 12, 13, 14, 15, 16];
    const isMade = (index: number) => index < 2 || index === 16;
    // Rows 12 and 13 are in sight.
    expect(toBatch(wanted, isMade, tops, [600, 700], 3)).toEqual([0, 1, 11, 12, 13, 16]);
    expect(toBatch(wanted, isMade, tops, [600, 700], 0)).toEqual([0, 1, 16]);
    expect(toBatch(wanted, isMade, tops, [600, 700], 9)).toEqual(wanted);
  });
});

test("keys lead a page on, a page back, to the first and to the last, and never out of the list", () => {
  expect(["PageDown", "PageUp", "Home", "End", "ArrowDown"].map((key) => toTarget(key, 10, 100, 7))).toEqual([
    ...[17, 3, 0, 99, 10],
  ]);
  expect([toTarget("PageDown", 98, 100, 7), toTarget("PageUp", 2, 100, 7)]).toEqual([99, 0]);
});
