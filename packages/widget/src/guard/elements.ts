import type { Refusal } from "./addresses.ts";
import { ADDRESS_ATTRIBUTES, type Holder, toAttributes } from "./holder.ts";
import type { Patches } from "./patches.ts";

const SELECTOR = Object.entries(ADDRESS_ATTRIBUTES)
  .flatMap(([kind, attributes]) => attributes.map((attribute) => `${kind}[${attribute}]`))
  .join();

/**
 * When an element was found: before it is put into the page; after the parser or markup put it there; or when the
 * browser had all the time to begin with it.
 */
type Moment = "before" | "after" | "late";

export interface ElementGuardOptions {
  readonly patches: Patches;
  readonly holder: Pick<Holder, "judge" | "hold">;
  /** Nothing has to be held back: nothing is looked at. */
  readonly isOpen: () => boolean;
  /** Told of an element that the browser had begun to load before it was found. */
  readonly onTooLate: (element: Element, refusal: Refusal) => void;
  /** Runs what may fail in a page that has changed the browser; the page is never told. */
  readonly guard: <Value>(act: () => Value) => Value | undefined;
}

/** Watches the page for elements of the parser and of markup, which no setter sees. */
export interface ElementGuard {
  /** Looks, or does not have to any more. */
  watch(isWatching: boolean): void;
}

/** Guards elements: as they are given an address, as they are inserted with one, and as they are found with one. */
export function guardElements(options: ElementGuardOptions): ElementGuard {
  const { patches, isOpen, guard } = options;
  guardAttributes(options);
  guardInsertion(options);
  const inspectAll = (records: readonly MutationRecord[], moment: Moment) => {
    if (isOpen()) return;
    for (const { addedNodes } of records) for (const node of Array.from(addedNodes)) inspect(node, options, moment);
  };
  const observer = new MutationObserver((records) => guard(() => inspectAll(records, "after")));
  // What a script writes into the page begins before anybody can look; written scripts are not started a second time.
  for (const method of ["write", "writeln"]) {
    patches.around(Document.prototype, method, "value", (pass) => {
      guard(() => inspectAll(observer.takeRecords(), "after"));
      const answer = pass();
      guard(() => inspectAll(observer.takeRecords(), "late"));
      return answer;
    });
  }
  for (const element of document.querySelectorAll(SELECTOR)) inspectElement(element, options, "late");
  return {
    watch(isWatching) {
      observer.disconnect();
      if (isWatching) observer.observe(document, { childList: true, subtree: true });
    },
  };
}

// On the prototype of each kind alone: every other element keeps the browser's own `setAttribute`, at its own speed.
function guardAttributes({ patches, holder, guard }: ElementGuardOptions): void {
  const isHeld = (self: unknown, attribute: string, value: unknown) =>
    guard(() => {
      const element = self as Element;
      return toAttributes(element).includes(attribute) && holder.hold(element, attribute, String(value)) !== undefined;
    });
  for (const [kind, attributes] of Object.entries(ADDRESS_ATTRIBUTES)) {
    const prototype = Object.getPrototypeOf(document.createElement(kind)) as object;
    patches.around(prototype, "setAttribute", "value", (pass, self, [name, value]) =>
      isHeld(self, String(name).toLowerCase(), value) ? undefined : pass(),
    );
    for (const attribute of attributes) {
      // `src` of audio and video is their parent's.
      const owners = [prototype, Object.getPrototypeOf(prototype) as object];
      const owner = owners.find((one) => Object.hasOwn(one, attribute));
      if (!owner) continue;
      patches.around(owner, attribute, "set", (pass, self, [value]) =>
        isHeld(self, attribute, value) ? undefined : pass(),
      );
    }
  }
}

const INSERTIONS =
  "appendChild insertBefore replaceChild append prepend before after replaceWith replaceChildren insertAdjacentElement";

// Elements of templates, copies and other documents come with their address.
function guardInsertion(options: ElementGuardOptions): void {
  for (const owner of [Node.prototype, Element.prototype, DocumentFragment.prototype]) {
    for (const method of INSERTIONS.split(" ")) {
      if (!Object.hasOwn(owner, method)) continue;
      options.patches.around(owner, method, "value", (pass, self, args) => {
        if (!options.isOpen() && (self as Node | null)?.isConnected) {
          for (const node of args) options.guard(() => isNew(node) && inspect(node, options, "before"));
        }
        return pass();
      });
    }
  }
}

// By its members: nodes of other windows are none of ours until they are inserted.
function isNew(value: unknown): value is Node {
  return typeof value === "object" && (value as Partial<Node> | null)?.isConnected === false;
}

function inspect(node: Node, options: ElementGuardOptions, moment: Moment): void {
  if (node.nodeType === Node.ELEMENT_NODE) inspectElement(node as Element, options, moment);
  if (!(node as Partial<ParentNode>).firstElementChild) return;
  for (const element of (node as Element).querySelectorAll(SELECTOR)) {
    // The parser's scripts are found one by one; those of markup never run, and nobody may wait for them.
    if (moment !== "after" || element.localName !== "script") inspectElement(element, options, moment);
  }
}

function inspectElement(element: Element, { holder, onTooLate }: ElementGuardOptions, moment: Moment): void {
  // A script that came by markup after the parser is one that no browser runs.
  if (moment === "after" && element.localName === "script" && document.readyState !== "loading") return;
  for (const attribute of toAttributes(element)) {
    const value = element.getAttribute(attribute);
    if (value === null) continue;
    const isStoppable = moment !== "late" || isFrame(element);
    const refusal = isStoppable ? holder.hold(element, attribute, value) : holder.judge(element, attribute, value);
    if (!refusal) continue;
    if (isStoppable) empty(element, attribute);
    if (moment === "late" || (moment === "after" && element.localName !== "script")) onTooLate(element, refusal);
  }
}

function isFrame({ localName }: Element): boolean {
  return localName === "iframe" || localName === "object" || localName === "embed";
}

function empty(element: Element, attribute: string): void {
  // A frame goes on loading without its address; it does not without being told where else to go.
  if (element.localName === "iframe") Element.prototype.setAttribute.call(element, attribute, "about:blank");
  element.removeAttribute(attribute);
}
