/** What is asked of the publisher of the list. */
export type ListFile = { readonly kind: "list" } | ArchiveFile | TranslationFile;

interface ArchiveFile {
  readonly kind: "archive";
  readonly version: number;
}

interface TranslationFile {
  readonly kind: "translation";
  readonly language: string;
}

/**
 * Languages of the official translations (T69), as their file names write them: those that were known in 2026. A constant:
 * what visitors ask for must not decide what is fetched. English is not among them: it is in the list itself.
 */
export const TRANSLATION_LANGUAGES: readonly string[] = [
  ..."ar bg bs ca cs cy da de el es et eu fi fr gl he hi hr hu id is it ja ka ko lt lv mk ms mt".split(" "),
  ..."nl no pl pt-br pt-pt ro ru sk sl sq sr-cyrl sr-latn sv sw th tl tr uk vi zh zh-hant".split(" "),
];

/** The address of a file, from that of the list: archives and translations stand beside it (T69). */
export function toListFileUrl(listUrl: string, file: ListFile): string {
  switch (file.kind) {
    case "list":
      return listUrl;
    case "archive":
      return new URL(`archives/vendor-list-v${file.version}.json`, listUrl).href;
    case "translation":
      return new URL(`purposes-${file.language}.json`, listUrl).href;
  }
}
