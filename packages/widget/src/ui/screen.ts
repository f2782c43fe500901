import { isGpcHonoured } from "@cookiehub/schemas/rules";
import type { ConsentMethod, ResolvedConfig } from "@cookiehub/schemas/types";
import type { Aftercare } from "../aftercare/runtime.ts";
import type { ConsentSnapshot, ConsentView } from "../api.ts";
import { createPageTexts, type PageTexts } from "../languages/page-texts.ts";
import type { Texts } from "../languages/texts.ts";
import { createLoader } from "../loader.ts";
import type { Platform } from "../platform.ts";
import type { Answer } from "../state/given-choices.ts";
import { adopt, adoptImportant } from "./adopt.ts";
import { type Banner, type BannerProps, createBanner } from "./banner.ts";
import { createButton, createElement } from "./element.ts";
import { createFrames } from "./frame.ts";
import { HOST_NAME } from "./host-name.ts";
import type { Ui } from "./ui.ts";

/** What the visitor sees of the widget. */
export interface Screen {
  /** What chunks need to show something; `null` where the page brings its own. */
  readonly ui: Ui | null;
  view(): ConsentView;
  /** Language of this page. */
  language(): string;
  /** Settles when the first layer can be shown in it; never rejects. */
  readonly whenReady: Promise<unknown>;
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
  let view: ConsentView = "none";
  let banner: Banner | null = null;
  const setView = (next: ConsentView) => {
    const before = view;
    view = next;
    if (next !== before) options.onView(next, before);
  };
  const aftercare = createLoader(async () => {
    const { createAftercare } = await platform.load("aftercare");
    return createAftercare({ ...options, ui, texts, setView, readBanner: () => banner });
  }, onError);
  const settle = () => {
    const isFocused = document.activeElement?.closest(HOST_NAME) != null;
    const gone = banner;
    gone?.host.remove();
    banner = null;
    const act = (made: Aftercare) => made.settle(gone, isFocused);
    const ready = aftercare.ready();
    // Preferences that are open are closed at once; those on their way are not opened.
    if (ready) return act(ready);
    setView("none");
    aftercare(act);
  };
  const openPreferences = () => aftercare((made) => made.openPreferences());
  return {
    ui,
    language: () => texts.read().language,
    whenReady: texts.whenReady,
    view: () => view,
    openPreferences,
    showReopen: () => void (setup.config.banner.show_reopen && aftercare((made) => made.showReopen())),
    settle,
    showBanner() {
      if (banner) return;
      const shown = createBanner(
        {
          ...toBannerProps(options, texts.read(), settle),
          onSettings: openPreferences,
          onNearSettings: () => aftercare((made) => made.prefetchPreferences()),
        },
        ui.createFrame,
        platform.addOns.find((addOn) => addOn.frameBanner)?.frameBanner,
      );
      banner = shown;
      // `<img name="body">` would take the place of the property.
      const body = document.querySelector("body");
      if (body) shown.show(body);
      if (view === "none") setView("banner");
      const keep = () => aftercare((made) => banner === shown && made.keep(shown));
      if (aftercare.ready()) keep();
      else (window.requestIdleCallback ?? setTimeout)(keep);
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

function toBannerProps(
  options: ScreenOptions,
  texts: Texts,
  settle: () => void,
): Omit<BannerProps, "onSettings" | "onNearSettings"> {
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
  };
}
