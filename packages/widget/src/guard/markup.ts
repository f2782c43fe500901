import type { Patches } from "./patches.ts";

export interface MarkupGuardOptions {
  readonly patches: Patches;
  /** Nothing has to be held back: nothing is looked at. */
  readonly isOpen: () => boolean;
  /** Judges what was made, before anything of it begins. */
  readonly inspect: (made: Node) => void;
  /** Runs what may fail in a page that has changed the browser; the page is never told. */
  readonly guard: <Value>(act: () => Value) => Value | undefined;
}

type Container = Element | ShadowRoot;
type Put = (...nodes: Node[]) => void;

/** Where markup parsed into `root` comes to stand: as its content, or about `spot` in it. */
interface Stage {
  readonly root: Container;
  readonly spot: Container;
}

/** Property or place -> the method that puts nodes there. */
const PLACES: Readonly<Record<string, string>> = {
  innerHTML: "replaceChildren",
  setHTMLUnsafe: "replaceChildren",
  outerHTML: "replaceWith",
  beforebegin: "before",
  afterbegin: "prepend",
  beforeend: "append",
  afterend: "after",
};

// All other markup goes the browser's own way, at its own speed. `image` is how HTML misspells `img`.
const REACHES_OUT = /<(?:iframe|image|img|video|audio|source|link|object|embed)/i;

const CUSTOM = /<[a-z][^\s/>]*-/i;

/**
 * Guards markup that scripts put into the page. A frame begins within the call, before any observer is called: so the
 * browser parses the markup beside the page, by the very function that was called and with the page's own value (Trusted
 * Types ask what they always ask), it is judged there, and put in.
 */
export function guardMarkup(options: MarkupGuardOptions): void {
  for (const { prototype } of [Element, ShadowRoot]) {
    for (const way of ["innerHTML", "outerHTML"]) {
      options.patches.around(prototype, way, "set", (pass, self, [value]) => put(options, pass, self, way, value));
    }
    options.patches.around(prototype, "setHTMLUnsafe", "value", (pass, self, [value]) =>
      put(options, pass, self, "setHTMLUnsafe", value),
    );
  }
  options.patches.around(Element.prototype, "insertAdjacentHTML", "value", (pass, self, [place, value]) =>
    put(options, pass, self, String(place).toLowerCase(), value),
  );
}

function put(
  { isOpen, guard, inspect }: MarkupGuardOptions,
  pass: (other?: object) => unknown,
  self: unknown,
  place: string,
  value: unknown,
): unknown {
  const method = PLACES[place];
  if (!method || isOpen()) return pass();
  const text = String(value);
  if (!REACHES_OUT.test(text)) return pass();
  const stage = guard(() => createStage(self as Container, /^(before|after|replaceWith)$/.test(method), text));
  if (!stage) return pass();
  // Throws what the browser throws, with nothing changed.
  pass(stage.spot);
  guard(() => inspect(stage.root));
  if (stage.spot !== stage.root) (stage.spot as Element).remove();
  // Not by a range: those of a page that puts in thousands would slow down every change of it.
  const nodes = document.createDocumentFragment();
  while (stage.root.firstChild) nodes.append(stage.root.firstChild);
  const { prototype } = self instanceof Element ? Element : DocumentFragment;
  Reflect.apply(Reflect.get(prototype, method) as Put, self, [nodes]);
  return undefined;
}

/** A place beside the page where this markup means the same; `null` where the browser's own way does no harm. */
function createStage(self: Container, isBeside: boolean, text: string): Stage | null {
  const context = isBeside ? self.parentNode : self;
  // Other documents load nothing, and sanitizers use them: what they read there has to stay as it is.
  if (context?.ownerDocument !== document) return null;
  const owner = toOwner(text);
  let root: Container = owner.createElement("div");
  if (context instanceof Element) {
    const { localName } = context;
    // What stands in a template loads nothing; text of a script is no markup; SVG has rules of its own.
    if (!(context instanceof HTMLElement) || /^(template|script)$/.test(localName)) return null;
    // A custom element means no more than `div`, and making one would run the page's code.
    if (!localName.includes("-")) root = owner.createElement(localName);
    // Within a form there is no other.
    if (context.closest("form")) owner.createElement("form").append(root);
  } else if (!isBeside) {
    root = root.attachShadow({ mode: "open" });
  }
  if (!isBeside) return { root, spot: root };
  const spot = owner.createElement("br");
  root.append(spot);
  return { root, spot };
}

// Custom elements are made in the page and not before; in a document of their own they are not made at all. There nothing
// is scripted and nothing is as quirky as the page may be: markup that would mean something else there is left here.
function toOwner(text: string): Document {
  const isApart = CUSTOM.test(text) && !/<noscript/i.test(text) && document.compatMode === "CSS1Compat";
  return isApart ? document.implementation.createHTMLDocument("") : document;
}
