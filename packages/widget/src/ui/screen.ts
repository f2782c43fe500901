import { isGpcHonoured } from "@cookiehub/schemas/rules";
import type { ConsentMethod, ResolvedConfig } from "@cookiehub/schemas/types";
import type { ConsentSnapshot, ConsentView } from "../api.ts";
import { createPageTexts, type PageTexts } from "../languages/page-texts.ts";
import type { Texts } from "../languages/texts.ts";
import type { Platform } from "../platform.ts";
import type { PreferencesRuntime } from "../preferences/runtime.ts";
import type { Answer } from "../state/given-choices.ts";
import { adopt, adoptImportant } from "./adopt.ts";
import { type Banner, type BannerProps, createBanner } from "./banner.ts";
import { createButton, createElement } from "./element.ts";
import { createFrames } from "./frame.ts";
import { HOST_NAME } from "./host-name.ts";
import { createKeeper, type Kept } from "./keeper.ts";
import { createLater } from "./later.ts";
import { createPreferencesDialog, type PreferencesDialog } from "./preferences-dialog.ts";
import type { Ui } from "./ui.ts";

/** What the visitor sees of the widget. */
export interface Screen {
  /** What chunks need to show something; `null` where the page brings its own. */
  readonly ui: Ui | null;
  view(): ConsentView;
  /** Language of this page. */
  language(): string;
  /** Settles when the first layer can be shown in it; never rejects. */
  readonly whenReady: Promise<void>;
  showBanner(): void;
  /** Shows the re-open button and leaves the rest: the page may have asked for the preferences already. */
  showReopen(): void;
  /** Opens the preferences, over the first layer when that is there. */
  openPreferences(): void;
  /** Takes everything away but the re-open button, which comes back where the tenant wants it. */
  settle(): void;
}

export interface ScreenOptions {
  readonly setup: ResolvedConfig;
  readonly gpc: boolean;
  readonly platform: Platform;
  readonly snapshot: () => ConsentSnapshot;
  readonly onDecide: (answer: Answer, method: ConsentMethod) => void;
  readonly onNoticeClose: () => void;
  readonly onView: (view: ConsentView, before: ConsentView) => void;
  readonly onError: (error: unknown) => void;
}

/** Creates the screen; nothing is in the page before the first call. */
export function createScreen(options: ScreenOptions): Screen {
  const { setup, platform, onError } = options;
  const texts = createPageTexts(setup, platform, onError);
  const ui = createUi(setup, texts);
  const keeper = createKeeper(onError);
  let view: ConsentView = "none";
  let banner: Banner | null = null;
  let preferences: Kept | null = null;
  const setView = (next: ConsentView) => {
    const before = view;
    view = next;
    if (next !== before) options.onView(next, before);
  };
  const closePreferences = () => {
    dialog.close();
    keeper.drop(preferences);
    preferences = null;
    setView(banner ? "banner" : "none");
  };
  const dialog = createPreferencesDialog({
    load: () => Promise.all([platform.load("preferences"), texts.whenWhole()]),
    toRuntime: (words) => toRuntime(options, ui, words, closePreferences),
    onError,
    onOpen() {
      const host = document.querySelector<HTMLElement>(`${HOST_NAME}[data-part=preferences]`);
      // Where the page takes the open dialog away it is closed: it comes back when it is asked for.
      preferences = host && { host, show: closePreferences };
      if (preferences) keeper.put(preferences);
      setView("preferences");
    },
  });
  const later = createLater({ ...{ setup, platform, ui, keeper, dialog, onError }, texts: texts.read });
  const settle = () => {
    const wasInside = document.activeElement?.closest(HOST_NAME) != null;
    keeper.drop(banner);
    banner = null;
    closePreferences();
    later.showReopen(wasInside);
  };
  return {
    ui,
    language: () => texts.read().language,
    whenReady: texts.whenReady,
    view: () => view,
    openPreferences: dialog.open,
    showReopen: () => later.showReopen(false),
    settle,
    showBanner() {
      if (banner) return;
      later.hideReopen();
      banner = createBanner(toBannerProps(options, texts.read(), dialog, settle), ui.createFrame);
      keeper.put(banner);
      if (view === "none") setView("banner");
      later.checkFairness(banner.host);
    },
  };
}

function createUi({ config }: ResolvedConfig, texts: PageTexts): Ui {
  const sheets: CSSStyleSheet[] = [];
  return {
    ...{ createElement, createButton, adopt, adoptImportant, sheets },
    createFrame: createFrames(config.banner, () => texts.read().language, sheets),
    whenTexts: texts.whenWhole,
  };
}

function toRuntime(options: ScreenOptions, ui: Ui, texts: Texts, onClose: () => void): PreferencesRuntime {
  const { setup, platform, onDecide, onError } = options;
  return {
    ...{ ui, setup, platform, texts, snapshot: options.snapshot(), onClose, onError },
    onAccept: () => onDecide("accept", "preferences"),
    onReject: () => onDecide("reject", "preferences"),
    onSave: (given) => onDecide(given, "preferences"),
  };
}

function toBannerProps(
  options: ScreenOptions,
  texts: Texts,
  dialog: PreferencesDialog,
  settle: () => void,
): BannerProps {
  const { setup, onDecide } = options;
  return {
    ...{ setup, texts, isGpcHonoured: isGpcHonoured(setup.regulation, options.gpc) },
    onAccept: () => onDecide("accept", "banner_accept"),
    onReject: () => onDecide("reject", "banner_reject"),
    onDoNotSell: () => onDecide("do-not-sell", "banner_button"),
    onClose() {
      options.onNoticeClose();
      settle();
    },
    onSettings: dialog.open,
    onNearSettings: dialog.prefetch,
  };
}
