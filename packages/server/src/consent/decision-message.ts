import type { CategoryConfig } from "@cookiehub/schemas/types";
import type { ConsentRow } from "../storage/ports.ts";
import type { ConsentMessage } from "../vault/parsers/consent-message.ts";
import type { ChangeContext } from "./change.ts";

/** As many as an event may name. */
const SERVICES_MAX = 2000;

/** Where a decision was made and how long it took, as far as the caller said. */
export interface DecisionPlace {
  readonly hostname?: string | undefined;
  readonly path?: string | undefined;
  readonly language?: string | undefined;
  readonly time_to_decision_ms?: number | undefined;
}

/**
 * Makes the event of a decision, which leaves through the outbox. `eventId` is the idempotency key, or the audit id
 * where there is none: one decision, one event, whatever is retried.
 */
export function toDecisionMessage(
  record: ConsentRow,
  categories: readonly CategoryConfig[],
  context: ChangeContext,
  eventId: string,
  place: DecisionPlace,
): ConsentMessage {
  const ids = categories.map((category) => category.id);
  const services = toServiceIds(record, categories);
  return {
    v: 3,
    received_at: new Date(context.nowMs).toISOString(),
    location: context.regulation.location,
    agent: context.agent,
    required: categories.filter((category) => category.required).map((category) => category.id),
    event: {
      event_type: "decision",
      event_id: eventId,
      user_token: context.deviceId,
      code: context.tenant.code,
      hostname: place.hostname,
      path: place.path,
      language: place.language,
      regulation: record.regulation,
      policy_version: record.policyVersion,
      banner_version: record.bannerVersion,
      variant: record.variant ?? undefined,
      consent_method: record.method,
      categories_disclosed: ids,
      categories_consented: ids.filter((id) => record.choices[id] === true),
      ...services,
      gpc: record.gpc,
      time_to_decision_ms: place.time_to_decision_ms,
    },
  };
}

// Left out where there are none: most tenants name no services.
function toServiceIds(
  { choices, services }: ConsentRow,
  categories: readonly CategoryConfig[],
): Pick<ConsentMessage["event"], "services_disclosed" | "services_consented"> {
  const all = categories.flatMap(({ id, services: own }) => own.map((one) => [one.id, id] as const));
  if (all.length === 0) return {};
  const told = all.slice(0, SERVICES_MAX);
  // A service may be called what every object has, `toString`: only what the record says itself counts.
  const isAgreed = (id: string, category: string): boolean =>
    (Object.hasOwn(services, id) ? services[id] : choices[category]) === true;
  return {
    services_disclosed: told.map(([id]) => id),
    services_consented: told.filter(([id, category]) => isAgreed(id, category)).map(([id]) => id),
  };
}
