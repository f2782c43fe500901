import type { AddOnHost } from "../add-on.ts";

type Guard = AddOnHost["guard"];

/**
 * Answers a function that runs an act on what `find` finds: at once, or when the page has been parsed, or has loaded. Of the
 * acts that wait only the last one is run.
 */
export function createFinder<Found>(
  find: () => Found | undefined,
): (act: (found: Found) => void, guard: Guard) => void {
  let waiting: ((found: Found) => void) | null = null;
  let isWatching = false;
  const run = () => {
    const found = waiting ? find() : undefined;
    if (found === undefined || !waiting) return;
    const act = waiting;
    waiting = null;
    act(found);
  };
  return (act, guard) => {
    waiting = act;
    run();
    if (!waiting || isWatching) return;
    isWatching = true;
    document.addEventListener("DOMContentLoaded", () => guard(run), { once: true });
    addEventListener("load", () => guard(run), { once: true });
  };
}

/**
 * Runs the act once the vendor's own snippet has put its function into `window[name]`; at once where it is there. Until
 * then the name reads as undefined: such a snippet does nothing where it finds its name taken.
 */
export function whenAssigned(name: string, act: () => void, guard: Guard): void {
  const page = window as unknown as Record<string, unknown>;
  if (typeof page[name] === "function") {
    act();
    return;
  }
  Object.defineProperty(window, name, {
    configurable: true,
    get: () => undefined,
    set(value: unknown) {
      Object.defineProperty(window, name, { value, writable: true, enumerable: true, configurable: true });
      // The snippet is still at work: its queue comes after this line, its library in a later task.
      queueMicrotask(() => guard(act));
    },
  });
}
