import { afterEach, expect, test } from "vitest";
import { createSetup } from "../../test/page-kit.ts";
import { createNoScreen } from "./no-screen.ts";

afterEach(() => document.documentElement.removeAttribute("lang"));

// What the server takes for a language (`languageSchema`); another would cost the decision its record.
const TAKEN = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

test.each([
  ["fr", "de-AT", "fr"],
  [undefined, "de-AT", "de-AT"],
  [undefined, "zh-Hant-TW", "zh-Hant-TW"],
  ["../../etc", "tr", "tr"],
  [undefined, "DE_at", "en"],
  [undefined, "", "en"],
])(
  "a page that brings its own words is of the language %j it asks for, else of its own %j: %s",
  (wish, lang, expected) => {
    document.documentElement.lang = lang;
    const screen = createNoScreen({ setup: createSetup(), platform: { language: wish } as never });
    expect(screen.language()).toBe(expected);
    expect(screen.language()).toMatch(TAKEN);
  },
);
