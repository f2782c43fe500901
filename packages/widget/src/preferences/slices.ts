const SLICE_MS = 8;

/**
 * Does long work between the browser's own: the steps of a generator, for some milliseconds at a time, so that hundreds of
 * rows never hold the page up. What fails ends it, and is never thrown into the page.
 */
export function runInSlices(work: Iterator<unknown>, onError: (error: unknown) => void): void {
  const run = () => {
    const endMs = performance.now() + SLICE_MS;
    try {
      while (!work.next().done) {
        if (performance.now() < endMs) continue;
        setTimeout(run);
        return;
      }
    } catch (error) {
      onError(error);
    }
  };
  run();
}
