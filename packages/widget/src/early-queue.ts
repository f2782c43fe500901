import type { AddOn } from "./add-on.ts";
import type { EarlyEntry } from "./api.ts";

/** Reads what the page has left at `window.cookiehub`; an element with that id is nothing. */
export function readEarlyQueue(value: unknown): EarlyEntry[] {
  return Array.isArray(value) ? (value as EarlyEntry[]) : [];
}

/** Picks the add-ons among the early entries: these are there from the start. */
export function pickAddOns(entries: readonly EarlyEntry[]): AddOn[] {
  return entries.filter((entry) => typeof entry === "object" && entry !== null);
}
