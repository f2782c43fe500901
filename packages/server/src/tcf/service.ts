import { pickVendors, toSlimList } from "@cookiehub/schemas/signals";
import { type EncodedText, toEncodedText } from "../edge/script.ts";
import { createBoundedMap } from "./bounded-map.ts";
import type { ListKeeper } from "./list-keeper.ts";
import { fromFileName, fromListPath, type ListPathFile, toListPath } from "./list-path.ts";
import type { SelectedList, Selections, TcfListReference, TcfSelection } from "./selections.ts";
import type { TcfSettings } from "./settings.ts";
import { toFirstLayer, toTexts, toTextsAnswer, toVendorPage } from "./texts.ts";
import type { KeptTranslation, TranslationKeeper } from "./translation-keeper.ts";
import type { GlobalVendorList } from "./vendor-list.ts";
import { findWords } from "./words/words.ts";

/** What the rest of the server asks of the TCF; there is none where the operator is not registered. */
export interface TcfService {
  /** Who makes the strings (T102). */
  readonly operator: Pick<TcfSettings, "cmpId" | "cmpVersion" | "attestationUrl">;
  /**
   * Cuts the newest list to a tenant's vendors: from memory, and at once for a selection that was seen before. `null`
   * while there is no list, or none of the vendors is on it: then nobody can be asked for anything.
   */
  resolve(selection: TcfSelection): TcfListReference | null;
  /** Gets the official texts in the languages of a tenant, so that they are there before a visitor asks. Returns at once. */
  prepareTexts(languages: readonly string[]): void;
  /** Finds the whole list of a version, to compare with what a string was made under (T76); `null`: there was none. */
  readVersion(version: number): Promise<GlobalVendorList | null>;
  /** Finds a file of a list that was given out; `null`: there is no such file. Rejects with `ListsBusyError`. */
  readFile(list: string, file: string): Promise<TcfFile | null>;
}

/** A file to send. */
export interface TcfFile {
  readonly text: EncodedText;
  /** `translated`: may be corrected by the next translation; `provisional`: English for want of one that may come. */
  readonly kind: "final" | "translated" | "provisional";
}

export interface TcfServiceParts {
  readonly settings: TcfSettings;
  readonly keeper: ListKeeper;
  readonly translations: TranslationKeeper;
  readonly selections: Selections;
  /** Resolves after a time, in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

type TextFile = Extract<ListPathFile, { readonly language: string }>;

/** Bytes of all files that are kept ready. */
const BYTES_MAX = 33_554_432;
/** How long a visitor waits for a translation that was never asked for before. */
const TRANSLATION_WAIT_MS = 2_000;

/** Creates the service. */
export function createTcfService(parts: TcfServiceParts): TcfService {
  const { settings, keeper, translations, selections } = parts;
  const { cmpId, cmpVersion, attestationUrl } = settings;
  const { ready, encode } = createReadyTexts();

  async function readTexts(name: string, selected: SelectedList, file: TextFile): Promise<TcfFile | null> {
    const { objectKey, vendorIds } = selected;
    const language = translations.find(file.language);
    const translated = language === undefined ? undefined : await findTranslation(parts, language);
    const words = findWords(file.language);
    const make = async () => {
      const kept = await selected.read();
      if (!kept) return null;
      const own = translated && language ? { language, translation: translated.translation } : undefined;
      const texts = toTexts(kept.list, own);
      if (file.kind === "texts") return toTextsAnswer(texts, words);
      return toFirstLayer(texts, words, pickVendors(kept.list.vendors, vendorIds));
    };
    // All texts are the same for every tenant; those of the first layer are of its vendors.
    const whose = file.kind === "texts" ? "texts" : `first ${name}`;
    const text = await encode(`${whose} ${objectKey} ${translated?.objectKey ?? "en"} ${words.language}`, make);
    // Our own words change with our versions, the official ones with the list's.
    if (language === undefined) return text && { text, kind: "translated" };
    return text && { text, kind: translated ? "translated" : "provisional" };
  }

  async function readSelected(
    name: string,
    selected: SelectedList,
    file: Exclude<ListPathFile, TextFile>,
  ): Promise<TcfFile | null> {
    const make = async () => {
      const kept = await selected.read();
      if (!kept) return null;
      const { vendorIds } = selected;
      if (file.kind === "vendors") return toVendorPage(pickVendors(kept.list.vendors, vendorIds), file.page);
      return toSlimList(kept.list, vendorIds);
    };
    const text = await encode(name, make);
    return text && { text, kind: "final" };
  }

  return {
    operator: { cmpId, cmpVersion, attestationUrl },
    resolve: selections.resolve,
    prepareTexts: (languages) => {
      for (const language of new Set(languages.map(translations.find))) {
        if (language !== undefined) void translations.want(language);
      }
    },
    readVersion: async (version) => (await keeper.readVersion(version))?.list ?? null,
    readFile: async (listText, fileText) => {
      const path = fromListPath(listText);
      const file = fromFileName(fileText);
      if (!path || !file) return null;
      const name = `${toListPath(path)}/${fileText}`;
      const known = ready.get(name);
      if (known) return { text: known, kind: "final" };
      const selected = await selections.find(path);
      if (!selected) return null;
      if (file.kind === "texts" || file.kind === "first") return await readTexts(toListPath(path), selected, file);
      return await readSelected(name, selected, file);
    },
  };
}

/** Keeps texts ready to be sent; each is made once, however many ask for it meanwhile. */
function createReadyTexts() {
  const ready = createBoundedMap<EncodedText>(BYTES_MAX);
  const running = new Map<string, Promise<EncodedText | null>>();

  async function encode(key: string, make: () => Promise<object | string | null>): Promise<EncodedText | null> {
    const known = ready.get(key) ?? running.get(key);
    if (known) return await known;
    const started = start(key, make).finally(() => running.delete(key));
    running.set(key, started);
    return await started;
  }

  async function start(key: string, make: () => Promise<object | string | null>): Promise<EncodedText | null> {
    const made = await make();
    if (made === null) return null;
    const text = await toEncodedText(typeof made === "string" ? made : JSON.stringify(made));
    const { br, gzip, identity } = text.bodies;
    ready.set(key, text, br.length + gzip.length + identity.length);
    return text;
  }

  return { ready, encode };
}

async function findTranslation(
  { translations, wait }: Pick<TcfServiceParts, "translations" | "wait">,
  language: string,
): Promise<KeptTranslation | undefined> {
  const known = translations.current(language);
  if (known) return known;
  return await Promise.race([translations.want(language), wait(TRANSLATION_WAIT_MS).then(() => undefined)]);
}
