import { toTrusted } from "./trusted.ts";

// `src` after what belongs to it: a picture is then chosen once.
const ASIDE_ATTRIBUTES = ["srcset", "sizes", "poster", "href", "data", "src"];

/** Gives an element, and the `source` and `track` elements that belong to it, the addresses that were kept aside. */
export function startElement(element: Element, kind: string): void {
  const parts = [...(element.closest("picture") ?? element).children].filter((part) =>
    /^(source|track)$/.test(part.localName),
  );
  let isSourceChanged = false;
  for (const part of [...parts, element]) {
    for (const name of ASIDE_ATTRIBUTES) {
      const value = part.getAttribute(`data-${name}`);
      // A copy of a started element is on its way already, and would load a second time.
      if (value === null || part.getAttribute(name) === value) continue;
      part.setAttribute(name, /^(embed|object)$/.test(kind) ? toTrusted("createScriptURL", value) : value);
      isSourceChanged ||= part !== element;
    }
  }
  // A video looks at its sources when they are inserted, not when they change.
  if (isSourceChanged) (element as Partial<HTMLMediaElement>).load?.();
}
