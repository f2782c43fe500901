import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Field, toLetters } from "../../test/bit-writer.ts";
import { readCaWithOracle, writeCaWithOracle } from "../../test/gpp-oracle.ts";
import { expectBounded, letters, mutated, toFault } from "../../test/hostile-text.ts";
import { tcModels } from "../../test/tc-model.ts";
import { readTcfCaString, type TcfCaModel, toTcfCaString } from "./gpp-tcfca.ts";

const caModels = (vendorMax: number): fc.Arbitrary<TcfCaModel> =>
  tcModels({ vendorMax }).map(
    ({ isServiceSpecific: _, isPurposeOneTreatment: __, publisherCountry: ___, ...model }) => model,
  );

const EMPTY: TcfCaModel = {
  ...{ createdMs: 0, lastUpdatedMs: 0, cmpId: 880, cmpVersion: 1, consentScreen: 0, consentLanguage: "fr" },
  ...{ vendorListVersion: 48, policyVersion: 5, hasNonStandardTexts: false },
  ...{ specialFeatureOptIns: [], purposeConsents: [], purposeLegitimateInterests: [] },
  ...{ vendorConsents: [], vendorLegitimateInterests: [], publisherRestrictions: [] },
  ...{ disclosedVendors: null, publisher: null },
};
const NO_PUBLISHER = {
  ...{ purposeConsents: [], purposeLegitimateInterests: [], customPurposeCount: 0 },
  ...{ customPurposeConsents: [], customPurposeLegitimateInterests: [] },
};

/** What the other library makes of a model: it knows no missing segment. */
const toFull = (model: TcfCaModel): TcfCaModel => ({
  ...model,
  disclosedVendors: model.disclosedVendors ?? [],
  publisher: model.publisher ?? NO_PUBLISHER,
});

/** A core whose vendors and restrictions are given as fields. */
function toCore(consents: readonly Field[], restrictions: readonly Field[] = [[12, 0]]): string {
  return toLetters([
    ...([
      [6, 1],
      [36, 0],
      [36, 0],
      [12, 880],
      [12, 1],
      [6, 0],
      [6, 5],
      [6, 17],
      [12, 48],
      [6, 5],
    ] as const),
    ...([
      [1, 0],
      [12, 0],
      [24, 0],
      [24, 0],
    ] as const),
    ...consents,
    ...([
      [16, 0],
      [1, 0],
    ] as const),
    ...restrictions,
  ]);
}
const NO_VENDORS: readonly Field[] = [
  [16, 0],
  [1, 0],
];

describe("the Canadian section", () => {
  test("G27: what is read is what was written, for any model", () => {
    fc.assert(
      fc.property(caModels(65_535), (model) => {
        expect(readTcfCaString(toTcfCaString(model))).toEqual(model);
      }),
      { numRuns: 1000 },
    );
  });

  test("the other library reads what is written, and what it writes is read", () => {
    fc.assert(
      fc.property(caModels(2000), (model) => {
        expect(readCaWithOracle(toTcfCaString(model))).toEqual(toFull(model));
        expect(toFull(readTcfCaString(writeCaWithOracle(model)))).toEqual(toFull(model));
      }),
      { numRuns: 400 },
    );
  });

  test("begins with B, and has the core first, then the disclosed vendors, then the publisher's segment", () => {
    const letters = (model: TcfCaModel) =>
      toTcfCaString(model)
        .split(".")
        .map((segment) => segment.charAt(0));
    expect(letters(EMPTY)).toEqual(["B"]);
    expect(letters({ ...EMPTY, disclosedVendors: [], publisher: NO_PUBLISHER })).toEqual(["B", "I", "Y"]);
  });

  test("the specification's third example, with a European string in this section, is refused by its version", () => {
    expect(toFault(readTcfCaString, "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA")).toBe("version");
  });

  test("writes more ids apart than a range can count, a bit each", () => {
    const vendors = Array.from({ length: 4096 }, (_, index) => [16 * index + 1, 16 * index + 1] as const);
    const text = toTcfCaString({ ...EMPTY, vendorConsents: vendors.slice(0, 4095) });
    expect(readTcfCaString(text).vendorConsents).toEqual(vendors.slice(0, 4095));
    // A bit field up to vendor 65,521 is longer than any string that is read.
    expect(() => toTcfCaString({ ...EMPTY, vendorConsents: vendors })).toThrow(
      expect.objectContaining({ code: "too_long" }),
    );
  });

  test.each([
    ["nothing", "", "cut_short"],
    ["a segment of allowed vendors, which only Europe knows", `${toCore(NO_VENDORS)}.QAAA`, "segment"],
    ["a segment twice", `${toCore(NO_VENDORS)}.IAAA.IAAA`, "segment"],
    [
      "ranges that end below the announced largest id",
      toCore([
        [16, 9],
        [1, 1],
        [12, 1],
        [1, 0],
        [5, 0b00011],
      ]),
      "id",
    ],
    [
      "ranges as in Europe, which older writers had",
      toCore([
        [16, 1358],
        [1, 1],
        [12, 1],
        [1, 0],
        [16, 1358],
      ]),
      "id",
    ],
    ["a core without restrictions, as the first text had it", toCore(NO_VENDORS, []), "cut_short"],
    [
      "a vendor above the announced largest",
      toCore([
        [16, 4],
        [1, 1],
        [12, 1],
        [1, 0],
        [5, 0b00011],
      ]),
      "id",
    ],
    [
      "a number without end",
      toCore([
        [16, 65_535],
        [1, 1],
        [12, 1],
        [1, 0],
        [40, 0],
      ]),
      "id",
    ],
    [
      "a restriction of type 3",
      toCore(NO_VENDORS, [
        [12, 1],
        [6, 2],
        [2, 3],
        [16, 0],
        [1, 0],
      ]),
      "value",
    ],
    [
      "a bit field that is not there",
      toCore([
        [16, 65_535],
        [1, 0],
      ]),
      "cut_short",
    ],
    ["a bit behind the end", `${toCore(NO_VENDORS)}B`, "trailing_bits"],
    ["more than 8,192 letters", "B".repeat(8193), "too_long"],
  ])("refuses to read %s", (_, text, fault) => {
    expect(toFault(readTcfCaString, text)).toBe(fault);
  });

  test.each<[string, Partial<TcfCaModel>, string]>([
    ["a CMP id beyond 12 bits", { cmpId: 4096 }, "value"],
    ["vendor 0", { vendorConsents: [[0, 3]] }, "id"],
    ["vendor 65,536", { disclosedVendors: [[65_536, 65_536]] }, "id"],
    ["purpose 25", { purposeConsents: [[25, 25]] }, "id"],
    ["a language of three letters", { consentLanguage: "fra" }, "language"],
  ])("refuses to write %s", (_, change, code) => {
    expect(() => toTcfCaString({ ...EMPTY, ...change })).toThrow(expect.objectContaining({ code }));
  });

  test("G33: any text is read or refused with a typed error, in no more steps than it has bits", () => {
    const heads = letters(400).map((tail) => toCore(NO_VENDORS).slice(0, 36) + tail);
    expectBounded(readTcfCaString, [letters(400), heads, mutated(caModels(900).map(toTcfCaString), 200)]);
  });
});
