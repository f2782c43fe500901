import { describe, expect, test } from "vitest";
import { isRtl } from "./direction.ts";

describe("the direction of a language", () => {
  test.each(["ar", "AR-eg", "he", "iw", "fa-IR", "ur", "ps", "yi", "ckb", "az-Arab", "pa-Arab-PK"])(
    "%s is written from right to left",
    (code) => expect(isRtl(code)).toBe(true),
  );

  test.each(["en", "de", "ur-Latn", "ar-Latn-EG", "az", "zh-Hant-HK", "fi", "ara", "", "constructor"])(
    "%s is written from left to right",
    (code) => expect(isRtl(code)).toBe(false),
  );
});
