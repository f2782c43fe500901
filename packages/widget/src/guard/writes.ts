import type { CategoryConfig } from "@cookiehub/schemas/types";
import type { Consent } from "./consent.ts";
import { compileNames, isDeletion, readCookieName } from "./names.ts";
import type { Patches } from "./patches.ts";
import type { RefusalRecord } from "./record.ts";

/** Of everything that the widget itself keeps. */
const OWN_PREFIX = "cookiehub_";

export interface WriteGuardOptions {
  readonly patches: Patches;
  readonly categories: readonly Pick<CategoryConfig, "id" | "cookies">[];
  readonly consent: Consent;
  readonly record: RefusalRecord;
  readonly guard: <Value>(act: () => Value) => Value | undefined;
}

/**
 * Refuses to write cookies and storage entries by name: those that the categories list and that are not allowed. Names
 * that nobody listed, and our own, pass; so do reading and deleting.
 */
export function guardWrites({ patches, categories, consent, record, guard }: WriteGuardOptions): void {
  const findNeeds = compileNames(categories);
  const isRefused = (kind: string, readName: () => string): boolean =>
    guard(() => {
      if (consent.isOpen()) return false;
      const name = readName();
      if (!name) return false;
      const needs = findNeeds(name);
      const [need] = needs;
      if (!need || needs.some(consent.isAllowed) || name.startsWith(OWN_PREFIX)) return false;
      record.add(kind, name, need, "cookie");
      return true;
    }) === true;
  patches.around(Document.prototype, "cookie", "set", (pass, _self, [value]) => {
    const readName = () => (isDeletion(String(value), Date.now()) ? "" : readCookieName(String(value)));
    return isRefused("cookie", readName) ? undefined : pass();
  });
  patches.around(Storage.prototype, "setItem", "value", (pass, self, args) => {
    const kind = self === sessionStorage ? "sessionStorage" : "localStorage";
    return args.length > 1 && isRefused(kind, () => String(args[0])) ? undefined : pass();
  });
  // Not every browser has it.
  const { CookieStore } = window as { CookieStore?: { prototype: object } };
  if (!CookieStore) return;
  patches.around(CookieStore.prototype, "set", "value", (pass, _self, [first]) => {
    const { name } = Object(first) as { name?: unknown };
    const readName = () => String(typeof first === "object" ? name : first);
    return isRefused("cookie", readName) ? Promise.resolve() : pass();
  });
}
