import { HOST_NAME } from "../ui/host-name.ts";

/** Something that stands in the page until it is dropped. */
export interface Kept {
  readonly host: HTMLElement;
  /** Puts it into the page; called again whenever the page has lost it. */
  show(body: HTMLElement): void;
}

export interface Keeper {
  put(kept: Kept): void;
  drop(kept: Kept | null): void;
}

/** A page that takes it away ever again is not fought. */
const RETURNS_MAX = 50;

/**
 * Keeps what the widget shows in a page that replaces its body or empties it, as single-page routers do (L5). It watches
 * the children of the root and the body, and searches only where one of ours is lost or comes, or a body: a search for
 * each change would cost a large and busy page more than its changes do.
 */
export function createKeeper(onError: (error: unknown) => void): Keeper {
  const all = new Set<Kept>();
  let returnsLeft = RETURNS_MAX;
  const tend = () => {
    // While a body is replaced there may be none. `<img name="body">` would take the place of the property.
    const body = document.querySelector("body");
    if (!body) return;
    try {
      const hosts = [...all].map(({ host }) => host);
      const parts = hosts.map((host) => host.dataset.part);
      // Routers keep copies of a body; a copy of a host is dead, also one that was made before this file had come.
      for (const copy of document.querySelectorAll<HTMLElement>(`body>${HOST_NAME}`)) {
        const isOurs = copy.dataset.kept === "" || parts.includes(copy.dataset.part);
        if (isOurs && !hosts.includes(copy)) copy.remove();
      }
      for (const kept of [...all]) if (!kept.host.isConnected && returnsLeft-- > 0) kept.show(body);
    } catch (error) {
      onError(error);
    }
    observer.disconnect();
    for (const node of [document.documentElement, body]) observer.observe(node, { childList: true });
  };
  const observer = new MutationObserver((records) => {
    const isComing = records.some(({ addedNodes }) => Array.from(addedNodes).some(isOursOrBody));
    if (isComing || [...all].some(({ host }) => !host.isConnected)) tend();
  });
  return {
    put(kept) {
      kept.host.dataset.kept = "";
      all.add(kept);
      tend();
    },
    drop(kept) {
      if (!kept) return;
      all.delete(kept);
      kept.host.remove();
    },
  };
}

function isOursOrBody(node: Node): boolean {
  return /^(body|cookiehub-ui)$/i.test(node.nodeName);
}
