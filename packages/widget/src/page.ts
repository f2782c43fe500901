import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";

/** Runs the act as soon as there is a body: the script may stand in the head. */
export function whenBody(act: () => void): void {
  if (document.body) {
    act();
    return;
  }
  const observer = new MutationObserver(() => {
    if (!document.body) return;
    observer.disconnect();
    act();
  });
  observer.observe(document.documentElement, { childList: true });
}

/** Hears what other tabs write. */
export function watchStorage(onWritten: () => void): void {
  addEventListener("storage", ({ key }) => {
    if (key === null || key === CONSENT_COOKIE) onWritten();
  });
}

/**
 * Follows the page for as long as it lives. `onReturn`: it is looked at again, or was restored. `onOpenClick`: an element
 * with `data-cookiehub-open` was pressed.
 */
export function watchPage(
  onReturn: () => void,
  onOnline: () => void,
  onOpenClick: () => void,
  onLeave: () => void,
): void {
  addEventListener("pageshow", (event) => {
    if (event.persisted) onReturn();
  });
  addEventListener("pagehide", onLeave);
  addEventListener("online", onOnline);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    onReturn();
    onOnline();
  });
  document.addEventListener("click", (event) => {
    // The whole path: a button may be a custom element, whose inside is what was pressed.
    const isOpener = (node: EventTarget) => node instanceof Element && node.hasAttribute("data-cookiehub-open");
    if (!event.composedPath().some(isOpener)) return;
    event.preventDefault();
    onOpenClick();
  });
}
