import type { RawConsentEvent } from "@cookiehub/schemas/types";
import type { ConsentEventRow } from "../../storage/ports.ts";

/** Makes what is answered of one silver row, member by member: a new column is not told before somebody says so here. */
export function toRawEvent(row: ConsentEventRow): RawConsentEvent {
  return {
    event_id: row.eventId,
    code: row.code,
    event_type: row.eventType,
    received_at: new Date(row.receivedAtMs).toISOString(),
    user_token: row.userToken,
    hostname: row.hostname,
    path: row.path,
    country: row.country,
    region: row.region,
    language: row.language,
    device: row.device,
    os: row.os,
    browser: row.browser,
    browser_context: row.browserContext,
    regulation: row.regulation,
    policy_version: row.policyVersion,
    banner_version: row.bannerVersion,
    variant: row.variant,
    consent_method: row.method,
    gpc: row.gpc,
    tc_string: row.tcString,
    gpp_string: row.gppString,
    categories_disclosed: [...row.categoriesDisclosed],
    categories_consented: [...row.categoriesConsented],
    services_disclosed: [...row.servicesDisclosed],
    services_consented: [...row.servicesConsented],
    vendors_disclosed: [...row.vendorsDisclosed],
    vendors_consented: [...row.vendorsConsented],
    source: row.source,
    time_to_decision_ms: row.timeToDecisionMs,
  };
}
