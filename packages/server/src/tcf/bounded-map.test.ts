import { expect, test } from "vitest";
import { createBoundedMap } from "./bounded-map.ts";

test("what was used longest ago is forgotten once the whole weighs too much", () => {
  const map = createBoundedMap<string>(10);
  map.set("a", "A", 4);
  map.set("b", "B", 4);
  expect(map.get("a")).toBe("A");
  map.set("c", "C", 4);
  expect([map.get("a"), map.get("b"), map.get("c")]).toEqual(["A", undefined, "C"]);
});

test("an entry that is replaced or deleted weighs nothing any more, and one that is too heavy alone is not kept", () => {
  const map = createBoundedMap<string>(10);
  for (let round = 0; round < 5; round++) map.set("a", "A", 6);
  map.delete("a");
  map.delete("never");
  map.set("b", "B", 5);
  map.set("c", "C", 5);
  expect([map.get("b"), map.get("c")]).toEqual(["B", "C"]);
  map.set("d", "D", 11);
  expect([map.get("b"), map.get("c"), map.get("d")]).toEqual([undefined, undefined, undefined]);
  map.set("e", "E", 10);
  expect(map.get("e")).toBe("E");
  map.clear();
  map.set("f", "F", 10);
  expect([map.get("e"), map.get("f")]).toEqual([undefined, "F"]);
});
