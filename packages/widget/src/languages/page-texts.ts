import type { TenantConfig } from "@cookiehub/schemas/types";
import type { Platform } from "../platform.ts";
import { language as english, type Language } from "./en.ts";
import { createTexts, type Texts, toLanguage } from "./texts.ts";

/** The words of this page, in English until the page's own language has arrived. */
export interface PageTexts {
  read(): Texts;
  /** Settles when the language is there, or when waiting any longer would keep the banner away; never rejects. */
  readonly whenReady: Promise<void>;
}

const LANGUAGE_TIMEOUT_MS = 1_500;

/** Picks the language of this page and starts loading it. */
export function createPageTexts(
  config: TenantConfig,
  platform: Pick<Platform, "language" | "loadLanguage" | "setTimer">,
  onError: (error: unknown) => void,
): PageTexts {
  const wishes = [platform.language, document.documentElement.lang, ...(navigator.languages ?? [])];
  const code = toLanguage(config.languages, wishes);
  let texts = createTexts(config, code, english);
  const use = (file: Language) => {
    texts = createTexts(config, code, file);
  };
  const loading = platform.loadLanguage(code)?.then(use, onError);
  const timeout = new Promise<void>((resolve) => platform.setTimer(resolve, LANGUAGE_TIMEOUT_MS));
  return { read: () => texts, whenReady: loading ? Promise.race([loading, timeout]) : Promise.resolve() };
}
