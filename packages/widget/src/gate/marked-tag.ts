import type { BlockedTag } from "../api.ts";

/** Finds every kind of element that can be held back. */
export const MARKED_SELECTOR = ["data-consent-category", "data-consent-service"]
  .flatMap((mark) => [`script[type="text/plain"][${mark}]`, `iframe[${mark}][data-src]`, `img[${mark}][data-src]`])
  .join();

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
  /** `rule`: it was not the page that marked it, but the guard, before the browser had looked at it. */
  readonly reason: BlockedTag["reason"];
}

/** Reads the marks of an element as they are now; one that has lost them has no category, and so never runs. */
export function readMarkedTag(element: Element): MarkedTag {
  const kind = element.localName;
  const src = element.getAttribute("data-src");
  const isMarked = element.matches(MARKED_SELECTOR);
  const toIds = (mark: string) =>
    ((isMarked && element.getAttribute(`data-consent-${mark}`)) || "").split(/\s+/).filter(Boolean);
  const turn = toTurn(element, kind, src);
  const reason = element.hasAttribute("data-consent-rule") ? "rule" : "marked";
  return { element, kind, src, categories: toIds("category"), services: toIds("service"), turn, reason };
}

function toTurn(element: Element, kind: string, src: string | null): Turn {
  if (kind !== "script") return "free";
  const isModule = element.getAttribute("data-type") === "module";
  if (element.hasAttribute("async") && (src !== null || isModule)) return "free";
  return src !== null || isModule ? "ordered" : "inline";
}

/**
 * Starts a tag; call it once. Answers a promise that settles when an ordered script has run or failed, else `null`.
 * Throws where Trusted Types forbid it.
 */
export function startTag({ element, kind, src, turn, reason }: MarkedTag): Promise<void> | null {
  if (kind !== "script") {
    const srcset = element.getAttribute("data-srcset");
    if (srcset !== null) element.setAttribute("srcset", srcset);
    // A copy of a started element is on its way already, and would load a second time.
    if (element.getAttribute("src") !== src) element.setAttribute("src", src ?? "");
    return null;
  }
  // What the guard held back was never started: it starts where it stands, and who waits for it hears it.
  const inPlace = reason === "rule" && src !== null ? (element as HTMLScriptElement) : null;
  if (inPlace) inPlace.type = inPlace.getAttribute("data-type") ?? "";
  const script = inPlace ?? toRunnable(element as HTMLScriptElement, src);
  // Inserted scripts race by default; `async = false` lets them load side by side and run in order.
  script.async = turn === "free";
  // Inline modules report nothing when they have run; inline text does not wait for them, as in any page.
  const settled =
    turn === "ordered" && src !== null && isRunnable(script)
      ? new Promise<void>((resolve) => {
          // The page's own `onload` attribute stays in force.
          for (const name of ["load", "error"]) script.addEventListener(name, () => resolve());
        })
      : null;
  if (inPlace) inPlace.src = toTrusted("createScriptURL", src ?? "");
  else element.replaceWith(script);
  return settled;
}

// A browser passes over what it does not run without a word: nothing may wait for it.
function isRunnable({ type, noModule }: HTMLScriptElement): boolean {
  return type === "module" || (!noModule && /^$|^(text|application)\/(x-)?(java|ecma)script$/i.test(type));
}

const TAKEN_ATTRIBUTES = ["type", "src", "data-src", "data-type", "nonce", "async"];

function toRunnable(marked: HTMLScriptElement, src: string | null): HTMLScriptElement {
  const script = document.createElement("script");
  for (const { name, value } of Array.from(marked.attributes)) {
    if (!TAKEN_ATTRIBUTES.includes(name)) script.setAttribute(name, value);
  }
  const type = marked.getAttribute("data-type");
  if (type) script.type = type;
  // The attribute reads empty once the element is in the page; only the property still holds the nonce.
  if (marked.nonce) script.nonce = marked.nonce;
  if (src === null) script.text = toTrusted("createScript", marked.text);
  else script.src = toTrusted("createScriptURL", src);
  return script;
}

interface Policy {
  createScript(text: string): string;
  createScriptURL(text: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

// The texts are the page's own markup. Pages that list their policies have to name `cookiehub` in `trusted-types`.
function toTrusted(act: keyof Policy, text: string): string {
  const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (!factory) return text;
  policy ??= factory.createPolicy("cookiehub", { createScript: (same) => same, createScriptURL: (same) => same });
  return policy[act](text);
}
