import { isHostWithin } from "@cookiehub/schemas";
import { toCookieText } from "@cookiehub/schemas/codec";
import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { StoredChoice, TenantConfig } from "@cookiehub/schemas/types";
import type { ApiRequest } from "../http/route.ts";
import type { ConsentRow, TenantRow } from "../storage/ports.ts";
import { isTenantOrigin } from "../tenants/origin.ts";

/** The consent cookie as the server sets it (0038). */
export interface ServerCookie {
  /** By `toCookieText`. */
  readonly text: string;
  /** Until the choice ends. */
  readonly maxAgeS: number;
}

/** Whether a request came to the host below the tenant's domain that leads here. */
export function isAtServerHost(
  request: Pick<ApiRequest, "header">,
  { domain, sharing }: Pick<TenantConfig, "domain" | "sharing">,
): boolean {
  const own = sharing?.server_host;
  if (own === undefined || !isHostWithin(own, toName(domain))) return false;
  return toHost(request.header("host") ?? "") === toHost(own);
}

/**
 * Finds the page that may be answered with the cookie, and may see answers to requests with cookies: one of the
 * tenant's, below the domain that the cookie is for, over HTTPS, by a request to the tenant's own host. Nobody else: a
 * foreign page could put its own agreement into a visitor's browser.
 */
export function findCookieOrigin(request: Pick<ApiRequest, "header">, config: TenantConfig): string | undefined {
  const origin = request.header("origin");
  if (origin === undefined || !isAtServerHost(request, config) || !isTenantOrigin(origin, config)) return undefined;
  const { protocol, hostname, origin: canonical } = new URL(origin);
  const isOwn = protocol === "https:" && canonical === origin && isHostWithin(hostname, toName(config.domain));
  return isOwn ? origin : undefined;
}

/** Writes the `Set-Cookie` header. The widget reads the cookie: it is not `HttpOnly`. */
export function toSetCookie({ text, maxAgeS }: ServerCookie, { domain }: Pick<TenantConfig, "domain">): string {
  return `${CONSENT_COOKIE}=${text}; Domain=${toName(domain)}; Path=/; Max-Age=${maxAgeS}; SameSite=Lax; Secure`;
}

/** Makes the cookie of the decision that stands; `null` when it has run out, or does not fit into one. */
export function toServerCookie(
  record: ConsentRow,
  tenant: TenantRow,
  deviceId: string,
  nowMs: number,
): ServerCookie | null {
  const maxAgeS = Math.ceil((record.expiresAtMs - nowMs) / 1000);
  const text = maxAgeS > 0 ? toCookieText(toStoredChoice(record, tenant, deviceId)) : null;
  return text === null ? null : { text, maxAgeS };
}

/** Spells a record out as the browser keeps a choice. */
export function toStoredChoice(record: ConsentRow, { tenantId, config }: TenantRow, deviceId: string): StoredChoice {
  const required = new Set(config.categories.filter((one) => one.required).map(({ id }) => id));
  const order = new Map(config.categories.map(({ id }, index) => [id, index]));
  const ids = Object.keys(record.choices).sort((a, b) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size));
  const decidedAtMs = toDecidedAt(record, deviceId);
  return {
    tenantId,
    deviceId,
    decidedAtMs,
    // By the clock that the time of the decision was read from.
    expiresAtMs: decidedAtMs + record.expiresAtMs - record.decidedAtMs,
    policyVersion: record.policyVersion,
    bannerVersion: record.bannerVersion,
    method: record.method,
    gpc: record.gpc,
    configVersion: record.configVersion,
    granted: ids.filter((id) => record.choices[id] && !required.has(id)),
    denied: ids.filter((id) => !record.choices[id]),
    services: record.services,
  };
}

// The device's own clock, as in the cookie that the widget writes. What came through the API may have told no time, and
// must not seem to be the choice before it.
function toDecidedAt({ deviceId: decider, method, statedAtMs, decidedAtMs }: ConsentRow, deviceId: string): number {
  if (statedAtMs === null || decider !== deviceId) return decidedAtMs;
  return method === "api" ? Math.max(statedAtMs, decidedAtMs) : statedAtMs;
}

function toName(host: string): string {
  return host.split(":")[0] ?? "";
}

function toHost(host: string): string {
  return host.toLowerCase().replace(/:443$/, "");
}
