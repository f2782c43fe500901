import type { Background } from "./background/background.ts";

/** Reaches the background of the page: loads it on first need. */
export interface BackgroundLoader {
  /** Acts with it as soon as it is there; a failed load is told, and tried again when it is next needed. */
  (act: (background: Background) => void): void;
  /** The background where it is there already. */
  ready(): Background | undefined;
}

/** Creates the loader; nothing is loaded yet. */
export function createBackgroundLoader(
  load: () => Promise<Background>,
  onError: (error: unknown) => void,
): BackgroundLoader {
  let loading: Promise<Background> | undefined;
  let background: Background | undefined;
  const reach = (act: (background: Background) => void) => {
    loading ??= load();
    loading.then(
      (loaded) => {
        background = loaded;
        act(loaded);
      },
      (error: unknown) => {
        loading = undefined;
        onError(error);
      },
    );
  };
  return Object.assign(reach, { ready: () => background });
}
