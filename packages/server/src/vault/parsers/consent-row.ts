import type { ConsentEvent } from "@cookiehub/schemas/types";
import type { Agent } from "../../consent/agent.ts";
import type { BrowserContext, ConsentEventRow } from "../../storage/ports.ts";

/** What is known of the browser; the context is left out by servers before it was told. */
export type RowAgent = Agent & { readonly browser_context?: BrowserContext | undefined };

/** What a row holds besides what the visitor's browser said. */
export interface RowFacts {
  readonly receivedAtMs: number;
  /** ISO 3166-1 or -2, or `null` when unknown. */
  readonly location: string | null;
  readonly agent: RowAgent;
  /** Required categories of the tenant at that time: they are left out of every judgement. */
  readonly required: readonly string[];
  /** The label of the queue that it came by; `""`: this server's own. */
  readonly source: string;
}

/** Turns an event, whichever way it came, into a row of silver. */
export function toConsentRow(event: ConsentEvent & { readonly event_id: string }, facts: RowFacts): ConsentEventRow {
  const { location, agent } = facts;
  const required = new Set(facts.required);
  const optional = (ids: readonly string[] | undefined): string[] =>
    toSorted(ids?.filter((id) => required.size === 0 || !required.has(id)));
  const consented = optional(event.categories_consented);
  return {
    eventId: event.event_id,
    code: event.code,
    receivedAtMs: facts.receivedAtMs,
    eventType: event.event_type,
    userToken: event.user_token,
    hostname: event.hostname ?? "",
    path: event.path ?? "",
    country: location?.slice(0, 2) ?? "",
    region: location ?? "",
    language: event.language ?? "",
    device: agent.device,
    os: agent.os,
    browser: agent.browser,
    browserContext: agent.browser_context ?? "",
    regulation: event.regulation ?? "",
    policyVersion: event.policy_version ?? "",
    bannerVersion: event.banner_version ?? "",
    variant: event.variant ?? "",
    method: event.consent_method ?? "",
    gpc: event.gpc ?? false,
    tcString: event.tc_string ?? "",
    gppString: event.gpp_string ?? "",
    // Whatever was agreed to had been shown, whether or not the sender says so.
    categoriesDisclosed: optional([...(event.categories_disclosed ?? []), ...consented]),
    categoriesConsented: consented,
    servicesDisclosed: toSorted(event.services_disclosed),
    servicesConsented: toSorted(event.services_consented),
    vendorsDisclosed: toSorted(event.vendors_disclosed),
    vendorsConsented: toSorted(event.vendors_consented),
    source: facts.source,
    timeToDecisionMs: event.time_to_decision_ms ?? null,
  };
}

// Most lists are short or missing: those of one id and none need no set.
function toSorted(ids: readonly string[] | undefined): string[] {
  if (ids === undefined || ids.length < 2) return ids === undefined ? [] : [...ids];
  return [...new Set(ids)].sort();
}
