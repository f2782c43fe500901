import type { TcfWords } from "@cookiehub/schemas/types";

/** Counts and times in the words of a language. */
export interface TcfNumbers {
  /** "1,203 vendors". */
  vendors(count: number): string;
  /** "390 days": the largest unit that is full at least once; of none, that it ends with the session. */
  duration(seconds: number): string;
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** Opens the numbers of a language; `undefined` is the browser's own. */
export function createTcfNumbers(words: TcfWords, locale: string | undefined): TcfNumbers {
  const plural = new Intl.PluralRules(locale);
  const format = (value: number, options?: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(locale, options).format(value);
  return {
    vendors(count) {
      const text = plural.select(count) === "one" ? words.vendors_one : words.vendors_other;
      return text.replace("{count}", format(count));
    },
    duration(seconds) {
      if (seconds <= 0) return words.session;
      const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? UNITS[3];
      return format(seconds / size, { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 1 });
    },
  };
}
