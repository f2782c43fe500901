import { createId } from "../random.ts";
import type { BrowserStorage } from "../storage.ts";

/** A decision that the server has not taken yet, as it is kept in the browser. */
export interface OutboxEntry {
  /** Idempotency key: makes a repeated delivery harmless. */
  readonly key: string;
  /** The choice, as the cookie has it; or `LOGOUT`, which is no decision and has none of the rest. */
  readonly choice: string;
  readonly language?: string;
  /** Label of the arm of an experiment. */
  readonly variant?: string | undefined;
  /** From the first sight of the banner on the page to the decision, in milliseconds; `null` where it was not seen. */
  readonly timeMs?: number | null;
  /** Where the visitor decided: host, and path without query. */
  readonly place: readonly [string, string];
}

/**
 * Keeps decisions until they are delivered. Keeping is the core's, for it has to happen inside the click; the delivery is
 * a file of its own, which a page with nothing to deliver never loads.
 */
export interface Outbox {
  /** What was decided on this page, delivered or not: the only copy where the browser refuses storage. */
  readonly here: readonly OutboxEntry[];
  /** Keeps a decision: when this returns it is stored. */
  add(entry: Omit<OutboxEntry, "key" | "place">): void;
  /** Whatever the storage holds: anything on the page can write there. */
  stored(): unknown[];
}

export const OUTBOX_KEY = "cookiehub_queue";
/** Stands in the place of the choice where the user has logged out and the server has not heard of it. */
export const LOGOUT = "-";
const ENTRIES_MAX = 100;

/** Opens the outbox of this browser. */
export function createOutbox(storage: Pick<BrowserStorage, "readItem" | "writeItem">): Outbox {
  const here: OutboxEntry[] = [];
  const stored = () => {
    try {
      const list: unknown = JSON.parse(storage.readItem(OUTBOX_KEY) ?? "[]");
      return Array.isArray(list) ? (list as unknown[]) : [];
    } catch {
      return [];
    }
  };
  return {
    here,
    stored,
    add(decision) {
      const entry = { ...decision, key: createId("key_"), place: [location.hostname, location.pathname] as const };
      here.push(entry);
      // The newest decision is the one that counts.
      storage.writeItem(OUTBOX_KEY, JSON.stringify([...stored(), entry].slice(-ENTRIES_MAX)));
    },
  };
}
