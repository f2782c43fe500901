import type { AddOnHost } from "../add-on.ts";
import type { AdMode } from "./kept-string.ts";

/** What the early part of the TCF lends to the one that is loaded. */
export interface TcfPage {
  /** When the last decision on this page was made, as the choice has it; 0: none was. */
  readonly readOwnAtMs: () => number;
  /** What Google's tags are told may have changed. */
  readonly onMode: () => void;
}

/** The TCF of one page. */
export interface Tcf {
  /** The choice may have changed: follows it. */
  update(): void;
  /** What Google's tags are told. */
  readMode(): AdMode;
  /** Settles when the words of the first layer are there, or cannot be had; never rejects. */
  whenFirstLayer(): Promise<void>;
}

/** The chunk of the TCF: codec, rules and `__tcfapi`. */
export interface TcfModule {
  createTcf(host: AddOnHost, page: TcfPage): Tcf;
}
