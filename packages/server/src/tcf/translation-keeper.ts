import { findLanguage } from "@cookiehub/schemas/rules";
import type { Logger } from "../http/log.ts";
import type { TcfFileRow } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import { TRANSLATION_LANGUAGES } from "./list-addresses.ts";
import type { ListFiles } from "./list-files.ts";
import { readTranslation } from "./read-vendor-list.ts";
import { VendorListError, type VendorListTranslation } from "./vendor-list.ts";

/** A translation in memory, and the object that it was read from. */
export interface KeptTranslation {
  readonly translation: VendorListTranslation;
  readonly objectKey: string;
}

/** Keeps the official translations of the languages that were asked for. */
export interface TranslationKeeper {
  /** Finds the official language that serves a wish (`pt` is `pt-pt`); `undefined`: none does, or it is English. */
  find(wish: string): string | undefined;
  /** What is at hand of an official language. */
  current(language: string): KeptTranslation | undefined;
  /** Gets a language that is wanted, asking the publisher when it is time. Never rejects. */
  want(language: string): Promise<KeptTranslation | undefined>;
  /** Keeps what was ever wanted up to date (T71). */
  readonly task: Task;
}

export interface TranslationKeeperParts {
  readonly files: ListFiles;
  readonly log: Logger;
  readonly now: () => number;
}

const LOOK_EVERY_MS = 60_000;
const NAME = /^purposes-(.+)$/;

/** Creates the keeper. */
export function createTranslationKeeper({ files, log, now }: TranslationKeeperParts): TranslationKeeper {
  const kept = new Map<string, KeptTranslation>();
  const running = new Map<string, Promise<KeptTranslation | undefined>>();
  /** Languages that there is nothing of, and until when nobody asks again. */
  const absentUntilMs = new Map<string, number>();

  async function take(language: string, row: TcfFileRow | undefined): Promise<void> {
    if (!row?.objectKey) {
      absentUntilMs.set(language, row?.askAtMs ?? now() + LOOK_EVERY_MS);
      return;
    }
    if (kept.get(language)?.objectKey === row.objectKey) return;
    const bytes = await files.read(row.objectKey);
    const translation = bytes && readOrNothing(bytes);
    if (!translation) return await files.onLost(row);
    kept.set(language, { translation, objectKey: row.objectKey });
  }

  async function refresh(language: string): Promise<void> {
    await take(language, await files.refresh({ kind: "translation", language }));
  }

  async function start(language: string): Promise<KeptTranslation | undefined> {
    try {
      await refresh(language);
    } catch (error) {
      absentUntilMs.set(language, now() + LOOK_EVERY_MS);
      log.error({ language, error: String(error) }, "a translation of the vendor list could not be read");
    }
    return kept.get(language);
  }

  return {
    find: (wish) => {
      const found = findLanguage(["en", ...TRANSLATION_LANGUAGES], wish);
      return found === "en" ? undefined : found;
    },
    current: (language) => kept.get(language),
    want: async (language) => {
      const known = kept.get(language) ?? running.get(language);
      if (known || (absentUntilMs.get(language) ?? 0) > now()) return await known;
      const started = start(language).finally(() => running.delete(language));
      running.set(language, started);
      return await started;
    },
    task: {
      name: "tcf-translations",
      everyMs: LOOK_EVERY_MS,
      accompanies: "every process",
      run: async () => {
        for (const row of await files.all()) {
          const language = NAME.exec(row.name)?.[1];
          if (language === undefined) continue;
          if (row.askAtMs > now()) await take(language, row);
          else await refresh(language);
        }
        return "idle";
      },
    },
  };
}

function readOrNothing(bytes: Uint8Array): VendorListTranslation | undefined {
  try {
    return readTranslation(bytes);
  } catch (error) {
    // A damaged object; the caller says so.
    if (error instanceof VendorListError) return undefined;
    throw error;
  }
}
