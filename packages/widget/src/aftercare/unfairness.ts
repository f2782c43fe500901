import { HOST_NAME } from "../ui/host-name.ts";

/** Why a choice is none between equals. */
export type Unfairness = "hidden" | "different" | "faint" | "covered";

const CONTRAST_MIN = 4.5;
const SIZE_DIFFERENCE_MAX_PX = 1;

/** What twins share. */
const SHARED = [
  "color",
  "backgroundColor",
  "backgroundImage",
  "borderColor",
  "fontSize",
  "fontWeight",
  "filter",
] as const;

/** Looks at the buttons of the first layer (settings, reject, accept) as the visitor sees them now; `null`: all is well. */
export function toUnfairness(host: HTMLElement): Unfairness | null {
  const buttons = [...host.querySelectorAll<HTMLElement>("button")];
  const [, reject, accept] = buttons;
  if (!reject || !accept) return "hidden";
  if (buttons.some((button) => !isVisible(button))) return "hidden";
  if (!isTwin(reject, accept)) return "different";
  if (buttons.some((button) => toContrast(button) < CONTRAST_MIN)) return "faint";
  return isReachable([reject, accept]) ? null : "covered";
}

function isVisible(button: HTMLElement): boolean {
  const { width, height } = button.getBoundingClientRect();
  if (width < 24 || height < 24) return false;
  const isChecked = button.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true;
  const { opacity, pointerEvents, clipPath, fontSize } = getComputedStyle(button);
  return (
    isChecked && Number(opacity) > 0.9 && pointerEvents !== "none" && clipPath === "none" && parseFloat(fontSize) >= 12
  );
}

function isTwin(one: HTMLElement, other: HTMLElement): boolean {
  const [a, b] = [getComputedStyle(one), getComputedStyle(other)];
  const [boxA, boxB] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  const isOfOneSize = (["width", "height"] as const).every(
    (side) => Math.abs(boxA[side] - boxB[side]) <= SIZE_DIFFERENCE_MAX_PX,
  );
  return isOfOneSize && SHARED.every((name) => a[name] === b[name]);
}

/** What is scrolled out of a small window counts as reachable together: both are, or neither is. */
function isReachable(buttons: readonly HTMLElement[]): boolean {
  const hits = buttons.map((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    const hit = document.elementFromPoint(x, y);
    // The settings lie over the first layer because the visitor has opened them.
    return hit && (button.contains(hit) || hit.closest(`${HOST_NAME}[data-part=preferences]`) !== null);
  });
  if (hits.every((hit) => hit === null)) return window.innerHeight < 480;
  return hits.every(Boolean);
}

function toContrast(button: HTMLElement): number {
  const { color, backgroundColor } = getComputedStyle(button);
  const [words, ground] = [toLuminance(color), toLuminance(backgroundColor)];
  // Forced colours and other notations are the visitor's, or beyond what we set.
  if (words === null || ground === null) return CONTRAST_MIN;
  return (Math.max(words, ground) + 0.05) / (Math.min(words, ground) + 0.05);
}

/** Relative luminance (WCAG 2.2) of `rgb(...)` without transparency; `null` for anything else. */
function toLuminance(color: string): number | null {
  const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
  if (!parts) return null;
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
