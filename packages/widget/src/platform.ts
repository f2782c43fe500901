import type { AddOn } from "./add-on.ts";
import type { DecisionQueueOptions } from "./background/decision-queue.ts";
import type { ChunkName, Chunks } from "./chunks.ts";
import type { Gate, GateOptions } from "./gate/gate.ts";
import type { Language } from "./languages/en.ts";
import type { Screen, ScreenOptions } from "./ui/screen.ts";

/** What the entries provide differently, and what tests replace. */
export interface Platform extends Pick<DecisionQueueOptions, "fetch" | "setTimer" | "clearTimer"> {
  /** Origin of the server, without a slash at its end. */
  readonly endpoint: string;
  /** The caller's wish; the page and the browser are asked next. */
  readonly language: string | undefined;
  readonly now: () => number;
  readonly load: <Name extends ChunkName>(name: Name) => Promise<Chunks[Name]>;
  /** Answers `null` where there is no such language. */
  readonly loadLanguage: (code: string) => Promise<Language> | null;
  readonly createGate: (options: GateOptions) => Gate;
  readonly createScreen: (options: ScreenOptions) => Screen;
  /** Add-ons that are there from the start, in their order. */
  readonly addOns: readonly AddOn[];
}

/** The real clock, timers and network of a browser. */
export const browserPlatform: Pick<Platform, "now" | "fetch" | "setTimer" | "clearTimer"> = {
  now: () => Date.now(),
  fetch: (url, options) => fetch(url, options),
  setTimer: (act, delayMs) => setTimeout(act, delayMs),
  clearTimer: (timer) => clearTimeout(timer as number),
};
