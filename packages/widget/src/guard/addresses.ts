import type { BlockingRule } from "@cookiehub/schemas/types";
import type { Consent } from "./consent.ts";
import { compileRules } from "./rules.ts";

/** A third-party address that may not be reached now, and why. */
export interface Refusal {
  readonly address: string;
  readonly rule: BlockingRule;
}

/** Judges addresses as the page writes them. */
export interface Addresses {
  /** Whether a rule keeps this address back now. What cannot be read as an address is the browser's to judge. */
  judge(address: string): Refusal | undefined;
}

/** Compiles the rules for this page. The page's own host and the CookieHub server fall under none. */
export function createAddresses(rules: readonly BlockingRule[], endpoint: string, consent: Consent): Addresses {
  const findRule = compileRules(rules);
  const own = [location.host, toUrl(endpoint)?.host];
  return {
    judge(address) {
      if (consent.isOpen()) return undefined;
      const url = toUrl(address);
      const rule = url && !own.includes(url.host) ? findRule(url) : undefined;
      return rule && !consent.isAllowed(rule) ? { address, rule } : undefined;
    },
  };
}

function toUrl(address: string): URL | null {
  try {
    // Through the prototype: an element named `baseURI` would take the place of the property.
    return new URL(address, Reflect.get(Node.prototype, "baseURI", document) as string);
  } catch {
    return null;
  }
}
