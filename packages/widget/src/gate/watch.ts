// Searching takes at most this share of the time, however large and busy the page is.
const SHARE = 1 / 20;

/**
 * Searches whenever something was added to the page: one observer for the life of the page, since an application may
 * insert marked elements at any time, and one that was agreed to does not start by itself either. Small documents are
 * searched at once, large ones as often as `SHARE` allows.
 */
export function watchMarks(search: () => void, onSearched: () => void): void {
  let isWaiting = false;
  let nextMs = 0;
  const look = () => {
    isWaiting = false;
    const startedMs = performance.now();
    search();
    const endedMs = performance.now();
    nextMs = endedMs + (endedMs - startedMs) / SHARE;
    onSearched();
  };
  // What was added is not looked at one by one: that alone would cost a busy page more than the searches do.
  new MutationObserver(() => {
    if (isWaiting) return;
    const delayMs = nextMs - performance.now();
    if (delayMs <= 0) return look();
    isWaiting = true;
    setTimeout(look, delayMs);
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", look);
}
