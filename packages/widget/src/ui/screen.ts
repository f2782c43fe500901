import { isGpcHonoured } from "@cookiehub/schemas/rules";
import type { ConsentMethod, ResolvedConfig } from "@cookiehub/schemas/types";
import type { ConsentSnapshot, ConsentView } from "../api.ts";
import { createPageTexts } from "../languages/page-texts.ts";
import type { Texts } from "../languages/texts.ts";
import type { Platform } from "../platform.ts";
import { afterPaint } from "../schedule.ts";
import type { Answer } from "../state/given-choices.ts";
import { type BannerProps, createBanner } from "./banner.ts";
import { createButton, createElement } from "./element.ts";
import { adopt, createFrame } from "./frame.ts";
import { createPreferencesDialog, type PreferencesDialog } from "./preferences-dialog.ts";
import { createReopen } from "./reopen.ts";
import { toThemeCss } from "./theme.ts";
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
  const { setup, platform } = options;
  const texts = createPageTexts(setup.config, platform, options.onError);
  const ui: Ui = {
    ...{ createElement, createButton, createFrame, adopt },
    themeCss: toThemeCss(setup.config.banner),
    whenTexts: texts.whenWhole,
  };
  let view: ConsentView = "none";
  const setView = (next: ConsentView) => {
    const before = view;
    view = next;
    if (next !== before) options.onView(next, before);
  };
  let banner: HTMLElement | null = null;
  let reopen: HTMLElement | null = null;
  let isReturning = false;
  const removeBanner = () => {
    banner?.remove();
    banner = null;
  };
  const dialog = createPreferencesDialog({
    load: () => Promise.all([platform.load("preferences"), texts.whenWhole()]),
    onError: options.onError,
    onOpen: () => setView("preferences"),
    toRuntime: (words) => ({
      ...{ ui, setup, platform, texts: words, snapshot: options.snapshot() },
      onAccept: () => options.onDecide("accept", "preferences"),
      onReject: () => options.onDecide("reject", "preferences"),
      onSave: (given) => options.onDecide(given, "preferences"),
      onClose: closePreferences,
    }),
  });
  const closePreferences = () => {
    dialog.close();
    setView(banner ? "banner" : "none");
  };
  const showReopen = () => {
    if (reopen?.isConnected || !setup.config.banner.show_reopen) return;
    reopen = createReopen({
      banner: setup.config.banner,
      texts: texts.read(),
      onOpen: dialog.open,
      onNear: () => isReturning || dialog.prefetch(),
    });
    document.body.append(reopen);
  };
  const settle = () => {
    const wasInside = document.activeElement?.closest("cookiehub-ui") != null;
    removeBanner();
    closePreferences();
    showReopen();
    // The control that was used is gone: keyboard users go on from the button that undoes it. Focusing forces a layout,
    // so the closed banner is painted first; and it is no sign that the settings will be opened.
    if (wasInside) afterPaint(focusReopen);
  };
  const focusReopen = () => {
    if (document.activeElement !== document.body) return;
    isReturning = true;
    reopen?.querySelector("button")?.focus({ preventScroll: true });
    isReturning = false;
  };
  return {
    ui,
    language: () => texts.read().language,
    whenReady: texts.whenReady,
    view: () => view,
    openPreferences: dialog.open,
    showReopen,
    settle,
    showBanner() {
      // A page may have replaced its whole body.
      if (banner?.isConnected) return;
      reopen?.remove();
      reopen = null;
      banner = createBanner(toBannerProps(options, texts.read(), dialog, settle));
      // First in the page, so that the keyboard and screen readers meet it first.
      document.body.prepend(banner);
      if (view === "none") setView("banner");
    },
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
    setup,
    texts,
    isGpcHonoured: isGpcHonoured(setup.regulation, options.gpc),
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
