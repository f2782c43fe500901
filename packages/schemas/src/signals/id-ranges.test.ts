import fc from "fast-check";
import { expect, test } from "vitest";
import { countIds, hasId, intersectIds, listIds, toIdMax, toIdRanges } from "./id-ranges.ts";

const sets = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });

test("a set in ranges holds what it was made of: in order, apart, nothing twice", () => {
  fc.assert(
    fc.property(sets, fc.integer({ min: 0, max: 70 }), (ids, probe) => {
      const ranges = toIdRanges(ids);
      const plain = [...new Set(ids)].sort((one, other) => one - other);
      expect([...listIds(ranges)]).toEqual(plain);
      expect(countIds(ranges)).toBe(plain.length);
      expect(toIdMax(ranges)).toBe(plain.at(-1) ?? 0);
      expect(hasId(ranges, probe)).toBe(plain.includes(probe));
      for (const [index, [first]] of ranges.entries()) {
        if (index > 0) expect(first).toBeGreaterThan((ranges[index - 1]?.[1] ?? 0) + 1);
      }
    }),
  );
});

test("what two sets share is what is in both", () => {
  fc.assert(
    fc.property(sets, sets, (one, other) => {
      expect([...listIds(intersectIds(toIdRanges(one), toIdRanges(other)))]).toEqual([
        ...listIds(toIdRanges(one.filter((id) => other.includes(id)))),
      ]);
    }),
  );
});

test("the largest range costs no more than the smallest", () => {
  expect([countIds([[1, 65_535]]), hasId([[1, 65_535]], 40_000), toIdMax([[1, 65_535]])]).toEqual([
    65_535,
    true,
    65_535,
  ]);
});
