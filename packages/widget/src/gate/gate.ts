import type { CategoryChoices } from "@cookiehub/schemas/types";
import type { BlockedTag } from "../api.ts";
import type { Listeners } from "../listeners.ts";
import { toNextTask } from "../schedule.ts";
import { MARKED_SELECTOR, type MarkedTag, readMarkedTag, startTag } from "./marked-tag.ts";

/** Holds marked elements back and releases each exactly once, in document order. */
export interface Gate {
  /** Starts looking, and releases what may run at once, with no turn given to the browser in between. */
  start(choices: CategoryChoices, services: CategoryChoices): void;
  /** Releases what these choices allow, giving the browser a turn between tags. */
  release(choices: CategoryChoices, services: CategoryChoices): void;
  /** Starts one held element this once, whatever was decided. Answers whether it was held. */
  loadOnce(element: Element): boolean;
  /** Every element that is held back now. */
  held(): readonly Element[];
  /** Releases the rest without waiting: the page is going away. */
  flush(): void;
  list(): readonly BlockedTag[];
}

export interface GateOptions {
  /** Asked right before each tag: a category that is unknown or withdrawn in the meantime keeps it back. */
  readonly isAllowed: (category: string) => boolean;
  readonly isServiceAllowed: (service: string) => boolean;
  /** Called when something that would be seen was found and stays held back. */
  readonly onHeld: () => void;
  readonly guard: Listeners["guard"];
}

interface Entry {
  tag: MarkedTag;
  released: boolean;
}

/** Creates the gate of this page. */
export function createGate({ isAllowed, isServiceAllowed, onHeld, guard }: GateOptions): Gate {
  const seen = new WeakSet<Element>();
  let entries: Entry[] = [];
  // Ordered scripts that are on their way: inline text after them waits for them.
  const running = new Set<Promise<void>>();
  let isWalking = false;
  // What was announced. An element that is found before its announcement must not overtake the signals (D18).
  let announced: CategoryChoices = {};
  let announcedServices: CategoryChoices = {};

  const collect = () => {
    // What the page removed unreleased may come back later, and is then found anew.
    for (const { tag, released } of entries) if (!released && !tag.element.isConnected) seen.delete(tag.element);
    entries = entries.filter(({ tag, released }) => released || tag.element.isConnected);
    for (const element of document.querySelectorAll(MARKED_SELECTOR)) {
      if (seen.has(element)) continue;
      // The order of what follows depends on it, and it is not whole yet.
      if (!isComplete(element)) break;
      seen.add(element);
      entries.push({ tag: readMarkedTag(element), released: false });
    }
  };
  const mayRun = ({ tag, released }: Entry) =>
    !released &&
    tag.element.isConnected &&
    tag.categories.length + tag.services.length > 0 &&
    tag.categories.every((category) => announced[category] === true && isAllowed(category)) &&
    tag.services.every((service) => announcedServices[service] === true && isServiceAllowed(service));
  /** Starts the next tag that may run now. Answers `false` when there is none. */
  const step = (): boolean => {
    let next = entries.find(mayRun);
    // While inline text waits for its predecessors, elements without an order need not.
    if (next?.tag.turn === "inline" && running.size > 0) {
      next = entries.find((entry) => entry.tag.turn === "free" && mayRun(entry));
    }
    if (!next) return false;
    // What counts is what its marks say now: the page may have changed them since it was found.
    next.tag = readMarkedTag(next.tag.element);
    if (mayRun(next)) startEntry(next);
    return true;
  };
  const startEntry = (entry: Entry) => {
    entry.released = true;
    const settled = guard(() => startTag(entry.tag));
    if (!settled) return;
    running.add(settled);
    void settled.then(() => {
      running.delete(settled);
      if (running.size === 0) walk();
    });
  };
  const flush = () => {
    while (step());
  };
  const walk = () => {
    if (isWalking) return;
    isWalking = true;
    const next = async () => {
      await toNextTask();
      while (step()) await toNextTask();
    };
    void next().finally(() => {
      isWalking = false;
    });
  };
  const isHeld = ({ tag, released }: Entry) => !released && tag.element.isConnected;
  const onFound = () => {
    collect();
    // A tag that is started is itself a change of the page: it must not pull the rest along without a turn.
    if (!isWalking) flush();
    if (entries.some((entry) => entry.tag.kind !== "script" && isHeld(entry) && !mayRun(entry))) onHeld();
  };
  return {
    start(choices, services) {
      announced = choices;
      announcedServices = services;
      onFound();
      watch(onFound);
    },
    release(choices, services) {
      announced = choices;
      announcedServices = services;
      for (const entry of entries) if (!entry.released) entry.tag = readMarkedTag(entry.tag.element);
      walk();
    },
    flush,
    loadOnce(element) {
      const entry = entries.find((candidate) => candidate.tag.element === element && isHeld(candidate));
      // Says so to the guard as well.
      if (entry) element.setAttribute("data-consent-once", "");
      if (entry) startEntry(entry);
      return entry !== undefined;
    },
    held: () => entries.filter(isHeld).map(({ tag }) => tag.element),
    list: () =>
      entries.map(({ tag: { kind, src, categories, services, reason }, released }) => ({
        ...{ kind, src, categories, services, released, reason },
      })),
  };
}

// The parser may hand over a script before its text has arrived: whole is what something follows.
function isComplete(element: Element): boolean {
  if (element.localName !== "script" || document.readyState !== "loading") return true;
  for (let node: Node | null = element; node; node = node.parentNode) if (node.nextSibling) return true;
  return false;
}

// One observer for the life of the page: an application may insert a marked element at any time, agreed to or not.
// Names are looked at first, and one query per batch keeps document order.
function watch(onFound: () => void): void {
  new MutationObserver((records) => {
    if (records.some(({ addedNodes }) => Array.from(addedNodes).some(isWorthALook))) onFound();
  }).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", onFound);
}

function isWorthALook(node: Node): boolean {
  const { localName, firstElementChild } = node as Partial<Element>;
  return localName === "script" || localName === "iframe" || localName === "img" || Boolean(firstElementChild);
}
