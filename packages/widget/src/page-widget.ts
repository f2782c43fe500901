import type { ConsentSnapshot, CookieHub, EarlyEntry } from "./api.ts";
import { EMPTY_SNAPSHOT } from "./state/empty-snapshot.ts";

const readGlobal = (): { cookiehub?: unknown } => (typeof window === "undefined" ? {} : (window as object));

/** Tells the widget, whoever has started it, from an element with its id, or with such a field. */
export function toWidget(found: unknown): CookieHub | null {
  return typeof (found as Partial<CookieHub> | undefined)?.getSnapshot === "function" ? (found as CookieHub) : null;
}

/** Finds the widget of this page. */
export function findWidget(): CookieHub | null {
  return toWidget(readGlobal().cookiehub);
}

/** Runs the act with the widget of this page, at once or when it has started. On a server nothing happens. */
export function withWidget(act: (cookiehub: CookieHub) => void): void {
  const page = readGlobal();
  const queue = findWidget() ?? (Array.isArray(page.cookiehub) ? (page.cookiehub as EarlyEntry[]) : []);
  if (Array.isArray(queue)) page.cookiehub = queue;
  queue.push(act);
}

/** What holds now; before the widget has started, nothing is allowed. One object until something changes. */
export function readSnapshot(): ConsentSnapshot {
  return findWidget()?.getSnapshot() ?? EMPTY_SNAPSHOT;
}

/** Calls back after each change of the snapshot, also where the widget starts later. Answers the function that ends it. */
export function subscribe(listener: () => void): () => void {
  let isEnded = false;
  let end = () => {};
  withWidget((cookiehub) => {
    if (isEnded) return;
    end = cookiehub.subscribe(listener);
    listener();
  });
  return () => {
    isEnded = true;
    end();
  };
}
