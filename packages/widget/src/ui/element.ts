type Listener = (event: Event) => void;

/** Attributes by name; `onclick` and the like take functions. What is `false` or `undefined` is left out. */
export type Attributes = Readonly<Record<string, string | Listener | false | undefined>>;
export type Child = Node | string | false | null | undefined;

/**
 * Creates an element with attributes and children. Listeners are added, never written as attributes, and text is only
 * ever text: nothing here is a Trusted Types sink or needs an exception in a Content-Security-Policy (D17).
 */
export function createElement(name: string, attributes: Attributes, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (typeof value === "string") element.setAttribute(key, value);
  }
  element.append(...(children.filter(Boolean) as (Node | string)[]));
  return element;
}

/** Creates a button. `kind` adds class names to the common look. */
export function createButton(text: string, kind: string, onclick: Listener, more: Attributes = {}): HTMLElement {
  return createElement("button", { type: "button", class: `ch-button ${kind}`, onclick, ...more }, text);
}
