import type { CategoryChoices } from "@cookiehub/schemas/types";
import type { BlockedTag } from "../api.ts";
import type { Listeners } from "../listeners.ts";
import { toNextTask } from "../schedule.ts";
import { createEntries, type Entry } from "./entries.ts";
import { readMarkedTag, startTag } from "./marked-tag.ts";
import { watchMarks } from "./watch.ts";

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

/** Creates the gate of this page. */
export function createGate({ isAllowed, isServiceAllowed, onHeld, guard }: GateOptions): Gate {
  const entries = createEntries();
  // What was announced. An element that is found before its announcement must not overtake the signals (D18).
  let announced: CategoryChoices = {};
  let announcedServices: CategoryChoices = {};
  const mayRun = ({ tag, isDone, isWanted }: Entry) =>
    !isDone &&
    tag.element.isConnected &&
    (isWanted ||
      (tag.categories.length + tag.services.length > 0 &&
        tag.categories.every((category) => announced[category] === true && isAllowed(category)) &&
        tag.services.every((service) => announcedServices[service] === true && isServiceAllowed(service))));
  const { walk, flush, isWalking } = createWalk(entries.find, mayRun, guard);
  const onSearched = () => {
    // A tag that is started is itself a change of the page: it must not pull the rest along without a turn.
    if (!isWalking()) flush();
    if (entries.find((entry) => !entry.isDone && !mayRun(entry) && wouldBeSeen(entry.tag.element))) onHeld();
  };
  const announce = (choices: CategoryChoices, services: CategoryChoices) => {
    announced = choices;
    announcedServices = services;
  };
  return {
    start(choices, services) {
      announce(choices, services);
      entries.collect();
      onSearched();
      watchMarks(entries.collect, onSearched);
    },
    release(choices, services) {
      announce(choices, services);
      entries.collect();
      for (const entry of entries.held()) entry.tag = readMarkedTag(entry.tag.element);
      walk();
    },
    flush,
    loadOnce(element) {
      const entry = entries.held().find(({ tag }) => tag.element === element);
      if (!entry) return false;
      entry.isWanted = true;
      // For whoever else judges its address.
      element.setAttribute("data-consent-once", "");
      walk();
      return true;
    },
    held: () => entries.held().map(({ tag }) => tag.element),
    list: entries.list,
  };
}

// Pixels are not seen; of scripts, only what they draw, where the page has marked its place.
function wouldBeSeen(element: Element): boolean {
  return element.localName === "script"
    ? document.querySelector("[data-consent-placeholder]") !== null
    : element.localName !== "link" && !/^[01]$/.test(element.getAttribute("width") ?? "");
}

/** Starts tags one by one. */
function createWalk(
  find: (isMeant: (entry: Entry) => boolean) => Entry | undefined,
  mayRun: (entry: Entry) => boolean,
  guard: Listeners["guard"],
) {
  // Ordered scripts that are on their way: inline text after them waits for them.
  const running = new Set<Promise<void>>();
  let isWalking = false;
  /** Starts the next tag that may run now. Answers `false` when there is none. */
  const step = (): boolean => {
    let next = find(mayRun);
    // While inline text waits for its predecessors, elements without an order need not.
    if (next?.tag.turn === "inline" && running.size > 0) {
      next = find((entry) => entry.tag.turn === "free" && mayRun(entry));
    }
    if (!next) return false;
    // What counts is what its marks say now: the page may have changed them since it was found.
    next.tag = readMarkedTag(next.tag.element);
    if (mayRun(next)) startEntry(next);
    return true;
  };
  const startEntry = (entry: Entry) => {
    entry.isDone = true;
    const settled = guard(() => startTag(entry.tag));
    if (!settled) return;
    running.add(settled);
    void settled.then(() => {
      running.delete(settled);
      if (running.size === 0) walk();
    });
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
  const flush = () => {
    while (step());
  };
  return { walk, flush, isWalking: () => isWalking };
}
