// Each language stands in one of two forms at most: the usual one, and this one (another script, or Brazil's).
const OTHER_FORM = /^(?:zh(?!-hans).*-(?:hant|tw|hk|mo)|pt-br|sr-latn|sh)\b/;

/**
 * Finds the language that serves a wish: the same tag, else the same form of the language (`de-CH` by `de`, `zh-Hant` by
 * `zh-TW`, `nn` by `nb`), else the same language (`pt-BR` by `pt`). Tags are BCP 47; case does not matter, and `_` is read
 * as `-`, for pages that write so.
 */
export function findLanguage(languages: readonly string[], wish: string): string | undefined {
  for (const toKey of [toTag, toForm, toBase]) {
    const key = toKey(wish);
    const found = languages.find((language) => toKey(language) === key);
    if (found) return found;
  }
  return undefined;
}

const toTag = (tag: string): string => tag.toLowerCase().replace(/_/g, "-");

const toForm = (tag: string): string => toBase(tag) + OTHER_FORM.test(toTag(tag));

// Old codes, and those of a language that another one is written as on the web.
const toBase = (tag: string): string =>
  toTag(tag)
    .replace(/-.*/, "")
    .replace(/^(?:no|nn)$/, "nb")
    .replace(/^iw$/, "he")
    .replace(/^in$/, "id")
    .replace(/^sh$/, "sr");
