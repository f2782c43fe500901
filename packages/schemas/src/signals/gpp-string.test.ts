import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Field, toLetters } from "../../test/bit-writer.ts";
import { expectBounded, letters, toFault } from "../../test/hostile-text.ts";
import { readGppStringOutline } from "./gpp-string.ts";

const TC_STRING = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

/** A Fibonacci code, written from its definition: greedy sum from the largest, smallest first, closed by a one. */
function toFibonacci(value: number): Field[] {
  const weights = [1, 2];
  while ((weights.at(-1) ?? 0) <= value) weights.push((weights.at(-1) ?? 0) + (weights.at(-2) ?? 0));
  let rest = value;
  const bits = weights.reverse().map((weight): number => {
    if (weight > rest) return 0;
    rest -= weight;
    return 1;
  });
  const used = bits.slice(bits.indexOf(1)).reverse();
  return [...used, 1].map((bit): Field => [1, bit]);
}

function toHeader(
  entries: readonly (readonly Field[])[],
  head: readonly Field[] = [
    [6, 3],
    [6, 1],
  ],
): string {
  return toLetters([...head, [12, entries.length], ...entries.flat()]);
}

/** Header entries for ids: single ones, or runs as ranges. */
function toEntries(ids: readonly number[]): Field[][] {
  const runs: { start: number; end: number }[] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && run.end === id - 1) run.end = id;
    else runs.push({ start: id, end: id });
  }
  let last = 0;
  return runs.map(({ start, end }) => {
    const isRange = end > start;
    const entry: Field[] = [[1, isRange ? 1 : 0], ...toFibonacci(start - last)];
    if (isRange) entry.push(...toFibonacci(end - start));
    last = end;
    return entry;
  });
}

describe("the outline of a GPP string", () => {
  test.each(["DBABM", "DBABMA"])("G28: the header %s is read, whichever its padding", (header) => {
    expect(readGppStringOutline(`${header}~${TC_STRING}`)).toEqual({
      version: 1,
      sections: [{ id: 2, text: TC_STRING }],
    });
  });

  test("G27, G29: any ids up to 63 are found again, in order, each with its text", () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 63 }), { maxLength: 63 });
    fc.assert(
      fc.property(ids, (unordered) => {
        const sorted = unordered.toSorted((a, b) => a - b);
        const sections = sorted.map((id) => ({ id, text: id === 2 ? TC_STRING : `B${"VVU".repeat(id % 3)}.YA` }));
        const text = [toHeader(toEntries(sorted)), ...sections.map((section) => section.text)].join("~");
        expect(readGppStringOutline(text).sections).toEqual(sections);
      }),
    );
  });

  test.each([
    ["nothing", "", "cut_short"],
    ["a TC string", TC_STRING, "version"],
    [
      "version 2",
      toHeader(
        [],
        [
          [6, 3],
          [6, 2],
        ],
      ),
      "version",
    ],
    ["a letter outside base64url", "DBA=", "alphabet"],
    ["a section that the header does not list", "DBABMA~1YNN~1YNN", "sections"],
    ["a listed section that is missing", "DBABMA", "sections"],
    ["an empty section", `${toHeader(toEntries([6]))}~`, "sections"],
    ["a section with foreign letters", `${toHeader(toEntries([7]))}~<b>`, "alphabet"],
    ["a TCF section that is no TC string", "DBABMA~1YNN", "version"],
    ["id 64", toHeader([[[1, 0], ...toFibonacci(64)]]), "id"],
    ["an id beyond all weights", toHeader([[[1, 0], ...toFibonacci(5000)]]), "id"],
    ["a range beyond 63", toHeader([[[1, 1], ...toFibonacci(60), ...toFibonacci(10)]]), "id"],
    [
      "a count of entries that are not there",
      toLetters([
        [6, 3],
        [6, 1],
        [12, 4095],
      ]),
      "cut_short",
    ],
    ["a bit behind the header's end", `${toHeader([])}B`, "trailing_bits"],
    ["more than 8,192 letters", `DBAA${"~".repeat(8190)}`, "too_long"],
  ])("refuses %s", (_, text, fault) => {
    expect(toFault(readGppStringOutline, text)).toBe(fault);
  });

  test.each(["DBABukkhBVEs~1YNN", "DBABupVQgkT"])(
    "6.4: %s, which ends or stalls other readers, is refused within 50 ms of processor time",
    (text) => {
      const before = process.cpuUsage();
      expect(toFault(readGppStringOutline, text)).not.toBe("none");
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(50);
    },
  );

  test("any text is read or refused with a typed error, in no more steps than it has bits", () => {
    expectBounded(readGppStringOutline, [letters(300), letters(300).map((tail) => `DB${tail}`)]);
  });
});
