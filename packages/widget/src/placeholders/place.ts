/** A host that stands exactly where an element stood. */
export interface Place {
  /** Whether the element is still where it was left. */
  isWhole(): boolean;
  /** Brings the element back. */
  clear(): void;
}

// What makes an element's box and its place among its neighbours.
const COPIED =
  "display position inset float clear margin padding box-sizing border-width border-radius z-index width height min-width min-height max-width max-height aspect-ratio vertical-align flex grid-area".split(
    " ",
  );

/** Rules of a host: the page's own geometry, which `takePlace` writes into its properties. */
export const PLACE_CSS = `:host{container-type:size;border:solid transparent;${COPIED.map(
  (name) => `${name}:var(--ch-place-${name});`,
).join("")}}`;

const COVERED = "data-cookiehub-covered";

// Smaller boxes have no room for a sentence and two buttons; most of them are pixels.
const WIDTH_MIN_PX = 120;
const HEIGHT_MIN_PX = 80;

/**
 * Hides the element and puts the host where it was: same box, so that nothing moves. Answers `null`, and leaves the
 * element, where that box is too small to say anything in.
 */
export function takePlace(element: HTMLElement, host: HTMLElement): Place | null {
  const ratio = element.dataset.aspectRatio ?? "";
  if (ratio && !element.style.aspectRatio) element.style.aspectRatio = ratio;
  const { display, width, height } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  element.setAttribute(COVERED, "");
  // Of an element that has no box, this says what the page asked for: percentages and ratios stay what they are.
  const asked = getComputedStyle(element);
  const set = (name: string, value: string) => host.style.setProperty(`--ch-place-${name}`, value);
  for (const name of COPIED) set(name, asked.getPropertyValue(name));
  set("display", display.startsWith("inline") ? "inline-block" : "block");
  if (asked.position === "static") {
    set("position", "relative");
    set("inset", "auto");
  }
  if (asked.width === "auto") set("width", width);
  if (asked.height === "auto" && asked.aspectRatio === "auto") set("height", height);
  const anchor = element.closest("picture") ?? element;
  anchor.after(host);
  const taken = host.getBoundingClientRect();
  // A frame, a video and an object with a ratio of their own: what was seen decides.
  if (box.height >= HEIGHT_MIN_PX && Math.abs(taken.height - box.height) > 1) set("height", height);
  const clear = () => {
    host.remove();
    element.removeAttribute(COVERED);
  };
  if (taken.width >= WIDTH_MIN_PX && taken.height >= HEIGHT_MIN_PX) {
    return { clear, isWhole: () => element.isConnected && anchor.parentNode === host.parentNode };
  }
  clear();
  return null;
}
