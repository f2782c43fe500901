import { findLanguage } from "@cookiehub/schemas/rules";
import type { Language } from "./languages/en.ts";
import type { Platform } from "./platform.ts";

/** Where the other files of the widget are: URL paths, or names beside the script. */
export interface ScriptFiles {
  readonly chunks: Readonly<Record<string, string>>;
  readonly languages: Readonly<Record<string, string>>;
}

/** Reads the script element that runs now. `<img name="currentScript">` would take the place of the plain property. */
export function readCurrentScript(): HTMLScriptElement | null {
  return Reflect.get(Document.prototype, "currentScript", document) as HTMLScriptElement | null;
}

/** Loads one file from where the script came from. */
export type LoadFile = (path: string) => Promise<unknown>;

/** Makes the loader of files that are named relative to the script. */
export function createLoadFile(base: URL): LoadFile {
  return async (path) => import(/* @vite-ignore */ new URL(path, base).href);
}

/** Says how the core gets its chunks and languages. */
export function createFileLoaders(
  { chunks, languages }: ScriptFiles,
  loadFile: LoadFile,
): Pick<Platform, "load" | "loadLanguage"> {
  return {
    load: (name) => loadFile(String(chunks[name])) as Promise<never>,
    loadLanguage(code) {
      const path = languages[findLanguage(Object.keys(languages), code) ?? ""];
      return path ? (loadFile(path) as Promise<{ language: Language }>).then((module) => module.language) : null;
    },
  };
}
