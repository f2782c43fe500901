import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import { enqueue } from "./queue.ts";
import { areGranted, createReceiver, type TellKind } from "./receiver.ts";

/**
 * Matomo: nothing is tracked before consent. It is given for the page alone (`setConsentGiven`): the choice is kept by us.
 * Source: developer.matomo.org/guides/tracking-consent.
 */
export function createAddOn(setup: ResolvedConfig): AddOn {
  return createReceiver(setup, {
    name: "matomo",
    toMessage: (state) => areGranted(state, "analytics_storage"),
    tell: (isGranted, { kind }) => enqueue("_paq", kind, [toMethod(isGranted, kind)]),
  });
}

function toMethod(isGranted: boolean, kind: TellKind): string {
  if (kind === "default") return "requireConsent";
  return isGranted ? "setConsentGiven" : "forgetConsentGiven";
}
