import type { Tag } from "./tag.ts";

/** Another banner, set up as its own documentation says. */
export interface Peer {
  /** The npm package that is measured; its version is read from where it is installed. */
  readonly packageName: string;
  /** Short, and safe in an address. */
  readonly id: string;
  /** What to bundle for the browser: files in `browser/`. */
  readonly bundles: readonly string[];
  /** Files that are served as the package has them, by their path in it. */
  readonly copies: readonly string[];
  readonly bannerSelector: string;
  readonly acceptSelector: string;
  /** Writes what its documentation puts into the head; `base` is where its files are, without a slash at the end. */
  renderHead(base: string, tags: readonly Tag[]): string;
}

/** Writes the page's tags as scripts that the browser does not run, marked as the peer wants them. */
export function renderHeldTags(tags: readonly Tag[], mark: string, sourceAttribute: string): string {
  return tags
    .map((tag) =>
      "text" in tag
        ? `<script ${mark}>${tag.text}</script>`
        : `<script ${mark} ${sourceAttribute}="${tag.src}"></script>`,
    )
    .join("\n");
}

/** Hands the tags to a peer that wants them in its configuration, which stands in a file. */
export function renderTagList(tags: readonly Tag[]): string {
  return `<script>window.benchTags = ${JSON.stringify(tags)};</script>`;
}
