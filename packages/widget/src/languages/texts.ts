import { findLanguage } from "@cookiehub/schemas/rules";
import type { CategoryConfig, CategoryText, Messages, TenantConfig } from "@cookiehub/schemas/types";

type Words = Pick<TenantConfig, "languages" | "translations">;

/** The words of one page. */
export interface Texts {
  readonly language: string;
  message(key: keyof Messages): string;
  category(category: Pick<CategoryConfig, "id" | "name" | "description">): CategoryText;
}

/**
 * Picks the language: the caller's wish, the page's, the browser's, then the tenant's first. Only what the tenant offers
 * counts; `de-AT` is served by `de`, `zh-Hant` by `zh-TW`.
 */
export function toLanguage(languages: readonly string[], wishes: readonly (string | null | undefined)[]): string {
  for (const wish of wishes) {
    const found = wish && findLanguage(languages, wish);
    if (found) return found;
  }
  return languages[0] ?? "en";
}

/**
 * Opens the words of one language. Messages: the tenant's own, then the language file's. Categories: the tenant's
 * translation, then the configuration where it is written in this language, then the language file, then the configuration.
 */
export function createTexts(
  config: Words,
  language: string,
  file: { readonly messages: Partial<Messages>; readonly categories: Readonly<Record<string, CategoryText>> },
): Texts {
  const own = readOwn(config.translations, language);
  const isFirst = language === config.languages[0];
  return {
    language,
    message: (key) => own?.messages?.[key] ?? file.messages[key] ?? "",
    category({ id, name, description }) {
      const mine = own?.categories && readOwn(own.categories, id);
      const theirs = isFirst ? undefined : readOwn(file.categories, id);
      return {
        name: mine?.name ?? theirs?.name ?? name,
        description: mine?.description ?? theirs?.description ?? description,
      };
    },
  };
}

function readOwn<Value>(values: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
