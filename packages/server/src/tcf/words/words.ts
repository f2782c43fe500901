import { findLanguage } from "@cookiehub/schemas/rules";
import type { TcfFirstLayerWords, TcfWords } from "@cookiehub/schemas/types";
import { words as en } from "./en.ts";

/** What is ours to say in a language; everything official comes from the list. */
export interface TcfLanguageWords {
  readonly first: TcfFirstLayerWords;
  readonly dialog: TcfWords;
}

/** By language. */
export const WORDS: Readonly<Record<string, TcfLanguageWords>> = { en };

/** Finds our words in a language, or in English; `language` is the one that they are in. */
export function findWords(wish: string): TcfLanguageWords & { readonly language: string } {
  const language = findLanguage(Object.keys(WORDS), wish) ?? "en";
  return { ...(WORDS[language] ?? en), language };
}
