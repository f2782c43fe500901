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

/** What the page does that the widget follows. */
export interface PageActs {
  /** The page is looked at again, was restored, or another tab has written. */
  readonly onReturn: () => void;
  readonly onOnline: () => void;
  /** An element with `data-cookiehub-open` was pressed. */
  readonly onOpenClick: () => void;
  readonly onLeave: () => void;
}

/** Tells the other tabs of this site that the choice has changed. */
export type TabTeller = () => void;

/** Follows the page for as long as it lives. */
export function watchPage({ onReturn, onOnline, onOpenClick, onLeave }: PageActs): TabTeller {
  addEventListener("storage", (event) => {
    if (event.key === null || event.key === CONSENT_COOKIE) onReturn();
  });
  let channel = openChannel(onReturn);
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    channel = openChannel(onReturn);
    onReturn();
  });
  addEventListener("pagehide", () => {
    onLeave();
    // An open channel may keep a page out of the back/forward cache.
    channel?.close();
  });
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
  return () => channel?.postMessage(0);
}

// Storage events alone are not enough: a browser may refuse `localStorage` and keep cookies. The message says only that
// there is something to read.
function openChannel(onMessage: () => void): BroadcastChannel | null {
  try {
    const channel = new BroadcastChannel(CONSENT_COOKIE);
    channel.onmessage = onMessage;
    return channel;
  } catch {
    return null;
  }
}
