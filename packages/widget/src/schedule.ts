/** Gives the browser a turn: input and paint come first, then the promise settles. */
export function toNextTask(): Promise<void> {
  const scheduler = (globalThis as { scheduler?: { yield?: () => Promise<void> } }).scheduler;
  if (scheduler?.yield) return scheduler.yield();
  return new Promise((resolve) => setTimeout(resolve, 0));
}

// A hidden tab paints nothing: there the timer decides.
const PAINT_TIMEOUT_MS = 100;

/** Runs the act once after the next paint (D18), or at once when the answer is called. */
export function afterPaint(act: () => void): () => void {
  let isDone = false;
  const run = () => {
    if (isDone) return;
    isDone = true;
    clearTimeout(timer);
    act();
  };
  const timer = setTimeout(run, PAINT_TIMEOUT_MS);
  requestAnimationFrame(() => setTimeout(run, 0));
  return run;
}
