import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readUspString, toUspString, type UspModel } from "./gpp-usp.ts";
import { SignalStringError } from "./signal-string-error.ts";

const answer = fc.constantFrom("Y", "N", "-");

describe("a US privacy string", () => {
  test("says four things in four characters", () => {
    expect(readUspString("1YNN")).toEqual({ Version: 1, Notice: "Y", OptOutSale: "N", LspaCovered: "N" });
    expect(readUspString("1---")).toEqual({ Version: 1, Notice: "-", OptOutSale: "-", LspaCovered: "-" });
  });

  test("what is read is what was written", () => {
    fc.assert(
      fc.property(answer, answer, answer, (Notice, OptOutSale, LspaCovered) => {
        const model = { Version: 1, Notice, OptOutSale, LspaCovered } as UspModel;
        expect(toUspString(model)).toHaveLength(4);
        expect(readUspString(toUspString(model))).toEqual(model);
      }),
    );
  });

  test.each(["", "2YNN", "1ynn", "1YN", "1YNNN", "1YNX", " 1YNN", "1YNN\n"])("refuses %j", (text) => {
    expect(() => readUspString(text)).toThrow(expect.objectContaining({ code: "value" }));
  });

  test("any text is read or refused with a typed error, and no model is written that cannot be read", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6 }), (text) => {
        try {
          expect(toUspString(readUspString(text))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(SignalStringError);
        }
        const model = { Version: 1, Notice: text, OptOutSale: "N", LspaCovered: "N" } as unknown as UspModel;
        if (!/^[YN-]$/.test(text)) expect(() => toUspString(model)).toThrow(SignalStringError);
      }),
    );
  });
});
