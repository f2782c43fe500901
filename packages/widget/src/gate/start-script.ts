import type { Turn } from "./marked-tag.ts";
import { toTrusted } from "./trusted.ts";

/**
 * Puts a script that runs in the place of one that does not. `isFresh`: the browser never looked at it, and it starts
 * where it stands, so that whoever waits for it hears it. Answers when an ordered one has run or failed, else `null`.
 */
export function startScript(
  marked: HTMLScriptElement,
  src: string | null,
  turn: Turn,
  isFresh: boolean,
): Promise<void> | null {
  const script = isFresh ? marked : toRunnable(marked, src);
  if (isFresh) script.type = marked.getAttribute("data-type") ?? "";
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
  if (isFresh) script.src = toTrusted("createScriptURL", src ?? "");
  else marked.replaceWith(script);
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
