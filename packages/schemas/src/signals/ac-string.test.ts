import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAcString, toAcString } from "./ac-string.ts";
import { toIdRanges } from "./id-ranges.ts";
import { SignalStringError } from "./signal-string-error.ts";

const providers = fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 200 });

describe("C18: Google's Additional Consent string", () => {
  test.each<[string, readonly number[], readonly number[], string]>([
    ["some agreed to", [2, 1], [3], "2~1.2~dv.3"],
    ["undecided, and rejected", [], [1, 2, 3], "2~~dv.1.2.3"],
    ["all agreed to", [1, 2, 3], [], "2~1.2.3~dv."],
    ["nobody disclosed", [], [], "2~~dv."],
  ])("%s", (_, consented, disclosed, text) => {
    const model = { consented: toIdRanges(consented), disclosed: toIdRanges(disclosed) };
    expect(toAcString(model)).toBe(text);
    expect(readAcString(text)).toEqual(model);
  });

  test("version 1 says nothing of who was disclosed, which is not the same as nobody", () => {
    expect(readAcString("1~1.35.41")).toEqual({ consented: toIdRanges([1, 35, 41]), disclosed: null });
    expect(readAcString("1~")).toEqual({ consented: [], disclosed: null });
  });

  test("what is read is what was written, for any providers", () => {
    fc.assert(
      fc.property(providers, fc.nat(200), (ids, agreed) => {
        const model = { consented: toIdRanges(ids.slice(0, agreed)), disclosed: toIdRanges(ids.slice(agreed)) };
        expect(readAcString(toAcString(model))).toEqual(model);
      }),
    );
  });

  test.each([
    ["nothing", "", "version"],
    ["version 3", "3~1~dv.2", "version"],
    ["version 2 without what was disclosed", "2~1.2", "version"],
    ["a provider on both sides", "2~1.2~dv.2", "id"],
    ["a provider twice", "2~1.1~dv.", "id"],
    ["provider 0", "2~0~dv.", "id"],
    ["a number with a zero before it", "2~01~dv.", "id"],
    ["a provider beyond 65,535", "2~65536~dv.", "id"],
    ["two dots in a row", "2~1..2~dv.", "id"],
    ["more than 8,192 characters", `2~${"1.".repeat(5000)}~dv.`, "too_long"],
  ])("refuses %s", (_, text, code) => {
    expect(() => readAcString(text)).toThrow(expect.objectContaining({ code }));
  });

  test("any text is read or refused with a typed error", () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."12.~dv0"), maxLength: 60 }));
    fc.assert(
      fc.property(text, (any) => {
        try {
          const model = readAcString(any);
          expect(readAcString(toAcString(model)).consented).toEqual(model.consented);
        } catch (error) {
          expect(error).toBeInstanceOf(SignalStringError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("nobody is written on both sides", () => {
    expect(() => toAcString({ consented: [[1, 9]], disclosed: [[9, 12]] })).toThrow(SignalStringError);
  });
});
