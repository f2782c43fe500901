import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { CategoryConfig } from "@cookiehub/schemas/types";
import type { Consent } from "./consent.ts";
import { compileNames, isDeletion, readCookieName } from "./names.ts";
import type { Patches } from "./patches.ts";
import type { RefusalRecord } from "./record.ts";

/**
 * Refuses to write cookies and storage entries by name: those that the categories list and that are not allowed. Names
 * that nobody listed, and our own, pass; so do reading and deleting.
 */
export function guardWrites(
  patches: Patches,
  categories: readonly Pick<CategoryConfig, "id" | "cookies">[],
  consent: Consent,
  record: RefusalRecord,
): void {
  const findNeeds = compileNames(categories);
  const isRefused = (kind: string, name: string): boolean => {
    if (consent.isOpen() || name === CONSENT_COOKIE) return false;
    const needs = findNeeds(name);
    const [need] = needs;
    if (!need || needs.some(consent.isAllowed)) return false;
    record.add(kind, name, need, "cookie");
    return true;
  };
  patches.around(Document.prototype, "cookie", "set", (pass, _self, [value]) => {
    const text = String(value);
    return !isDeletion(text, Date.now()) && isRefused("cookie", readCookieName(text)) ? undefined : pass();
  });
  patches.around(Storage.prototype, "setItem", "value", (pass, self, [key]) => {
    const kind = self === sessionStorage ? "sessionStorage" : "localStorage";
    return isRefused(kind, String(key)) ? undefined : pass();
  });
  // Not every browser has it.
  const { CookieStore } = window as { CookieStore?: { prototype: object } };
  if (!CookieStore) return;
  patches.around(CookieStore.prototype, "set", "value", (pass, _self, [first]) => {
    const { name } = Object(first) as { name?: unknown };
    return isRefused("cookie", String(typeof first === "object" ? name : first)) ? Promise.resolve() : pass();
  });
}
