import type { BlockedTag } from "../api.ts";
import { ANY_MARK_SELECTOR, MARKED_SELECTOR, type MarkedTag, readMarkedTag } from "./marked-tag.ts";

/** One marked element and what became of it. */
export interface Entry {
  tag: MarkedTag;
  /** Started, or found to be something that must never be. */
  isDone: boolean;
  /** Asked for by the visitor this once. */
  isWanted: boolean;
}

/** The marked elements of the page, in the order they were found. */
export interface Entries {
  /** Looks through the page for new ones. */
  collect(): void;
  find(isMeant: (entry: Entry) => boolean): Entry | undefined;
  /** Those that wait, and that nobody has asked for. */
  held(): Entry[];
  list(): BlockedTag[];
}

const ENTRIES_MAX = 1000;

/** Creates an empty list. */
export function createEntries(): Entries {
  const seen = new WeakSet<Element>();
  let entries: Entry[] = [];
  const isHere = ({ tag, isDone }: Entry) => isDone || tag.element.isConnected;
  return {
    collect() {
      // What the page removed unreleased may come back later, and is then found anew.
      for (const entry of entries) if (!isHere(entry)) seen.delete(entry.tag.element);
      // A page may replace its content for hours: beyond so many, what has run is forgotten, though never run again.
      const isFull = entries.length > ENTRIES_MAX;
      entries = entries.filter((entry) => isHere(entry) && !(isFull && entry.isDone));
      // Two attributes are found several times faster than every kind with each of them.
      for (const element of document.querySelectorAll(ANY_MARK_SELECTOR)) {
        if (seen.has(element) || !element.matches(MARKED_SELECTOR)) continue;
        // The order of what follows depends on it, and it is not whole yet.
        if (!isComplete(element)) break;
        seen.add(element);
        entries.push({ tag: readMarkedTag(element), isDone: false, isWanted: false });
      }
    },
    find: (isMeant) => entries.find(isMeant),
    held: () => entries.filter(({ tag, isDone, isWanted }) => !isDone && !isWanted && tag.element.isConnected),
    list: () =>
      entries.map(({ tag: { kind, src, categories, services, reason }, isDone }) => ({
        ...{ kind, src, categories, services, reason },
        released: isDone && reason !== "document.write",
      })),
  };
}

// The parser may hand over an element before its text or its children have arrived: whole is what something follows.
function isComplete(element: Element): boolean {
  if (document.readyState !== "loading") return true;
  for (let node: Node | null = element; node; node = node.parentNode) if (node.nextSibling) return true;
  return false;
}
