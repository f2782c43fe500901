import { expect, test } from "vitest";
import { createRandomSource } from "./random.ts";

test("no two pieces are the same or overlap, over the ends of pools too", () => {
  const random = createRandomSource();
  const pieces = Array.from({ length: 2000 }, (_, index) => random(10 + (index % 7)));
  const texts = new Set(pieces.map((piece) => Buffer.from(piece).toString("hex")));
  expect(texts.size).toBe(2000);
  expect(pieces.every((piece, index) => piece.length === 10 + (index % 7))).toBe(true);
});

test("a piece larger than the pool is whole", () => {
  const piece = createRandomSource()(10_000);
  expect(piece).toHaveLength(10_000);
  expect(new Set(piece).size).toBeGreaterThan(200);
});
