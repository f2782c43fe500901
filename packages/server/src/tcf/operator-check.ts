import type { ConfigCheck } from "../tenants/publish.ts";
import type { TcfSettings } from "./settings.ts";

/**
 * Refuses what would silently do nothing: TCF switched on where the operator is not registered as a CMP (T102). Its pages
 * would ask by categories alone, and vendors would read that as no consent.
 */
export function createOperatorCheck(settings: TcfSettings | undefined): ConfigCheck {
  return ({ tcf_enabled: isEnabled }) => {
    if (!isEnabled || settings) return [];
    const message =
      "must be false here: the operator of this server has not said under which id it is a registered CMP " +
      "(COOKIEHUB_TCF_CMP_ID, COOKIEHUB_TCF_CMP_VERSION, COOKIEHUB_TCF_ATTESTATION)";
    return [{ path: "tcf_enabled", message }];
  };
}
