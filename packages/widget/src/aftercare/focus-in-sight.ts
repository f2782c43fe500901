import { HOST_NAME } from "../ui/host-name.ts";

/** Room left between what has the focus and the first layer: its ring needs some. */
const ROOM_PX = 8;
/** A strip as narrow as the room round the first layer shows nothing of an element. */
const STRIP_PX = 24;

/**
 * Scrolls what the keyboard has reached out from under the first layer (WCAG 2.2, 2.4.11), as far as the page can be
 * scrolled. Answers the function that ends it.
 */
export function keepFocusInSight(host: HTMLElement, onError: (error: unknown) => void): () => void {
  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof Element) || target.closest(HOST_NAME)) return;
    // The browser scrolls to it first.
    requestAnimationFrame(() => {
      try {
        const top = toScroll(target.getBoundingClientRect(), host.getBoundingClientRect());
        if (top) scrollBy({ top, behavior: "instant" });
      } catch (error) {
        onError(error);
      }
    });
  };
  addEventListener("focusin", onFocus, true);
  return () => removeEventListener("focusin", onFocus, true);
}

/** How far to scroll, in pixels: 0 where enough of the element is seen, or where there is no room beside the cover. */
export function toScroll(element: DOMRectReadOnly, cover: DOMRectReadOnly): number {
  const isHidden =
    Math.max(element.top, 0) >= cover.top - STRIP_PX &&
    Math.min(element.bottom, innerHeight) <= cover.bottom + STRIP_PX &&
    element.left >= cover.left - STRIP_PX &&
    element.right <= cover.right + STRIP_PX;
  if (!isHidden) return 0;
  const above = cover.top;
  const below = innerHeight - cover.bottom;
  if (Math.max(above, below) <= STRIP_PX) return 0;
  if (above < below) return element.top - cover.bottom - ROOM_PX;
  // A tall one shows its beginning.
  return element.height < above ? element.bottom - cover.top + ROOM_PX : element.top - ROOM_PX;
}
