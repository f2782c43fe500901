import fc from "fast-check";
import { expect, test } from "vitest";
import { addText, addToCells, type Cells, formatCells, NO_CELLS } from "./cells.ts";

const sums = fc.array(
  fc.tuple(fc.oneof(fc.string(), fc.constantFrom("__proto__", "12", "")), fc.nat(9), fc.integer({ min: -3, max: 3 })),
);

test("packed sums, added up in any cut, are the sums of everything, whatever the keys", () => {
  fc.assert(
    fc.property(fc.array(sums), (batches) => {
      const all: Cells = new Map();
      const packed: Cells = new Map();
      for (const batch of batches) {
        const own: Cells = new Map();
        for (const sum of batch) {
          addToCells(all, ...sum);
          addToCells(own, ...sum);
        }
        addText(packed, formatCells(own));
      }
      const toList = (cells: Cells) =>
        [...cells]
          .flatMap(([key, amounts]) => [...amounts].map(([cell, amount]) => JSON.stringify([key, cell, amount])))
          .filter((text) => !text.endsWith(",0]"))
          .sort();
      expect(toList(packed)).toEqual(toList(all));
    }),
  );
});

test("what came to nothing takes no room", () => {
  const cells: Cells = new Map();
  addToCells(cells, "DE-BY", 4, 2);
  addToCells(cells, "DE-BY", 4, -2);
  expect(formatCells(cells)).toBe(NO_CELLS);
});
