import type { ConsentEventRow, SessionRow } from "../ports.ts";

/** What a column can hold. */
export type SilverValue = string | number | null;

/** The column of each field of a consent event. */
export const EVENT_COLUMNS = {
  eventId: "event_id",
  code: "code",
  receivedAtMs: "received_at_ms",
  eventType: "event_type",
  userToken: "user_token",
  hostname: "hostname",
  path: "path",
  country: "country",
  region: "region",
  language: "language",
  device: "device",
  os: "os",
  browser: "browser",
  browserContext: "browser_context",
  regulation: "regulation",
  policyVersion: "policy_version",
  bannerVersion: "banner_version",
  variant: "variant",
  method: "method",
  gpc: "gpc",
  tcString: "tc_string",
  gppString: "gpp_string",
  categoriesDisclosed: "categories_disclosed",
  categoriesConsented: "categories_consented",
  servicesDisclosed: "services_disclosed",
  servicesConsented: "services_consented",
  vendorsDisclosed: "vendors_disclosed",
  vendorsConsented: "vendors_consented",
  source: "source",
  timeToDecisionMs: "time_to_decision_ms",
} as const satisfies Record<keyof ConsentEventRow, string>;

/** The column of each field of a session; what visitors come with, and their user agents, stand in tables of their own. */
export const SESSION_COLUMNS = {
  requestId: "request_id",
  code: "code",
  requestedAtMs: "requested_at_ms",
  hostname: "hostname",
  path: "path",
  country: "country",
  region: "region",
  ipPrefix: "ip_prefix",
  asn: "asn",
  asnClass: "asn_class",
  source: "source",
} as const satisfies Partial<Record<keyof SessionRow, string>>;

type EventField = keyof ConsentEventRow;
/** An event as the engine answers it: flags are numbers, lists are JSON. */
export type EventRecord = {
  readonly [Field in EventField]: ConsentEventRow[Field] extends readonly string[]
    ? string
    : ConsentEventRow[Field] extends boolean
      ? number
      : ConsentEventRow[Field];
};

/** What to select of `consent_events`, so that its rows are `EventRecord`s. */
export function toEventSelection(table: string): string {
  return Object.entries(EVENT_COLUMNS)
    .map(([field, column]) => `${table}.${column} AS ${field}`)
    .join(", ");
}

export function toEventRow(record: EventRecord): ConsentEventRow {
  return {
    ...record,
    gpc: record.gpc === 1,
    categoriesDisclosed: toList(record.categoriesDisclosed),
    categoriesConsented: toList(record.categoriesConsented),
    servicesDisclosed: toList(record.servicesDisclosed),
    servicesConsented: toList(record.servicesConsented),
    vendorsDisclosed: toList(record.vendorsDisclosed),
    vendorsConsented: toList(record.vendorsConsented),
  };
}

/** Converts what a field holds into what its column holds. */
export function toSilverValue(value: string | number | boolean | null | readonly string[]): SilverValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "object" || value === null) return value;
  return value.length === 0 ? "[]" : JSON.stringify(value);
}

const toList = (text: string): string[] => (text === "[]" ? [] : JSON.parse(text));
