import type { CategoryConfig } from "@cookiehub/schemas/types";
import type { Need } from "./consent.ts";
import { toGlob } from "./glob.ts";

/** Finds what would have to be allowed for a cookie or storage entry of this name; nothing for a name nobody listed. */
export type FindNeeds = (name: string) => readonly Need[];

/** Compiles the names that the categories list; any one of the answers is enough. */
export function compileNames(categories: readonly Pick<CategoryConfig, "id" | "cookies">[]): FindNeeds {
  const entries = categories.flatMap(({ id, cookies }) =>
    cookies.map(({ name, service }) => ({ isName: toGlob(name), need: service ? { service } : { category: id } })),
  );
  return (name) => entries.filter(({ isName }) => isName(name)).map(({ need }) => need);
}

/** Reads the name that a text for `document.cookie` would write. */
export function readCookieName(text: string): string {
  const pair = text.split(";", 1)[0] ?? "";
  // Without `=` the whole is the value of a cookie that has no name.
  return pair.includes("=") ? pair.slice(0, pair.indexOf("=")).trim() : "";
}

/** Whether the text for `document.cookie` deletes: by the last `Max-Age`, else the last `Expires` (RFC 6265, 5.2, 5.3). */
export function isDeletion(text: string, nowMs: number): boolean {
  const read = (attribute: RegExp) => [...text.matchAll(attribute)].pop()?.[1];
  const maxAge = read(/;\s*max-age\s*=\s*(-?\d+)\s*(?=;|$)/gi);
  if (maxAge !== undefined) return Number(maxAge) <= 0;
  return Date.parse(read(/;\s*expires\s*=([^;]*)/gi) ?? "") <= nowMs;
}
