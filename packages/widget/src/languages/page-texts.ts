import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { Platform } from "../platform.ts";
import type { Language } from "./en.ts";
import { messages } from "./en-banner.ts";
import { toPageLanguage } from "./page-language.ts";
import { createTexts, type Texts } from "./texts.ts";

/** The words of this page, in English until the page's own language has arrived. */
export interface PageTexts {
  /** The words of the first layer; of the rest, what the tenant says itself, until `whenWhole`. */
  read(): Texts;
  /** Settles when the language is there, or cannot be had; never rejects. */
  readonly whenReady: Promise<unknown>;
  /** Every word, for what is loaded later. Never rejects. */
  whenWhole(): Promise<Texts>;
}

const FIRST_LAYER = { messages, categories: {} };

/** Picks the language of this page and starts loading it; English waits until its later words are needed. */
export function createPageTexts(
  { config, default_words }: Pick<ResolvedConfig, "config" | "default_words">,
  platform: Pick<Platform, "language" | "loadLanguage">,
  onError: (error: unknown) => void,
): PageTexts {
  const code = toPageLanguage(config, platform.language);
  const words = { ...config, default_words };
  const isEnglish = /^en\b/.test(code);
  let texts = createTexts(words, code, FIRST_LAYER, isEnglish ? code : "en");
  let loading: Promise<boolean> | null = null;
  const load = (language: string): Promise<boolean> | null => {
    const use = (file: Language) => {
      texts = createTexts(words, code, file, language);
      return true;
    };
    const asked = platform.loadLanguage(language)?.then(use);
    return (
      asked?.catch((error: unknown) => {
        onError(error);
        return false;
      }) ?? null
    );
  };
  if (!isEnglish) loading = load(code);
  return {
    read: () => texts,
    whenReady: Promise.resolve(loading),
    async whenWhole() {
      // A failed load is tried again; where there is no such language, English has the words.
      if (!(await loading)) loading = load(code) ?? load("en");
      if (!(await loading) && !isEnglish) await load("en");
      return texts;
    },
  };
}
