import type { BlockedTag } from "../api.ts";
import type { Need } from "./consent.ts";

// A page may try for hours: the oldest are forgotten.
const ENTRIES_MAX = 500;

/** What was held back other than elements that the gate lists. */
export interface RefusalRecord {
  /** Notes a call that was refused; the same one again is noted once. */
  add(kind: string, src: string, need: Need, reason: BlockedTag["reason"], released?: boolean): void;
  list(): BlockedTag[];
}

/** Creates an empty record. */
export function createRefusalRecord(): RefusalRecord {
  const entries = new Map<string, BlockedTag>();
  return {
    add(kind, src, need, reason, released) {
      const key = `${kind} ${src}`;
      if (entries.has(key) && !released) return;
      entries.set(key, toBlockedTag(kind, src, need, reason, released));
      if (entries.size <= ENTRIES_MAX) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        break;
      }
    },
    list: () => [...entries.values()],
  };
}

/** Says what was held back, and what would allow it. */
export function toBlockedTag(
  kind: string,
  src: string,
  { category, service }: Need,
  reason: BlockedTag["reason"],
  released = false,
): BlockedTag {
  const [categories, services] = [category, service].map((id) => (id === undefined ? [] : [id]));
  return { kind, src, categories: categories ?? [], services: services ?? [], released, reason };
}
