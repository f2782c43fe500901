import type { CategoryConfig, CategoryText, Messages, ResolvedConfig, TenantConfig } from "@cookiehub/schemas/types";

type Words = Pick<TenantConfig, "languages" | "translations"> & Pick<ResolvedConfig, "default_words">;

/** The words of one page. */
export interface Texts {
  /** What they are written in: not the language that was wished for, where it could not be had. */
  readonly language: string;
  message(key: keyof Messages): string;
  category(category: Pick<CategoryConfig, "id" | "name" | "description">): CategoryText;
}

/**
 * Opens the words of one language. Messages: the tenant's own, then the language file's. Categories: the tenant's
 * translation, then the configuration where somebody has written it in this language, then the language file, then the
 * configuration.
 * `written` is the language of the file, where that is another one.
 */
export function createTexts(
  config: Words,
  language: string,
  file: { readonly messages: Partial<Messages>; readonly categories: Readonly<Record<string, CategoryText>> },
  written = language,
): Texts {
  const own = readOwn(config.translations, language);
  const isWorded = (id: string) => language === config.languages[0] && !config.default_words?.includes(id);
  return {
    language: (own?.messages?.banner_text ?? own?.messages?.notice_text) ? language : written,
    message: (key) => own?.messages?.[key] ?? file.messages[key] ?? "",
    category({ id, name, description }) {
      const mine = own?.categories && readOwn(own.categories, id);
      const theirs = isWorded(id) ? undefined : readOwn(file.categories, id);
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
