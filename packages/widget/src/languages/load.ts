import type { Language } from "./en.ts";

const LANGUAGES: Readonly<Record<string, () => Promise<{ readonly language: Language }>>> = {
  de: () => import("./de.ts"),
  en: () => import("./en.ts"),
};

/** Loads a language of the npm package; `null` where there is none such. */
export function loadLanguage(code: string): Promise<Language> | null {
  const name = [code, code.split("-")[0] ?? code].find((candidate) => Object.hasOwn(LANGUAGES, candidate));
  return (name && LANGUAGES[name]?.().then((module) => module.language)) || null;
}
