import type { BlockedTag } from "../api.ts";
import { startElement } from "./start-element.ts";
import { startScript } from "./start-script.ts";

/** Kind of element -> how its markup says that its address, or its text, is kept aside. A kind costs a line. */
const KINDS = {
  script: '[type="text/plain"]',
  iframe: "[data-src]",
  img: "[data-src]",
  // Their addresses may stand in `source` children.
  video: ":not([src])",
  audio: ":not([src])",
  embed: "[data-src]",
  object: "[data-data]",
  link: "[data-href]",
} as const;

const MARKS = ["data-consent-category", "data-consent-service"];

/** Finds whatever carries a mark, whether or not it can be held back. */
export const ANY_MARK_SELECTOR = MARKS.map((mark) => `[${mark}]`).join();

/** Finds every kind of element that can be held back. */
export const MARKED_SELECTOR = MARKS.flatMap((mark) =>
  Object.entries(KINDS).map(([kind, aside]) => `${kind}[${mark}]${aside}`),
).join();

/** How a released tag keeps its place among the others. */
export type Turn = "free" | "ordered" | "inline";

/** One marked element of the page. */
export interface MarkedTag {
  readonly element: Element;
  readonly kind: BlockedTag["kind"];
  readonly src: string | null;
  readonly categories: readonly string[];
  readonly services: readonly string[];
  readonly turn: Turn;
  /** `rule`: marked by the guard, before the browser had looked at it. */
  readonly reason: "marked" | "rule" | "document.write";
}

/** Reads the marks of an element as they are now; one that has lost them has no category, and so never runs. */
export function readMarkedTag(element: Element): MarkedTag {
  const kind = element.localName;
  const readAside = (name: string) => element.getAttribute(`data-${name}`);
  const src = readAside("src") ?? readAside("href") ?? readAside("data");
  const isMarked = element.matches(MARKED_SELECTOR);
  const toIds = (mark: string) => (isMarked && readAside(`consent-${mark}`)?.match(/\S+/g)) || [];
  const turn = toTurn(element, kind, src);
  // Inline text would wipe a page that has loaded. Of a script that loads, the browser ignores it by itself.
  const isWriting = turn === "inline" && /\bdocument\s*\.\s*write/.test((element as HTMLScriptElement).text);
  const reason = element.hasAttribute("data-consent-rule") ? "rule" : "marked";
  return {
    ...{ element, kind, src, turn, categories: toIds("category"), services: toIds("service") },
    reason: isWriting ? "document.write" : reason,
  };
}

function toTurn(element: Element, kind: string, src: string | null): Turn {
  if (kind !== "script") return "free";
  const isModule = element.getAttribute("data-type") === "module";
  if (element.hasAttribute("async") && (src !== null || isModule)) return "free";
  return src !== null || isModule ? "ordered" : "inline";
}

/**
 * Starts a tag; call it once. Answers a promise that settles when an ordered script has run or failed, else `null`.
 * Throws where Trusted Types forbid it, and for a script that would wipe the page.
 */
export function startTag({ element, kind, src, turn, reason }: MarkedTag): Promise<void> | null {
  if (reason === "document.write") {
    throw new Error("Not run, it would wipe the page: document.write");
  }
  if (kind === "script") return startScript(element as HTMLScriptElement, src, turn, reason === "rule");
  startElement(element, kind);
  return null;
}
