import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { words as en } from "./en.ts";
import { findWords, WORDS } from "./words.ts";

const toPlaceholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe("our words of the TCF", () => {
  test("every file of the folder is offered under its name", async () => {
    const files = (await readdir(import.meta.dirname)).filter((name) => !name.startsWith("words."));
    expect(files.map((name) => name.replace(/\.ts$/, "")).sort()).toEqual(Object.keys(WORDS).sort());
  });

  test.each(Object.keys(WORDS))("%s says everything that English says, with the same placeholders", (language) => {
    const own = WORDS[language];
    for (const layer of ["first", "dialog"] as const) {
      const [there, here] = [en[layer], own?.[layer]].map((words) => Object.entries(words ?? {}));
      expect(here?.map(([name]) => name).sort()).toEqual(there?.map(([name]) => name).sort());
      const texts = new Map(there);
      for (const [name, text] of here ?? []) {
        expect(text.trim(), name).not.toBe("");
        expect(toPlaceholders(text), name).toEqual(toPlaceholders(texts.get(name) ?? ""));
      }
    }
  });

  test("a language without words, or no language at all, gets English", () => {
    expect(findWords("xx").language).toBe("en");
    expect(findWords("__proto__")).toEqual({ ...en, language: "en" });
    expect(findWords("en-GB").language).toBe("en");
  });
});
