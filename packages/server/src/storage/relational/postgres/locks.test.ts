import fc from "fast-check";
import { expect, test } from "vitest";
import type { Unit } from "../../unit.ts";
import { ADVISORY_LOCKS, toLockKey } from "./locks.ts";

const MIN = -(2n ** 63n);

function readKeys(unit: Unit<void>): unknown[] {
  const keys: unknown[] = [];
  for (let step = unit.next(); step.done !== true; step = unit.next([])) keys.push(step.value.values[0]);
  return keys;
}

test("locks are asked for in one order and once each, whatever the order and number of their names", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 8 }), (names) => {
      const keys = readKeys(ADVISORY_LOCKS.hold([...names, ...names.toReversed()]));
      const expected = [...new Set(names)].map((name) => toLockKey("unit", name));
      expect(keys).toEqual(expected.sort((a, b) => (a < b ? -1 : 1)));
      for (const key of expected) expect(key >= MIN && key < -MIN).toBe(true);
    }),
  );
});

test("a unit's lock is never the exclusive work's of the same name", () => {
  expect(toLockKey("unit", "sweep")).not.toBe(toLockKey("work", "sweep"));
  // Every process, whatever its release, has to ask for the same number.
  expect(toLockKey("unit", "consent shop d:dev_1")).toBe(-2222594734206003933n);
});
