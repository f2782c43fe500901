import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStepCounter, type Field, toLetters } from "../../test/bit-writer.ts";
import { SignalStringError } from "./signal-string-error.ts";
import { readTcStringOutline } from "./tc-string.ts";

/** Vectors of the specification and of a vendor's documentation. */
const MINIMAL = "CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA";
const PUBLISHED = "CQrQMwAQrQMwAEEABAENCyFoAOAAAEIAAAqIF5wAgAAgLzAvOACAvMAA.IAAA.YAAAAAAAAAAA";

interface Parts {
  version: number;
  language: readonly [number, number];
  consents: readonly Field[];
  interests: readonly Field[];
  restrictions: readonly Field[];
}
const NO_VENDORS: readonly Field[] = [
  [16, 0],
  [1, 0],
];

function toCore(parts: Partial<Parts> = {}): string {
  const { version = 2, language = [4, 13], consents = NO_VENDORS, interests = NO_VENDORS, restrictions } = parts;
  return toLetters([
    [6, version],
    [36, 17_000_000_000],
    [36, 17_000_864_000],
    [12, 880],
    [12, 3],
    [6, 1],
    [6, language[0]],
    [6, language[1]],
    [12, 48],
    [6, 5],
    [1, 1],
    [61, 0],
    [1, 0],
    [6, 3],
    [6, 4],
    ...consents,
    ...interests,
    ...(restrictions ?? [[12, 0]]),
  ]);
}

/** A vendor set in ranges, as `[start, end]`. */
function toRanges(idMax: number, ranges: readonly (readonly [number, number])[]): Field[] {
  const entries = ranges.flatMap(([start, end]): Field[] =>
    start === end
      ? [
          [1, 0],
          [16, start],
        ]
      : [
          [1, 1],
          [16, start],
          [16, end],
        ],
  );
  return [[16, idMax], [1, 1], [12, ranges.length], ...entries];
}

function toFault(text: string): string {
  try {
    readTcStringOutline(text);
  } catch (error) {
    if (error instanceof SignalStringError) return error.code;
    throw error;
  }
  return "none";
}

describe("the outline of a TC string", () => {
  test("T41: reads the specification's own example", () => {
    expect(readTcStringOutline(MINIMAL)).toEqual({
      version: 2,
      createdMs: Date.UTC(2025, 5, 3),
      lastUpdatedMs: Date.UTC(2025, 5, 3),
      cmpId: 880,
      cmpVersion: 0,
      consentLanguage: "en",
      vendorListVersion: 48,
      policyVersion: 2,
      isServiceSpecific: true,
      vendorIdMax: 404,
      hasDisclosedVendors: true,
    });
  });

  test("reads a string in ranges, with an empty set of disclosed vendors", () => {
    expect(readTcStringOutline(PUBLISHED)).toMatchObject({
      cmpId: 260,
      consentLanguage: "en",
      vendorListVersion: 178,
      policyVersion: 5,
      vendorIdMax: 755,
    });
  });

  test("takes any well-formed vendor sets and restrictions, and finds the largest id", () => {
    const sets = fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 80 }).map((ids) => {
      const sorted = ids.toSorted((a, b) => a - b).slice(0, Math.floor(ids.length / 2) * 2);
      const ranges = sorted.flatMap((id, index) => (index % 2 ? [[sorted[index - 1] ?? id, id] as const] : []));
      return { idMax: sorted.at(-1) ?? 0, ranges };
    });
    fc.assert(
      fc.property(sets, sets, sets, fc.nat(600), (consents, interests, restricted, bits) => {
        const disclosed = toLetters([[3, 1], [16, bits], [1, 0], ...Array.from({ length: bits }, (): Field => [1, 1])]);
        const core = toCore({
          consents: toRanges(consents.idMax, consents.ranges),
          interests: toRanges(interests.idMax, interests.ranges),
          restrictions: [[12, 1], [6, 7], [2, 1], ...toRanges(0, restricted.ranges).slice(2)],
        });
        const outline = readTcStringOutline(`${core}.${disclosed}`);
        expect(outline).toMatchObject({ cmpId: 880, consentLanguage: "en", createdMs: 1_700_000_000_000 });
        expect(outline.vendorIdMax).toBe(Math.max(consents.idMax, interests.idMax, bits));
      }),
    );
  });

  test.each([
    ["nothing", "", "cut_short"],
    ["a letter outside base64url", `${toCore()}=`, "alphabet"],
    ["version 1", toCore({ version: 1 }), "version"],
    ["a language that is not two letters", toCore({ language: [26, 0] }), "language"],
    ["an end before what is announced", toCore().slice(0, -4), "cut_short"],
    ["a bit behind the end", `${toCore()}B`, "trailing_bits"],
    ["more padding than a writer adds", `${toCore()}AAAA`, "trailing_bits"],
    ["a segment of unknown type", `${toCore()}.${toLetters([[3, 4]])}`, "segment"],
    ["a segment twice", `${toCore()}.IAAA.IAAA`, "segment"],
    ["an empty segment", `${toCore()}..`, "cut_short"],
    ["a range that ends before it starts", toCore({ consents: toRanges(9, [[5, 4]]) }), "id"],
    ["vendor 0", toCore({ consents: toRanges(9, [[0, 0]]) }), "id"],
    ["a vendor above the announced largest", toCore({ consents: toRanges(9, [[4, 10]]) }), "id"],
    [
      "vendors named twice",
      toCore({
        interests: toRanges(9, [
          [1, 4],
          [4, 6],
        ]),
      }),
      "id",
    ],
    [
      "a bit field that is not there",
      toCore({
        consents: [
          [16, 65_535],
          [1, 0],
        ],
      }),
      "cut_short",
    ],
    ["more than 8,192 letters", "C".repeat(8193), "too_long"],
  ])("refuses %s", (_, text, fault) => {
    expect(toFault(text)).toBe(fault);
  });

  test("refuses ranges beyond what a string may hold, before it reads them", () => {
    const steps = createStepCounter();
    const announced = toCore({
      consents: [
        [16, 65_535],
        [1, 1],
        [12, 4095],
      ],
    });
    expect(() => readTcStringOutline(announced, steps.onRead)).toThrow(expect.objectContaining({ code: "ranges" }));
    expect(steps.count()).toBeLessThan(30);
  });

  test.each([200, 4000])("6.4: %d ranges over every vendor are refused within 50 ms of processor time", (count) => {
    const text = toCore({
      consents: toRanges(
        65_535,
        Array.from({ length: count }, () => [1, 65_535] as const),
      ),
    });
    const before = process.cpuUsage();
    expect(toFault(text)).not.toBe("none");
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(50);
  });

  test("any text is read or refused with a typed error, in no more steps than it has bits", () => {
    const letters = fc.string({
      unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
      maxLength: 400,
    });
    const texts = fc.oneof(
      fc.string(),
      letters,
      letters.map((tail) => toCore().slice(0, 36) + tail),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const steps = createStepCounter();
        try {
          readTcStringOutline(text, steps.onRead);
        } catch (error) {
          expect(error).toBeInstanceOf(SignalStringError);
        }
        expect(steps.count()).toBeLessThanOrEqual(text.length * 6 + 2);
      }),
      { numRuns: 2000 },
    );
  });
});
