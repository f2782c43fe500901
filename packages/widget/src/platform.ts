import type { Language } from "./languages/en.ts";
import type { PreferencesModule } from "./preferences/runtime.ts";
import type { DecisionQueueOptions } from "./send/decision-queue.ts";

/** What the two entries provide differently, and what tests replace. */
export interface Platform extends Pick<DecisionQueueOptions, "fetch" | "setTimer" | "clearTimer"> {
  /** Origin of the server, without a slash at its end. */
  readonly endpoint: string;
  /** The caller's wish; the page and the browser are asked next. */
  readonly language: string | undefined;
  readonly now: () => number;
  readonly loadPreferences: () => Promise<PreferencesModule>;
  /** Answers `null` where there is no such language. */
  readonly loadLanguage: (code: string) => Promise<Language> | null;
}

/** The real clock, timers and network of a browser. */
export const browserPlatform: Pick<Platform, "now" | "fetch" | "setTimer" | "clearTimer"> = {
  now: () => Date.now(),
  fetch: (url, options) => fetch(url, options),
  setTimer: (act, delayMs) => setTimeout(act, delayMs),
  clearTimer: (timer) => clearTimeout(timer as number),
};
