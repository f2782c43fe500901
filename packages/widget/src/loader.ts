/** Reaches what a chunk makes once for a page: loads the chunk on first need. */
export interface Loader<Made> {
  /** Acts with it as soon as it is there; a failure is told, and a failed load is tried again when it is next needed. */
  (act: (made: Made) => unknown): void;
  /** What was made, where it is there already. */
  ready(): Made | undefined;
}

/** Creates a loader; nothing is loaded yet. */
export function createLoader<Made>(load: () => Promise<Made>, onError: (error: unknown) => void): Loader<Made> {
  let loading: Promise<Made> | undefined;
  let made: Made | undefined;
  const reach = (act: (made: Made) => unknown) => {
    loading ??= load();
    loading
      .then((loaded) => {
        made = loaded;
        return act(loaded);
      })
      .catch((error: unknown) => {
        if (!made) loading = undefined;
        onError(error);
      });
  };
  return Object.assign(reach, { ready: () => made });
}
