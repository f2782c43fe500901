import type { Texts } from "../languages/texts.ts";
import type { PreferencesModule, PreferencesRuntime } from "../preferences/runtime.ts";

/** Loads the preferences chunk when it is needed, and keeps at most one dialog open. */
export interface PreferencesDialog {
  /** Starts loading: the visitor is likely to open it. */
  prefetch(): void;
  /** Opens the dialog as soon as the chunk is there; `close` in the meantime cancels it. */
  open(): void;
  close(): void;
}

export interface PreferencesDialogOptions {
  /** Loads the chunk and every word of the page's language. */
  readonly load: () => Promise<[PreferencesModule, Texts]>;
  readonly toRuntime: (texts: Texts) => PreferencesRuntime;
  readonly onOpen: () => void;
  /** It was asked for, is still wanted, and cannot be had. */
  readonly onMissing: () => void;
  readonly onError: (error: unknown) => void;
}

/** Creates the dialog's keeper; nothing is loaded yet. */
export function createPreferencesDialog({
  load,
  toRuntime,
  onOpen,
  onMissing,
  onError,
}: PreferencesDialogOptions): PreferencesDialog {
  let loading: Promise<[PreferencesModule, Texts]> | null = null;
  let close: (() => void) | null = null;
  const loadOnce = () => {
    loading ??= load();
    return loading;
  };
  const onFailure = (error: unknown, isWanted: boolean) => {
    // A failed load is tried again when it is next needed.
    loading = null;
    close = null;
    onError(error);
    if (isWanted) onMissing();
  };
  return {
    prefetch() {
      loadOnce().catch(() => {
        loading = null;
      });
    },
    open() {
      if (close) return;
      const mine = () => {};
      close = mine;
      loadOnce()
        .then(([module, texts]) => {
          if (close !== mine) return;
          close = module.openPreferences(toRuntime(texts));
          onOpen();
        })
        .catch((error: unknown) => onFailure(error, close === mine));
    },
    close() {
      const act = close;
      close = null;
      act?.();
    },
  };
}
