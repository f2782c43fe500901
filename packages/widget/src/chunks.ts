import type { GppConfig, ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "./add-on.ts";
import type { AftercareModule } from "./aftercare/runtime.ts";
import type { Identity } from "./api.ts";
import type { BackgroundModule } from "./background/background.ts";
import type { TcfLink } from "./gpp/tcf-link.ts";
import type { HistoryModule } from "./history/runtime.ts";
import type { SignalInterface } from "./iab/signal-interface.ts";
import type { PreferencesModule } from "./preferences/runtime.ts";
import type { TcfAskingModule, TcfModule } from "./tcf/runtime.ts";
import type { TcfPreferencesModule } from "./tcf-preferences/runtime.ts";

/** An add-on as a file of its own. */
export interface AddOnModule {
  createAddOn(setup: ResolvedConfig): AddOn;
}

/** The add-on that stands for what is held back. */
export interface PlaceholdersAddOn extends AddOn {
  /** Something more was found to be held back. */
  look(): void;
}

/** The add-on that keeps a user's devices together. */
export interface LiveAddOn extends AddOn {
  identify(identity: Identity): void;
  forget(): void;
}

/** What the core loads when it is needed, and not before. */
export interface Chunks {
  /** The re-open button, and the look at what is really seen of the first layer. */
  readonly aftercare: AftercareModule;
  readonly preferences: PreferencesModule;
  /** Takes the place of the preferences where TCF applies. */
  readonly "tcf-preferences": TcfPreferencesModule;
  /** The visitor's earlier decisions, in the settings of either kind. */
  readonly history: HistoryModule;
  /** Stands for what is held back and would be seen. */
  readonly placeholders: { createAddOn(setup: ResolvedConfig): PlaceholdersAddOn };
  /** Deletes what a withdrawn category has left, and offers to load the page again. */
  readonly cleanup: AddOnModule;
  /** What goes on behind the first layer. */
  readonly background: BackgroundModule;
  readonly live: { createAddOn(setup: ResolvedConfig): LiveAddOn };
  /** Reads the string of the TCF, and answers `__tcfapi`. */
  readonly tcf: TcfModule;
  /** Makes strings of choices, and says on the first layer what the TCF asks for. */
  readonly "tcf-asking": TcfAskingModule;
  /** Answers `__gpp`. */
  readonly gpp: { createGpp(host: AddOnHost, policy: GppConfig, link?: TcfLink): SignalInterface };
  /** What `__gpp` says where the TCF applies. */
  readonly "gpp-tcf": { createTcfLink(host: AddOnHost, onChange: () => void): Promise<TcfLink> };
}

export type ChunkName = keyof Chunks;

/** The chunks that are add-ons. */
export type AddOnName = "placeholders" | "cleanup" | "live";
