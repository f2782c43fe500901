import type { ConsentEventRow, SessionRow } from "../../ports.ts";
import { toDecisionOutcome } from "../outcome.ts";
import { toWellFormed as toText } from "../well-formed.ts";

/** How decisions are judged in silver and gold, and in answers. */
const OUTCOMES = { allAllowed: "all_allowed", allDenied: "all_denied", partial: "partial" } as const;

/** Times are before it: a day of gold is a `Date` of the engine, and a time of silver is formatted with four digits of year. */
export const TIME_MAX_MS = Date.parse("2149-06-06T00:00:00.000Z");

/** A row of silver as the JSON that is inserted. Throws on what no row can hold. */
export function toEventLine(row: ConsentEventRow, objectHash: string): string {
  const isDecision = row.eventType === "decision";
  return JSON.stringify({
    code: toText(row.code),
    received_at: toTime(row.receivedAtMs),
    event_id: toText(row.eventId),
    event_type: row.eventType,
    user_token: toText(row.userToken),
    hostname: toText(row.hostname),
    path: toText(row.path),
    country: toText(row.country),
    region: toText(row.region),
    language: toText(row.language),
    device: toText(row.device),
    os: toText(row.os),
    browser: toText(row.browser),
    browser_context: row.browserContext,
    regulation: toText(row.regulation),
    policy_version: toText(row.policyVersion),
    banner_version: toText(row.bannerVersion),
    variant: toText(row.variant),
    method: toText(row.method),
    outcome: isDecision ? OUTCOMES[toDecisionOutcome(row.categoriesDisclosed, row.categoriesConsented)] : "",
    gpc: row.gpc,
    tc_string: toText(row.tcString),
    gpp_string: toText(row.gppString),
    categories_disclosed: row.categoriesDisclosed.map(toText),
    categories_consented: row.categoriesConsented.map(toText),
    services_disclosed: row.servicesDisclosed.map(toText),
    services_consented: row.servicesConsented.map(toText),
    vendors_disclosed: row.vendorsDisclosed.map(toText),
    vendors_consented: row.vendorsConsented.map(toText),
    source: toText(row.source),
    time_to_decision_ms: row.timeToDecisionMs === null ? null : toInteger(row.timeToDecisionMs),
    object_hash: objectHash,
  });
}

/** A row of silver as the JSON that is inserted. Throws on what no row can hold. */
export function toSessionLine(row: SessionRow): string {
  return JSON.stringify({
    code: toText(row.code),
    requested_at: toTime(row.requestedAtMs),
    request_id: toText(row.requestId),
    hostname: toText(row.hostname),
    path: toText(row.path),
    country: toText(row.country),
    region: toText(row.region),
    ip_prefix: toText(row.ipPrefix),
    asn: toInteger(row.asn),
    asn_class: row.asnClass,
    user_agent: toText(row.userAgent),
    device: toText(row.device),
    os: toText(row.os),
    browser: toText(row.browser),
    browser_context: row.browserContext,
    source: toText(row.source),
  });
}

/** A time as the engine reads it, to the millisecond. */
export function toTime(atMs: number): string {
  if (!Number.isInteger(atMs) || atMs < 0 || atMs >= TIME_MAX_MS) {
    throw new RangeError(`not a time that can be counted: ${atMs}`);
  }
  return new Date(atMs).toISOString().slice(0, 23).replace("T", " ");
}

function toInteger(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number: ${value}`);
  return value;
}
