/** How many tags wait for the visitor, and how long each keeps the main thread busy, in milliseconds. */
export const TAGS = 10;
export const TAG_MS = 30;

/** Where the text of the tags stands: in the page, or behind an address of its own. */
export type TagKind = "inline" | "external";

/** A tag that waits for the visitor, as one that stands in the page or as one that is loaded. */
export type Tag = { readonly text: string } | { readonly src: string };

/** Elapsed time, not an amount of work: a tag stays at its 30 ms under any slow-down. */
export const BUSY_TAG = `for (const end = performance.now() + ${TAG_MS}; performance.now() < end; ); window.ranTags = (window.ranTags ?? 0) + 1;`;

/** Creates the ten tags of a page. */
export function createTags(kind: TagKind): readonly Tag[] {
  return Array.from({ length: TAGS }, (_, number) =>
    kind === "inline" ? { text: BUSY_TAG } : { src: `/tag.js?${number}` },
  );
}
