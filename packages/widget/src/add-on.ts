import type { ConsentModeState } from "@cookiehub/schemas/rules";
import type { ConsentUpdateRequest, ResolvedConfig, StoredChoice } from "@cookiehub/schemas/types";
import type { BlockedTag, ConsentSnapshot, CookieHub } from "./api.ts";
import type { Gate } from "./gate/gate.ts";
import type { Platform } from "./platform.ts";
import type { Act } from "./session.ts";
import type { ChoiceStore } from "./state/choice-store.ts";
import type { BrowserStorage } from "./storage.ts";
import type { TcReader } from "./tcf/runtime.ts";
import type { BannerParts } from "./ui/banner.ts";
import type { Ui } from "./ui/ui.ts";

/**
 * What an add-on is given of the core. `setup`, `api`, `guard` and `onError` are for everybody. The rest is for files of
 * ours: its members have short names in what browsers load (`build/internal-names.ts`), and change with any version.
 */
export interface AddOnHost {
  readonly setup: ResolvedConfig;
  readonly api: CookieHub;
  /** Runs browser calls and host code that may fail; a failure becomes an `error` event. */
  readonly guard: <Value>(act: () => Value) => Value | undefined;
  /** Tells the page's `error` listeners. */
  readonly onError: (error: unknown) => void;
  readonly platform: Platform;
  readonly storage: BrowserStorage;
  readonly store: ChoiceStore;
  readonly gate: Gate;
  /** What is needed to show something in the look of the banner; `null` where the page brings its own. */
  readonly ui: Ui | null;
  /** Decides for the visitor, by their own act. */
  readonly decide: Act;
  /** The storage has changed under us (another tab, device, or host): reads it again, and tells and shows what follows. */
  readonly sync: () => void;
  /** Puts what holds elsewhere (another device, another host of the tenant) in the place of the choice of this browser. */
  readonly replace: (choice: StoredChoice | null) => void;
  /** Keeps a choice made elsewhere as this browser's own decision, and sends it. */
  readonly record: (choice: StoredChoice) => void;
}

/** Strings of the IAB that belong to a decision, by the members of the request. */
export type SentSignals = Pick<ConsentUpdateRequest, "tc_string" | "gpp_string">;

/**
 * One thing beside the core, registered by `use` or handed over at the start. The core pays nothing for what is not
 * registered. A hook that throws harms neither the page nor the other add-ons.
 */
export interface AddOn {
  /** A second one of the same name is left out. */
  readonly name: string;
  /**
   * Changes what the page is set up with, before anything reads it. `token` stands for the visitor (decision 0030). Only
   * add-ons that are there from the start are asked.
   */
  readonly prepare?: (setup: ResolvedConfig, token: string) => ResolvedConfig;
  /** Makes the id of a device that has none; only add-ons that are there from the start are asked. */
  readonly createDeviceId?: () => string;
  /** Called once: before the first signal, tag and banner where the add-on was there in time. */
  readonly start?: (host: AddOnHost) => void;
  /**
   * Told what may run: at the start (`before` is `null`), and after each change once the click has been painted, before
   * any listener and tag (D18).
   */
  readonly onConsent?: (now: ConsentSnapshot, before: ConsentSnapshot | null) => void;
  /**
   * Takes the place of the commands to Google tags, whose defaults it has set itself: given each state (C13). Only add-ons
   * that are there from the start are asked.
   */
  readonly onConsentMode?: (state: ConsentModeState) => void;
  /** What the banner waits for, so that it does not show and vanish: a second and a half at most. Must not reject. */
  readonly whenReady?: () => Promise<void>;
  /** Ours alone: puts the first layer into another frame. Answers how it is shown in the page's body. */
  readonly frameBanner?: (parts: BannerParts) => (body: HTMLElement) => void;
  /** Ours alone: what is sent with the decision of that moment, milliseconds since 1970. */
  readonly toSignals?: (decidedAtMs: number) => SentSignals;
  /**
   * Ours alone: settles with what reads the TC string when the TCF of the page is there, with nothing where it cannot be had.
   * `onChange` is called when what is read may be something else.
   */
  readonly followTc?: (onChange: () => void) => Promise<TcReader | undefined> | undefined;
  /** What it holds back itself: listed by `cookiehub.blocked()`. */
  readonly blocked?: () => readonly BlockedTag[];
}
