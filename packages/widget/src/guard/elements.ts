import type { Refusal } from "./addresses.ts";
import { ADDRESS_ATTRIBUTES, type Holder, toAttributes } from "./holder.ts";
import { guardMarkup } from "./markup.ts";
import type { Patches } from "./patches.ts";

const SELECTOR = Object.entries(ADDRESS_ATTRIBUTES)
  .flatMap(([kind, attributes]) => attributes.map((attribute) => `${kind}[${attribute}]`))
  .join();

/**
 * When an element was found: before it is put into the page; within the call that made it, whose scripts are judged when
 * they are inserted; after the parser put it there; after a script wrote it; or when the browser had all the time to
 * begin with it.
 */
type Moment = "before" | "made" | "after" | "written" | "late";

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
  for (const part of [guardAttributes, guardInsertion, guardMakers]) guard(() => part(options));
  guard(() => guardMarkup({ ...options, inspect: (made) => inspect(made, options, "made") }));
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
      guard(() => inspectAll(observer.takeRecords(), "written"));
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
    patches.around(prototype, "setAttributeNS", "value", (pass, self, [, name, value]) =>
      isHeld(self, String(name), value) ? undefined : pass(),
    );
    for (const method of ["setAttributeNode", "setAttributeNodeNS"]) {
      patches.around(prototype, method, "value", (pass, self, [attribute]) => {
        const { name, value } = Object(attribute) as Partial<Attr>;
        return isHeld(self, String(name), value) ? null : pass();
      });
    }
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
  "appendChild insertBefore replaceChild append prepend before after replaceWith replaceChildren insertAdjacentElement insertNode surroundContents";

// Elements of templates, copies and other documents come with their address.
function guardInsertion(options: ElementGuardOptions): void {
  for (const { prototype } of [Node, Element, CharacterData, Document, DocumentFragment, Range]) {
    for (const method of INSERTIONS.split(" ")) {
      if (!Object.hasOwn(prototype, method)) continue;
      options.patches.around(prototype, method, "value", (pass, self, args) => {
        if (!options.isOpen()) {
          for (const node of args) options.guard(() => isArriving(node, self) && inspect(node, options, "before"));
        }
        return pass();
      });
    }
  }
}

// By its members: nodes of other windows are none of ours until they are inserted. What comes from another document
// begins as it becomes part of this one, in the page or not.
function isArriving(value: unknown, self: unknown): value is Node {
  const node = value as Partial<Node> | null;
  if (typeof node !== "object" || !node?.nodeType) return false;
  // A range says nothing of where it is.
  const { ownerDocument, isConnected = true } = self as Partial<Node>;
  if ((ownerDocument ?? document) !== document) return false;
  return node.ownerDocument !== document || (isConnected && !node.isConnected);
}

// What these make begins a moment later, in the page or not.
function guardMakers(options: ElementGuardOptions): void {
  const makers: [object, string][] = [
    [window, "Audio"],
    [Range.prototype, "createContextualFragment"],
    [Document.prototype, "importNode"],
    [Document.prototype, "adoptNode"],
  ];
  for (const [owner, key] of makers) {
    options.patches.around(owner, key, "value", (pass) => {
      const made = pass();
      if (!options.isOpen()) options.guard(() => inspect(made as Node, options, "made"));
      return made;
    });
  }
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
  const isScript = element.localName === "script";
  // A script that came by markup after the parser is one that no browser runs.
  if (isScript && (moment === "made" || (moment === "after" && document.readyState !== "loading"))) return;
  const isStoppable = moment === "late" ? isFrame(element) : !isScript || moment !== "written";
  // What the parser or a script wrote has begun, more often than not; scripts of the parser have not.
  const isTold = moment === "late" || moment === "written" || (moment === "after" && !isScript);
  for (const attribute of toAttributes(element)) {
    const value = element.getAttribute(attribute);
    if (value === null) continue;
    const refusal = isStoppable ? holder.hold(element, attribute, value) : holder.judge(element, attribute, value);
    if (refusal && isStoppable) empty(element, attribute);
    if (refusal && isTold) onTooLate(element, refusal);
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
