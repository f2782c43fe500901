import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createStepCounter, type Field, toLetters } from "../../test/bit-writer.ts";
import { expectBounded, letters, mutated, toFault } from "../../test/hostile-text.ts";
import { tcModels } from "../../test/tc-model.ts";
import { type IdRanges, toIdMax } from "./id-ranges.ts";
import { readTcString } from "./tc-reader.ts";
import { toTcString } from "./tc-writer.ts";

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

/** What entries that touch come to. */
function toJoined(ranges: IdRanges): IdRanges {
  return ranges.reduce<[number, number][]>((joined, [first, last]) => {
    const before = joined.at(-1);
    if (before && before[1] + 1 === first) before[1] = last;
    else joined.push([first, last]);
    return joined;
  }, []);
}

describe("reading a TC string", () => {
  test("T41: reads the specification's own example", () => {
    expect(readTcString(MINIMAL)).toEqual({
      createdMs: Date.UTC(2025, 5, 3),
      lastUpdatedMs: Date.UTC(2025, 5, 3),
      cmpId: 880,
      cmpVersion: 0,
      consentScreen: 0,
      consentLanguage: "en",
      vendorListVersion: 48,
      policyVersion: 2,
      isServiceSpecific: true,
      hasNonStandardTexts: false,
      specialFeatureOptIns: [],
      purposeConsents: [],
      purposeLegitimateInterests: [],
      isPurposeOneTreatment: false,
      publisherCountry: "DE",
      vendorConsents: [[1, 4]],
      vendorLegitimateInterests: [],
      publisherRestrictions: [],
      disclosedVendors: [
        [1, 5],
        [100, 100],
        [404, 404],
      ],
      publisher: {
        purposeConsents: [],
        purposeLegitimateInterests: [],
        customPurposeCount: 0,
        customPurposeConsents: [],
        customPurposeLegitimateInterests: [],
      },
    });
  });

  test("T61: tells a set of disclosed vendors that is empty from one that is not there", () => {
    expect(readTcString(PUBLISHED)).toMatchObject({
      cmpId: 260,
      consentLanguage: "en",
      publisherCountry: "FR",
      vendorListVersion: 178,
      policyVersion: 5,
      vendorConsents: [
        [1, 1],
        [755, 755],
      ],
      disclosedVendors: [],
    });
    expect(readTcString(toCore()).disclosedVendors).toBeNull();
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
        const model = readTcString(`${core}.${disclosed}`);
        expect(model).toMatchObject({ cmpId: 880, consentLanguage: "en", createdMs: 1_700_000_000_000 });
        expect(model.vendorConsents).toEqual(toJoined(consents.ranges));
        expect(model.vendorLegitimateInterests).toEqual(toJoined(interests.ranges));
        expect(model.publisherRestrictions).toEqual([{ purposeId: 7, type: 1, vendors: toJoined(restricted.ranges) }]);
        expect(toIdMax(model.disclosedVendors ?? [])).toBe(bits);
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
    expect(toFault(readTcString, text)).toBe(fault);
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
    expect(() => readTcString(announced, steps.onRead)).toThrow(expect.objectContaining({ code: "ranges" }));
    // The fixed fields, 60 of them a bit each, and none of 4,095 ranges.
    expect(steps.count()).toBeLessThan(90);
  });

  test.each([200, 4000])("6.4: %d ranges over every vendor are refused within 50 ms of processor time", (count) => {
    const text = toCore({
      consents: toRanges(
        65_535,
        Array.from({ length: count }, () => [1, 65_535] as const),
      ),
    });
    const before = process.cpuUsage();
    expect(toFault(readTcString, text)).not.toBe("none");
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(50);
  });

  test("any text is read or refused with a typed error, in no more steps than it has bits", () => {
    const models = tcModels({ vendorMax: 900 }).map(toTcString);
    expectBounded(readTcString, [
      letters(400),
      letters(400).map((tail) => toCore().slice(0, 36) + tail),
      mutated(models, 200),
    ]);
  });
});
