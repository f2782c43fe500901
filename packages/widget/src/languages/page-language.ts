import { findLanguage } from "@cookiehub/schemas/rules";
import type { TenantConfig } from "@cookiehub/schemas/types";

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

/** Picks the language of this page: the caller's wish, the page's, the browser's. */
export function toPageLanguage(config: Pick<TenantConfig, "languages">, wish: string | undefined): string {
  return toLanguage(config.languages, [wish, document.documentElement.lang, ...(navigator.languages ?? [])]);
}
