import { describe, expect, test } from "vitest";
import { type Field, toLetters } from "../../test/bit-writer.ts";
import { readUsSection, toUsSection } from "./gpp-us.ts";
import { SignalStringError } from "./signal-string-error.ts";

describe("sections 24 to 27", () => {
  const everySet = { 24: "BVVU.YA", 25: "BVVV.kkk", 26: "BVVV.kkk", 27: "BVVV.kkk" };
  const HEADERS = [
    [24, "YBABY", "YBAA"],
    [25, "ZBABY", "ZBAA"],
    [26, "aBABY", "aBAA"],
    [27, "bBABY", "bBAA"],
  ] as const;

  test.each(HEADERS)(
    "%i: the published form without a header and the form with one say the same",
    (id, header, alone) => {
      const model = readUsSection(id, everySet[id]);
      const [first, second] = everySet[id].split(".");
      expect(model).toHaveLength(2);
      expect(model[0]).toMatchObject({ MspaVersion: 1, MspaCoveredTransaction: 1, SaleOptOut: 1 });
      expect(readUsSection(id, `${header}.${first}.${second}`)).toEqual(model);
      expect(readUsSection(id, `${header}A.${first}.${second}`)).toEqual(model);
      expect(readUsSection(id, `${alone}.${first}`)).toEqual(model.slice(0, 1));
    },
  );

  test.each(HEADERS)("G28: %i is written with its header, filled to whole bytes", (id, header, alone) => {
    const model = readUsSection(id, everySet[id]);
    expect(toUsSection(id, model)).toMatch(new RegExp(`^${header}A\\.BVV`));
    expect(toUsSection(id, model.slice(0, 1))).toMatch(new RegExp(`^${alone}\\.BVV[UV]$`));
  });

  test("25 to 27: sub-section 1 holds eight values of sensitive data, without a type", () => {
    expect(readUsSection(25, "BVVV.kkk")[1]).toEqual({ SensitiveDataProcessing: [2, 1, 0, 2, 1, 0, 2, 1] });
  });

  const toHeader = (rest: readonly Field[], id = 24) => toLetters([[6, id], [6, 1], ...rest]);
  const NONE: Field = [12, 0];
  test.each([
    ["the header of another section", "ZBABY.BVVU.YA", "version"],
    ["a header of version 2", "YCAA.BVVU", "version"],
    ["a header without a core", "YBAA", "segment"],
    ["a listed sub-section that is missing", "YBABY.BVVU", "segment"],
    ["a sub-section that is not listed", "YBAA.BVVU.YA", "segment"],
    [
      "a sub-section 2",
      `${toHeader([
        [12, 1],
        [1, 0],
        [3, 0b011],
      ])}.BVVU.YA`,
      "id",
    ],
    ["a header that announces 4,095 sub-sections", `${toHeader([[12, 4095]])}.BVVU`, "cut_short"],
    [
      "a number without end",
      `${toHeader([
        [12, 1],
        [1, 0],
        [30, 0],
      ])}.BVVU`,
      "id",
    ],
    ["a bit behind the header's end", `${toHeader([NONE, [1, 1]])}.BVVU`, "trailing_bits"],
  ])("refuses %s", (_, text, fault) => {
    expect(() => readUsSection(24, text)).toThrow(expect.objectContaining({ code: fault }));
    expect(() => readUsSection(24, text)).toThrow(SignalStringError);
  });
});
