import type { TcfChoice, TcfSlimList, TcfVendorList, TcModel } from "@cookiehub/schemas/signals";
import type {
  ResolvedTcf,
  StoredChoice,
  TcfConfig,
  TcfFirstLayerAnswer,
  TcfTextsAnswer,
} from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import type { PreferencesRuntime } from "../preferences/runtime.ts";
import type { TcfRuntime } from "../tcf-preferences/runtime.ts";
import type { FirstLayerPart } from "./first-layer.ts";
import type { AdMode } from "./kept-string.ts";
import type { MadeString } from "./read-string.ts";
import type { TcfFiles } from "./tcf-files.ts";

/** What the early part of the TCF lends to the one that is loaded. */
export interface TcfPage {
  /** When the last decision on this page was made, as the choice has it; 0: none was. */
  readonly readOwnAtMs: () => number;
  /** What Google's tags are told may have changed. */
  readonly onMode: () => void;
}

/** What other interfaces tell of the TCF. */
export interface ToldTc {
  readonly tcString: string;
  readonly model: TcModel;
  /** It is the visitor's present choice, and they have been told or asked of everything. Before, nobody may act on it. */
  readonly isSettled: boolean;
}

/** Reads the TC string for other interfaces. */
export interface TcReader {
  /** What was last followed: of a choice that another one has followed, as long as that one has no string. */
  readTc(): ToldTc | null;
}

/** The TCF of one page. */
export interface Tcf extends TcReader {
  /** The choice may have changed: follows it. */
  update(): void;
  /** What Google's tags are told. */
  readMode(): AdMode;
  /** Settles when the words of the first layer are there, or cannot be had; never rejects. */
  whenFirstLayer(): Promise<void>;
}

/** The chunk of the TCF: reader and `__tcfapi`. */
export interface TcfModule {
  createTcf(host: AddOnHost, page: TcfPage): Tcf;
}

/** What the one chunk lends to the other. */
export interface TcfAsked {
  readonly host: AddOnHost;
  readonly tcf: ResolvedTcf;
  readonly settings: TcfConfig;
  readonly language: string;
  readonly files: TcfFiles;
  /** Whether who made this choice had seen vendors and purposes, or how to: only then is anybody in a string (T61). */
  readonly isDisclosedTo: (past: StoredChoice) => boolean;
  /** Whom they were shown then, `null`: now. Who was not shown is in no string (T61). */
  readonly toDisclosedList: (past: StoredChoice | null) => TcfVendorList;
  /** The string of an earlier choice. */
  readonly readEarlier: () => MadeString | null;
  /** The string of the choice that holds. */
  readonly readHolding: () => MadeString | null;
  /** Which layer they are asked on. */
  readonly readScreen: () => number;
}

/** What a choice is made with. */
export interface TcfAsking {
  /** The string that is told while nothing was chosen yet: no consent, and the claims that stand (T24). */
  makeOffer(): MadeString;
  /** The string of a choice; `inDialog`: what the visitor chose of purposes and vendors, where they did. */
  makeChosen(past: StoredChoice, inDialog: TcfChoice | null): MadeString;
  /** Whether a list asks for nothing that the visitor was not `shown` (T76). */
  isWhole(model: TcModel, list: TcfSlimList, shown: TcfSlimList | null): boolean;
  /** What the first layer says; `onVendors` opens the settings where the vendors are (T84). */
  toFirstLayer(answer: TcfFirstLayerAnswer, onVendors: () => void): FirstLayerPart;
  /** What the settings are given; `onChoice` is told of a choice in them. */
  toRuntime(runtime: PreferencesRuntime, loaded: LoadedSettings, onChoice: OnTcfChoice): Omit<TcfRuntime, "parts">;
  /** What `getVendorList` answers. */
  toVendorListObject(list: TcfSlimList, texts: TcfTextsAnswer): object;
}

/** The visitor chose so in the dialog; `decide` makes the choice between categories that follows, before it returns. */
export type OnTcfChoice = (choice: TcfChoice, decide: () => void) => void;

/** What was loaded for the settings, and where they open. */
export type LoadedSettings = Pick<TcfRuntime["tcf"], "list" | "texts" | "view">;

/** The chunk of whoever is asked: rules, writer, and what is said on the first layer. */
export interface TcfAskingModule {
  createAsking(asked: TcfAsked): TcfAsking;
}
