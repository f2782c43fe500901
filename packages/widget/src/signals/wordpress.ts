import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { areGranted, createReceiver } from "./receiver.ts";
import { createFinder } from "./when-there.ts";

type SetConsent = (category: string, value: "allow" | "deny") => void;
type Page = { wp_consent_type?: string; wp_set_consent?: SetConsent };

/**
 * WP Consent API: its cookies tell plugins, in the browser and on the server, what was agreed to; they are renewed on each
 * page. Source: the plugin's read-me.
 */
export function createAddOn(setup: ResolvedConfig): AddOn {
  const page = window as Page;
  const find = createFinder(() => (typeof page.wp_set_consent === "function" ? page.wp_set_consent : undefined));
  const receiver = createReceiver(setup, {
    name: "wordpress",
    toMessage: (state) => ({
      // Theirs is what the site cannot do without.
      functional: true,
      preferences: areGranted(state, "functionality_storage", "personalization_storage"),
      "statistics-anonymous": areGranted(state, "analytics_storage"),
      statistics: areGranted(state, "analytics_storage"),
      marketing: areGranted(state, "ad_storage", "ad_user_data"),
    }),
    isKept: ({ storage }) => storage.readCookies("wp_consent_functional").length > 0,
    tell(message, { host }) {
      find((setConsent) => {
        for (const [category, isAllowed] of Object.entries(message)) setConsent(category, isAllowed ? "allow" : "deny");
      }, host.guard);
    },
  });
  return {
    ...receiver,
    start(host) {
      receiver.start?.(host);
      page.wp_consent_type = setup.regulation.model === "opt-in" ? "optin" : "optout";
      document.dispatchEvent(new CustomEvent("wp_consent_type_defined"));
    },
  };
}
