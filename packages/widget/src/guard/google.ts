import type { BlockingRule, TenantConfig } from "@cookiehub/schemas/types";

/** Hosts that Google's tags come from, and the signals that they are about: the first that grants something decides. */
const HOSTS = [
  { domains: ["googletagmanager.com", "google-analytics.com"], signals: ["analytics_storage", "ad_storage"] },
  {
    domains: ["googleadservices.com", "googlesyndication.com", "googletagservices.com", "doubleclick.net"],
    signals: ["ad_storage", "analytics_storage"],
  },
] as const;

/**
 * Adds to the tenant's rules what the basic Consent Mode means: Google's tags do not load until a choice (C11, D14). The
 * tenant's own rules come first, so that one for a required category is an exception. In the advanced mode, and with
 * Consent Mode off, the tenant's rules are all there are.
 */
export function toRules({
  blocking,
  categories,
  google_consent_mode: { enabled, mode, mapping },
}: Pick<TenantConfig, "blocking" | "categories" | "google_consent_mode">): BlockingRule[] {
  const rules = blocking?.rules ?? [];
  if (!enabled || mode !== "basic") return rules;
  const known = HOSTS.flatMap(({ domains, signals }) => {
    // What no category allows would be held back for ever.
    const category = signals.map((signal) => mapping[signal]).find((id) => categories.some((one) => one.id === id));
    return category === undefined ? [] : domains.map((domain) => ({ pattern: `*.${domain}`, category }));
  });
  return [...rules, ...known];
}
