import fc from "fast-check";
import { expect, test } from "vitest";
import { toCanonicalJson } from "./canonical-json.ts";

test("equal values have equal text, whatever the order of their members", () => {
  expect(toCanonicalJson({ b: 1, a: [{ d: null, c: "x" }] })).toBe('{"a":[{"c":"x","d":null}],"b":1}');
});

test("members without a value are left out, as in JSON.stringify", () => {
  expect(toCanonicalJson({ a: undefined, b: false })).toBe('{"b":false}');
});

test("the text reads back as the value it was made from", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(toCanonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
