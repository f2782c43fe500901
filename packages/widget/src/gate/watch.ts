import { ANY_MARK_SELECTOR } from "./marked-tag.ts";

/**
 * Calls back when the page may have got marked elements: one observer for the life of the page, since an application may
 * insert them at any time, and one that was agreed to does not start by itself either. Only what was added is looked at;
 * the document is searched when a mark was seen, or when `isUnfinished`.
 */
export function watchMarks(isUnfinished: () => boolean, onFound: () => void): void {
  new MutationObserver((records) => {
    if (isUnfinished() || records.some(({ addedNodes }) => Array.from(addedNodes).some(hasMark))) onFound();
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", onFound);
}

function hasMark(node: Node): boolean {
  // Text, by far the most of it, and elements without anything inside need no search.
  const { firstElementChild } = node as Partial<Element>;
  if (firstElementChild === undefined) return false;
  const element = node as Element;
  return (
    element.matches(ANY_MARK_SELECTOR) ||
    (firstElementChild !== null && element.querySelector(ANY_MARK_SELECTOR) !== null)
  );
}
