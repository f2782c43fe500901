import { afterPaint } from "./schedule.ts";

/** Runs what follows a change once the change has been painted (D18), in the order it was added. */
export interface Announcer {
  /** Adds an act; one that is waiting already runs once, in its later place. */
  add(act: () => void): void;
  /** Runs what is waiting at once: the page is going away. */
  flush(): void;
}

/** Creates an announcer; `guard` keeps a failing act from holding up the next. */
export function createAnnouncer(guard: (act: () => void) => void): Announcer {
  let waiting: (() => void)[] = [];
  let runNow: (() => void) | null = null;
  const run = () => {
    runNow = null;
    const acts = waiting;
    waiting = [];
    for (const act of acts) guard(act);
  };
  return {
    add(act) {
      waiting = [...waiting.filter((other) => other !== act), act];
      runNow ??= afterPaint(run);
    },
    flush() {
      runNow?.();
    },
  };
}
