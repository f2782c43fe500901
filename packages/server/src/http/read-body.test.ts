import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { parseJson } from "./read-body.ts";

describe("a JSON body", () => {
  test("nested deeper than any endpoint takes is refused before it is parsed", () => {
    expect(() => parseJson("[".repeat(60_000))).toThrow(ApiError);
    expect(() => parseJson(`${'{"a":'.repeat(33)}1${"}".repeat(33)}`)).toThrow("nested");
  });

  test("may hold brackets inside its strings", () => {
    const text = JSON.stringify({ a: '[[[[{{{{"\\'.repeat(50) });
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test("that is not JSON is refused with the documented error, whatever it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseJson(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
    );
  });
});
