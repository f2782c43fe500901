import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn, AddOnHost } from "../add-on.ts";
import { areGranted, createReceiver } from "./receiver.ts";

const COOKIE = "amzn_consent";
// As long as Amazon's own library keeps it.
const COOKIE_MAX_AGE_S = 28 * 24 * 60 * 60;

/**
 * Amazon Consent Signal: the cookie that Amazon's tags read, and the event that tells them of a change. Written by us, so that
 * no library of theirs has to be loaded. Source: Amazon Ads, consent management (ACS, version 1).
 */
export function createAddOn(setup: ResolvedConfig): AddOn {
  const toWord = (isGranted: boolean) => (isGranted ? "GRANTED" : "DENIED");
  return createReceiver(setup, {
    name: "amazon",
    toMessage: (state) => ({
      amznAdStorage: toWord(areGranted(state, "ad_storage")),
      amznUserData: toWord(areGranted(state, "ad_user_data")),
    }),
    isKept: ({ storage }) => storage.readCookies(COOKIE).length > 0,
    tell(message, { host }) {
      if (readKept(host) === JSON.stringify(message)) return;
      const countryCode = setup.regulation.location?.slice(0, 2);
      const consent = {
        geo: { countryCode },
        amazonConsentFormat: message,
        timestamp: new Date(host.platform.now()).toISOString(),
        version: "1",
      };
      host.storage.writeCookie(COOKIE, encodeURIComponent(JSON.stringify(consent)), COOKIE_MAX_AGE_S);
      dispatchEvent(new CustomEvent("amznConsentChange", { detail: { consent } }));
    },
  });
}

function readKept({ storage }: AddOnHost): string | undefined {
  try {
    const kept: unknown = JSON.parse(decodeURIComponent(storage.readCookies(COOKIE)[0] ?? ""));
    return JSON.stringify((kept as { amazonConsentFormat?: unknown } | null)?.amazonConsentFormat);
  } catch {
    // Something else has written it: it is written again.
    return undefined;
  }
}
