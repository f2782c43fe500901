import type { Messages } from "@cookiehub/schemas/types";
import { describe, expect, test } from "vitest";
import { isRtl } from "./direction.ts";
import { language as english, type Language } from "./en.ts";
import { LANGUAGES, loadLanguage } from "./load.ts";

const files = await Promise.all(
  Object.entries(LANGUAGES).map(async ([code, load]) => [code, (await load()).language] as const),
);
const others = files.filter(([code]) => code !== "en");

const BUTTONS = [
  ...["accept_all", "reject_all", "settings", "close", "save", "withdraw_all", "receipt", "load_once", "always_allow"],
  ...["reload", "not_now"],
] as (keyof Messages)[];
const BUTTON_CHARACTERS_MAX = 30;
const BANNER_CHARACTERS_MAX = 150;

const SCRIPTS: Record<string, RegExp> = {
  ar: /\p{Script=Arabic}/u,
  bg: /\p{Script=Cyrillic}/u,
  el: /\p{Script=Greek}/u,
  fa: /\p{Script=Arabic}/u,
  he: /\p{Script=Hebrew}/u,
  hi: /\p{Script=Devanagari}/u,
  ja: /\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}/u,
  ko: /\p{Script=Hangul}/u,
  mk: /\p{Script=Cyrillic}/u,
  ru: /\p{Script=Cyrillic}/u,
  sr: /\p{Script=Cyrillic}/u,
  th: /\p{Script=Thai}/u,
  uk: /\p{Script=Cyrillic}/u,
  ur: /\p{Script=Arabic}/u,
  zh: /\p{Script=Han}/u,
  "zh-TW": /\p{Script=Han}/u,
};
const LATIN = /\p{Script=Latin}/u;

/** Names that stay what they are in every script. */
const NAMES = /Global Privacy Control|Cookie|cookies?|\bID\b|\{\w+\}/g;

/** Texts that other languages have in common with English; with a code, that this one has. */
const SHARED = new Set([
  ...["{count} cookie", "{count} cookies", "{count} service", "{count} services", "{count} Cookie", "{count} Cookies"],
  ...["Name", "Details", "Marketing", "mt: Settings"],
]);

/** Words of English that are no words of ours. */
const ENGLISH_WORDS = /(?<!\p{L})(?:the|you|your|and|with|this|will|that|choice|choices|allow|reject)(?!\p{L})/iu;

const readTexts = ({ messages, categories }: Language): [string, string][] => [
  ...Object.entries(messages),
  ...Object.entries(categories).flatMap(([id, { name, description }]): [string, string][] => [
    [`${id} name`, name],
    [`${id} description`, description],
  ]),
];
const englishTexts = new Map(readTexts(english));
const readPlaceholders = (text = ""): string[] => [...new Set(text.match(/\{\w*\}?/g))].sort();

/** Sentences end with a full stop of any script; Thai has none and sets a space. */
const countSentences = (text: string): number => text.split(/[.!?؟।。۔](?:\s|$)?/).filter((part) => part.trim()).length;

describe.each(others)("the language %s", (code, file) => {
  test("says everything that English says, and nothing else", () => {
    expect(Object.keys(file.messages).sort()).toEqual(Object.keys(english.messages).sort());
    expect(Object.keys(file.categories)).toEqual(Object.keys(english.categories));
    for (const category of Object.values(file.categories))
      expect(Object.keys(category)).toEqual(["name", "description"]);
  });

  test("has words everywhere, in one piece, with English's placeholders", () => {
    for (const [key, text] of readTexts(file)) {
      expect(text.trim(), key).not.toBe("");
      expect(text, key).toBe(
        text
          .trim()
          .normalize("NFC")
          .replace(/\s+/g, (space) => space[0] ?? ""),
      );
      expect(readPlaceholders(text), key).toEqual(readPlaceholders(englishTexts.get(key)));
    }
  });

  test("is not English", () => {
    for (const [key, text] of readTexts(file)) {
      if (!SHARED.has(text) && !SHARED.has(`${code}: ${text}`)) expect(text, key).not.toBe(englishTexts.get(key));
      expect(text.replace(NAMES, ""), key).not.toMatch(ENGLISH_WORDS);
    }
  });

  test("is written in its script", () => {
    const script = SCRIPTS[code];
    for (const [key, text] of readTexts(file)) {
      const words = text.replace(NAMES, "");
      if (!script) expect(words.replace(/[^\p{Letter}]/gu, ""), key).toMatch(/^\p{Script=Latin}*$/u);
      else if (/\p{Letter}/u.test(words)) expect(words, key).toMatch(script);
      if (script) expect(words, key).not.toMatch(LATIN);
    }
  });

  test("L2: asks in two short sentences, and never names two answers alike", () => {
    const { banner_text, notice_text, accept_all, reject_all, settings, save } = file.messages;
    expect(countSentences(banner_text), banner_text).toBeLessThanOrEqual(2);
    expect(countSentences(notice_text), notice_text).toBeLessThanOrEqual(2);
    expect(banner_text.length, banner_text).toBeLessThanOrEqual(BANNER_CHARACTERS_MAX);
    expect(new Set([accept_all, reject_all, settings, save].map((text) => text.toLowerCase())).size).toBe(4);
    expect(file.messages.allowed).not.toBe(file.messages.refused);
    expect(file.messages.action_accept_all).not.toBe(file.messages.action_reject_all);
    expect(new Set(Object.values(file.categories).map(({ name }) => name)).size).toBe(4);
  });

  test("has labels that fit on a button of a phone", () => {
    for (const key of BUTTONS) expect(file.messages[key].length, key).toBeLessThanOrEqual(BUTTON_CHARACTERS_MAX);
  });

  test("names the button that always allows, where it says what it does", () => {
    expect(file.messages.placeholder_text).toContain(file.messages.always_allow);
  });
});

describe("the languages", () => {
  test("are every official one of the European Union, the Spanish of GPC, and more than forty", () => {
    const official = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split(" ");
    expect(Object.keys(LANGUAGES)).toEqual(expect.arrayContaining(official));
    expect(files.length).toBeGreaterThanOrEqual(44);
    expect(new Set(files.map(([, file]) => file)).size).toBe(files.length);
  });

  test("are mirrored where they are written from right to left", () => {
    expect(Object.keys(LANGUAGES).filter(isRtl)).toEqual(["ar", "fa", "he", "ur"]);
  });

  test("are found by a page's tag", async () => {
    for (const [code, file] of files) expect(await loadLanguage(`${code}-x-shop`)).toBe(file);
    expect(await loadLanguage("zh-Hant-HK")).toBe(files.find(([code]) => code === "zh-TW")?.[1]);
    expect(await loadLanguage("nn")).toBe(files.find(([code]) => code === "nb")?.[1]);
    expect(loadLanguage("constructor")).toBeNull();
    expect(loadLanguage("")).toBeNull();
  });
});
