import type { Texts } from "../languages/texts.ts";

/** Numbers, lists and dates in the words of the page's language. */
export interface Words {
  /** "2 services"; nothing for none. */
  count(kind: "services" | "cookies", count: number): string;
  /** "Analytics and Marketing"; with `unit` "2 services, 1 cookie". */
  list(parts: readonly string[], type?: "unit"): string;
  /** From ISO 8601, in the visitor's own time zone; `withTime` adds hours and minutes. */
  date(instant: string, withTime?: boolean): string;
}

/** Opens the words of a language; one that the browser does not know reads as the browser's own. */
export function createWords({ language, message }: Pick<Texts, "language" | "message">): Words {
  const locale = toLocale(language);
  const plural = new Intl.PluralRules(locale);
  return {
    count(kind, count) {
      const form = plural.select(count) === "one" ? "one" : "other";
      return count > 0
        ? message(`${kind}_${form}`).replace("{count}", new Intl.NumberFormat(locale).format(count))
        : "";
    },
    list: (parts, type) => new Intl.ListFormat(locale, { type }).format(parts),
    date(instant, withTime) {
      const date = new Date(instant);
      // A date that cannot be read is shown as it came.
      if (Number.isNaN(+date)) return instant;
      return new Intl.DateTimeFormat(locale, {
        dateStyle: "long",
        ...(withTime && { timeStyle: "short" as const }),
      }).format(date);
    },
  };
}

/** The tag of a language as the browser knows it; `undefined`, which is the browser's own, where it does not. */
export function toLocale(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}
