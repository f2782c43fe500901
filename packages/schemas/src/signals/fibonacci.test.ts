import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ids } from "../../test/tc-model.ts";
import { createBitReader } from "./bit-reader.ts";
import { createBitWriter } from "./bit-writer.ts";
import { readFibonacciRanges, toFibonacciRanges } from "./fibonacci.ts";

const ID_MAX = 65_535;

function toText(bits: string): string {
  const writer = createBitWriter();
  for (const bit of bits) writer.writeFlag(bit === "1");
  return writer.toLetters();
}

const read = (bits: string, idMax = ID_MAX) => readFibonacciRanges(createBitReader(toText(bits)), idMax);

describe("ranges in Fibonacci code", () => {
  test("G27: are written as in the example of the specification", () => {
    const bits = "000000000010 0 0011 1 011 0011".replaceAll(" ", "");
    expect(
      toFibonacciRanges([
        [3, 3],
        [5, 8],
      ]),
    ).toBe(bits);
    expect(read(bits)).toEqual([
      [3, 3],
      [5, 8],
    ]);
  });

  test("G27: what is read is what was written, for any ids", () => {
    fc.assert(
      fc.property(ids(ID_MAX, 60), (ranges) => {
        expect(read(toFibonacciRanges(ranges))).toEqual(ranges);
      }),
    );
  });

  test.each([1, 2, 63, 46_368, ID_MAX])("G33: the largest id %i is read, and no larger one", (idMax) => {
    expect(read(toFibonacciRanges([[idMax, idMax]]), idMax)).toEqual([[idMax, idMax]]);
    const above = toFibonacciRanges([[idMax + 1, idMax + 1]]);
    expect(() => read(above, idMax)).toThrow(expect.objectContaining({ code: "id" }));
    const run = toFibonacciRanges([[1, idMax + 1]]);
    expect(() => read(run, idMax)).toThrow(expect.objectContaining({ code: "id" }));
  });

  test("a run that was cut into several entries is one interval", () => {
    // 1, then 2 to 4, then 5.
    expect(read("000000000011 0 11 1 11 011 0 11".replaceAll(" ", ""))).toEqual([[1, 5]]);
  });
});
