import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";

/**
 * Tells the other tabs of this site that the choice has changed, and hears it of them. Storage events alone are not enough:
 * a browser may refuse `localStorage` and keep cookies. The message says only that there is something to read.
 */
export function createTabs(onMessage: () => void): () => void {
  let channel = openChannel(onMessage);
  // An open channel may keep a page out of the back/forward cache.
  addEventListener("pagehide", () => channel?.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) channel = openChannel(onMessage);
  });
  return () => channel?.postMessage(0);
}

function openChannel(onMessage: () => void): BroadcastChannel | null {
  try {
    const channel = new BroadcastChannel(CONSENT_COOKIE);
    channel.onmessage = onMessage;
    return channel;
  } catch {
    return null;
  }
}
