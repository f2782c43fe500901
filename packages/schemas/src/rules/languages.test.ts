import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findLanguage } from "./languages.ts";

const OFFERED = ["en", "de", "pt", "pt-BR", "nb", "he", "id", "sr", "sr-Latn", "zh", "zh-TW"];

describe("finding a language", () => {
  test.each([
    ["de", "de"],
    ["DE-at", "de"],
    ["pt-PT", "pt"],
    ["pt-BR", "pt-BR"],
    ["pt_BR", "pt-BR"],
    ["no", "nb"],
    ["nn-NO", "nb"],
    ["nb-NO", "nb"],
    ["iw-IL", "he"],
    ["in", "id"],
    ["sr-RS", "sr"],
    ["sr-Cyrl-RS", "sr"],
    ["sr-Latn-RS", "sr-Latn"],
    ["sh", "sr-Latn"],
    ["zh-CN", "zh"],
    ["zh-Hans", "zh"],
    ["zh-Hans-HK", "zh"],
    ["zh-Hant", "zh-TW"],
    ["zh-Hant-HK", "zh-TW"],
    ["zh-HK", "zh-TW"],
    ["zh-TW", "zh-TW"],
  ])("%s is served by %s", (wish, expected) => {
    expect(findLanguage(OFFERED, wish)).toBe(expected);
  });

  test("where only the other form of a language is offered, it serves: better than another language", () => {
    expect(findLanguage(["en", "pt-BR"], "pt")).toBe("pt-BR");
    expect(findLanguage(["en", "zh"], "zh-TW")).toBe("zh");
    expect(findLanguage(["en", "de-AT"], "de-CH")).toBe("de-AT");
    expect(findLanguage(["en", "no"], "nn")).toBe("no");
    expect(findLanguage(["en", "zh-Hant"], "zh-TW")).toBe("zh-Hant");
  });

  test("no language serves another, an empty wish, or the name of something that every object has", () => {
    for (const wish of ["", "-", "d", "deu", "constructor", "__proto__", "fil", "sc"])
      expect(findLanguage(OFFERED, wish)).toBeUndefined();
  });

  test("every language that is offered serves itself, in any case and order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(OFFERED, { minLength: 1 }), fc.nat(), (offered, index) => {
        const wish = offered[index % offered.length] ?? "en";
        expect(findLanguage(offered, wish.toUpperCase())).toBe(wish);
      }),
    );
  });
});
