import { LOGOUT, OUTBOX_KEY, type Outbox, type OutboxEntry } from "../send/outbox.ts";
import type { BrowserStorage } from "../storage.ts";

/** Logouts that nothing has acted on yet: of this page, or of one before it. */
export interface Logouts {
  isOpen(): boolean;
  /** They are acted on now. */
  settle(): void;
}

/** Opens the logouts among what the outbox holds. */
export function createLogouts(
  outbox: Pick<Outbox, "here" | "stored">,
  storage: Pick<BrowserStorage, "writeItem">,
): Logouts {
  // The storage may take no more writes, and the page's own list is never shortened.
  const settled = new Set<unknown>();
  const toEntry = (value: unknown) => Object(value) as Partial<OutboxEntry>;
  const isLogout = (value: unknown) => toEntry(value).choice === LOGOUT && !settled.has(toEntry(value).key);
  const readAll = () => [...outbox.stored(), ...outbox.here];
  return {
    isOpen: () => readAll().some(isLogout),
    settle() {
      const stored = outbox.stored();
      const left = stored.filter((value) => !isLogout(value));
      for (const value of readAll().filter(isLogout)) settled.add(toEntry(value).key);
      if (left.length < stored.length) storage.writeItem(OUTBOX_KEY, JSON.stringify(left));
    },
  };
}
