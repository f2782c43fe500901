import { consentEventSchema } from "@cookiehub/schemas";
import type { ConsentEvent } from "@cookiehub/schemas/types";
import { z } from "zod";
import type { Agent } from "../../consent/agent.ts";
import type { BrowserContext, ConsentEventRow } from "../../storage/ports.ts";

/** A consent event on its way to the statistics: one line of a bronze object. */
export interface ConsentMessage {
  readonly v: 3;
  /** When the first writer took it, ISO 8601: decides the day it is counted on (D5). */
  readonly received_at: string;
  /** ISO 3166-1 or -2, or `null` when unknown. */
  readonly location: string | null;
  /** The context is left out by servers before it was told. */
  readonly agent: Agent & { readonly browser_context?: BrowserContext | undefined };
  /** Required categories of the tenant at that time: they are left out of every judgement. */
  readonly required: readonly string[];
  readonly event: ConsentEvent & { readonly event_id: string };
}

const messageSchema = z.object({
  v: z.literal(3),
  received_at: z.iso.datetime(),
  location: z.string().nullable(),
  agent: z.object({
    browser: z.string(),
    os: z.string(),
    device: z.enum(["desktop", "mobile", "tablet", "other"]),
    browser_context: z.enum(["browser", "in_app", "webview", ""]).optional(),
  }),
  required: z.array(z.string()),
  event: consentEventSchema.required({ event_id: true }),
}) satisfies z.ZodType<ConsentMessage>;

/** What became of one line. */
export type ParsedLine = { readonly row: ConsentEventRow } | { readonly reason: string };

/** Turns one line of a bronze object into a row, or says why it cannot be one. Never throws. */
export function toConsentEventRow(line: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { reason: "not JSON" };
  }
  const parsed = messageSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { reason: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a consent message"}` };
  }
  return { row: toRow(parsed.data) };
}

function toRow(message: z.output<typeof messageSchema>): ConsentEventRow {
  const { event, location, agent } = message;
  const required = new Set(message.required);
  const optional = (ids: readonly string[] | undefined): string[] =>
    [...new Set(ids)].filter((id) => !required.has(id)).sort();
  const consented = optional(event.categories_consented);
  return {
    eventId: event.event_id,
    code: event.code,
    receivedAtMs: Date.parse(message.received_at),
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
    source: "",
    timeToDecisionMs: event.time_to_decision_ms ?? null,
  };
}

const toSorted = (ids: readonly string[] | undefined): string[] => [...new Set(ids)].sort();
