import { findWidget } from "../page-widget.ts";
import { afterPaint } from "../schedule.ts";
import { HOST_NAME } from "../ui/host-name.ts";
import { checkFairness } from "./fairness.ts";
import { keepFocusInSight } from "./focus-in-sight.ts";
import { createKeeper, type Kept } from "./keeper.ts";
import { createPreferencesDialog, type PreferencesDialog } from "./preferences-dialog.ts";
import { prefetchWhenIdle } from "./prefetch.ts";
import { createReopen } from "./reopen.ts";
import type { Aftercare, AftercareOptions } from "./runtime.ts";

/** Creates what follows the first layer of one page. */
export function createAftercare(options: AftercareOptions): Aftercare {
  const { setup, ui, onError, readBanner, setView } = options;
  const keeper = createKeeper(onError);
  let preferences: Kept | null = null;
  const closePreferences = () => {
    dialog.close();
    keeper.drop(preferences);
    preferences = null;
    setView(readBanner() ? "banner" : "none");
  };
  const dialog = createDialog(options, closePreferences, (host) => {
    // Where the page takes the open dialog away it is closed: it comes back when it is asked for.
    preferences = host && { host, show: closePreferences };
    if (preferences) keeper.put(preferences);
    setView("preferences");
  });
  const reopen = createReopenButton(options, keeper, dialog);
  let stopFocus = () => {};
  return {
    keep(banner) {
      reopen.hide();
      keeper.put(banner);
      stopFocus();
      stopFocus = keepFocusInSight(banner.host, onError);
      if (setup.regulation.model !== "opt-in") return;
      prefetchWhenIdle(banner.host, dialog.prefetch);
      checkFairness({ host: banner.host, ui, onError }).catch(onError);
    },
    settle(banner, isFocused) {
      keeper.drop(banner);
      stopFocus();
      closePreferences();
      reopen.show(isFocused);
    },
    showReopen: () => reopen.show(false),
    openPreferences: dialog.open,
    prefetchPreferences: dialog.prefetch,
  };
}

function createDialog(
  options: AftercareOptions,
  onClose: () => void,
  onOpen: (host: HTMLElement | null) => void,
): PreferencesDialog {
  const { setup, platform, ui, texts, snapshot, onDecide, onError } = options;
  return createPreferencesDialog({
    load: () => Promise.all([platform.load("preferences"), texts.whenWhole()]),
    toRuntime: (words) => ({
      ...{ ui, setup, platform, texts: words, snapshot: snapshot(), onClose, onError },
      onAccept: () => onDecide("accept", "preferences"),
      onReject: () => onDecide("reject", "preferences"),
      onSave: (given) => onDecide(given, "preferences"),
    }),
    onError,
    // The first layer needs no file: who agreed can refuse by it at least (L5).
    onMissing: () => findWidget()?.show(),
    onOpen: () => onOpen(document.querySelector<HTMLElement>(`${HOST_NAME}[data-part=preferences]`)),
  });
}

function createReopenButton(
  { setup, ui, texts }: AftercareOptions,
  keeper: ReturnType<typeof createKeeper>,
  dialog: PreferencesDialog,
) {
  const { banner } = setup.config;
  let button: Kept | null = null;
  let isReturning = false;
  const focus = () => {
    if (document.activeElement !== document.body) return;
    isReturning = true;
    button?.host.querySelector("button")?.focus({ preventScroll: true });
    isReturning = false;
  };
  return {
    show(isFocused: boolean) {
      if (!banner.show_reopen) return;
      button ??= createReopen({
        ...{ ui, banner, texts: texts.read(), onOpen: dialog.open },
        // The focus that is given back is no sign that the settings will be opened.
        onNear: () => isReturning || dialog.prefetch(),
      });
      keeper.put(button);
      // Focusing forces a layout: the closed banner is painted first.
      if (isFocused) afterPaint(focus);
    },
    hide: () => keeper.drop(button),
  };
}
