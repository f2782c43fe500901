const DELAY_MS = 2_000;

/**
 * Loads the preferences ahead once the first layer has been there for a while and the browser has nothing else to do; not
 * for visitors who save data.
 */
export function prefetchWhenIdle(host: HTMLElement, prefetch: () => void): void {
  const { connection } = navigator as { connection?: { readonly saveData?: boolean } };
  if (connection?.saveData) return;
  setTimeout(() => {
    // Who has decided by then hardly opens them.
    if (host.isConnected) (window.requestIdleCallback ?? setTimeout)(() => prefetch());
  }, DELAY_MS);
}
