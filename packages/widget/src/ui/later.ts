import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AftercareModule } from "../aftercare/runtime.ts";
import type { Texts } from "../languages/texts.ts";
import type { Platform } from "../platform.ts";
import { afterPaint } from "../schedule.ts";
import type { Keeper, Kept } from "./keeper.ts";
import type { PreferencesDialog } from "./preferences-dialog.ts";
import type { Ui } from "./ui.ts";

/** What follows the first layer, and is loaded after it: the re-open button, and the look at what is really seen. */
export interface Later {
  /** Shows the re-open button; `isFocused` gives it the focus that would be lost otherwise. */
  showReopen(isFocused: boolean): void;
  hideReopen(): void;
  /** Looks, when the browser has nothing else to do, whether accept and reject are what the visitor sees (L2). */
  checkFairness(host: HTMLElement): void;
}

export interface LaterOptions {
  readonly setup: ResolvedConfig;
  readonly platform: Pick<Platform, "load">;
  readonly ui: Ui;
  readonly keeper: Keeper;
  readonly dialog: PreferencesDialog;
  readonly texts: () => Texts;
  readonly onError: (error: unknown) => void;
}

/** Creates both; nothing is loaded yet. */
export function createLater({ setup, platform, ui, keeper, dialog, texts, onError }: LaterOptions): Later {
  const { banner } = setup.config;
  let reopen: Kept | null = null;
  let isWanted = false;
  let isReturning = false;
  const load = (act: (module: AftercareModule) => unknown) => void platform.load("aftercare").then(act).catch(onError);
  const focus = () => {
    if (document.activeElement !== document.body) return;
    isReturning = true;
    reopen?.host.querySelector("button")?.focus({ preventScroll: true });
    isReturning = false;
  };
  return {
    showReopen(isFocused) {
      isWanted = banner.show_reopen;
      if (!isWanted) return;
      load(({ createReopen }) => {
        // It may be there already, or the visitor is asked again.
        if (!isWanted) return;
        reopen ??= createReopen({
          ...{ ui, banner, texts: texts(), onOpen: dialog.open },
          // The focus that is given back is no sign that the settings will be opened.
          onNear: () => isReturning || dialog.prefetch(),
        });
        keeper.put(reopen);
        // Focusing forces a layout: the closed banner is painted first.
        if (isFocused) afterPaint(focus);
      });
    },
    hideReopen() {
      isWanted = false;
      keeper.drop(reopen);
    },
    checkFairness(host) {
      if (setup.regulation.model !== "opt-in") return;
      const check = () =>
        load((module) => {
          module.prefetchWhenIdle(host, dialog.prefetch);
          return module.checkFairness({ host, ui, onError });
        });
      (window.requestIdleCallback ?? setTimeout)(check);
    },
  };
}
