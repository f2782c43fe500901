import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { areGranted, createReceiver, isSaid } from "./receiver.ts";
import { createFinder } from "./when-there.ts";

type Consent = Record<"analytics" | "marketing" | "preferences" | "sale_of_data", boolean>;

interface CustomerPrivacy {
  setTrackingConsent(consent: Consent, onDone: () => void): void;
  /** `yes`, `no`, or empty where nothing was said. */
  currentVisitorConsent?(): Partial<Record<keyof Consent, string>>;
}

interface Shopify {
  customerPrivacy?: CustomerPrivacy;
  loadFeatures?(features: { name: string; version: string }[], onDone: (error?: unknown) => void): void;
}

/**
 * Shopify Customer Privacy API, which keeps what it is told and applies it to checkout and pixels. Loaded only once there is
 * something to say. Source: shopify.dev/docs/api/customer-privacy.
 */
export function createAddOn(setup: ResolvedConfig): AddOn {
  const find = createFinder(() => (window as { Shopify?: Shopify }).Shopify);
  let latest: Consent;
  let isLoading = false;
  const load = (shopify: Shopify, onLoaded: () => void) => {
    if (isLoading) return;
    isLoading = true;
    shopify.loadFeatures?.([{ name: "consent-tracking-api", version: "0.1" }], (error) => {
      isLoading = false;
      if (!error) onLoaded();
    });
  };
  return createReceiver(setup, {
    name: "shopify",
    toMessage: (state): Consent => ({
      analytics: areGranted(state, "analytics_storage"),
      marketing: areGranted(state, "ad_storage", "ad_user_data"),
      preferences: areGranted(state, "functionality_storage", "personalization_storage"),
      sale_of_data: areGranted(state, "ad_user_data", "ad_personalization"),
    }),
    // Only the API knows.
    isKept: () => true,
    tell(consent, { host, now }) {
      latest = consent;
      find((shopify) => {
        const { customerPrivacy } = shopify;
        if (customerPrivacy) setConsent(customerPrivacy, latest, isSaid(now));
        else if (isSaid(now)) {
          load(shopify, () => host.guard(() => setConsent(shopify.customerPrivacy, latest, true)));
        }
      }, host.guard);
    },
  });
}

// Before anybody has said something, only a permission of an earlier visit is taken back.
function setConsent(api: CustomerPrivacy | undefined, consent: Consent, mayStore: boolean): void {
  const kept = api?.currentVisitorConsent?.() ?? {};
  const types = Object.keys(consent) as (keyof Consent)[];
  const isDifferent = types.some((type) => kept[type] !== (consent[type] ? "yes" : "no"));
  const isTakenBack = types.some((type) => kept[type] === "yes" && !consent[type]);
  if (mayStore ? isDifferent : isTakenBack) api?.setTrackingConsent(consent, () => {});
}
