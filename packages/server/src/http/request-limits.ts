import { hash } from "node:crypto";
import { readApiKey } from "../accounts/api-keys.ts";
import { toAddressPrefix } from "./address.ts";
import { ApiError } from "./api-error.ts";
import { createTokenBuckets, type Rate } from "./rate-limit.ts";
import { type ApiRequest, type RateClass, type Route, readTwin } from "./route.ts";

/** Calls a minute; 0: not limited. */
export interface RequestLimitSettings {
  /** Of one address prefix, per tenant. */
  readonly reads: number;
  readonly writes: number;
  /** Of one address prefix. */
  readonly events: number;
  /** Of one API key. */
  readonly keyCalls: number;
  /** Refused keys of one address prefix. */
  readonly failedKeys: number;
  /** How many prefixes' worth all visitors of one tenant may use together. */
  readonly tenantFactor: number;
}

/** Who may call how often. Nothing here waits, and what cannot be decided is let through. */
export interface RequestLimits {
  /** Throws `rate_limited`; called before a body is read. */
  check(limit: RateClass, request: ApiRequest): void;
  /** Counts one more call against all visitors of a tenant, for calls whose tenant stands in their body. */
  checkTenant(limit: RateClass, tenantId: string, request: ApiRequest): void;
  /** Counts a refused key against the address that showed it. */
  onRefusedKey(request: ApiRequest): void;
}

/** Buckets kept per kind, at about 150 bytes each. */
const ADDRESSES_MAX = 50_000;
const TENANTS_MAX = 20_000;
const KEYS_MAX = 20_000;
/** Addresses whose prefix is remembered: visitors call more than once, and an IPv6 prefix costs more than a bucket. */
const PREFIXES_MAX = 10_000;
/** How many tenants' worth one prefix may use: made-up tenants would else be buckets without end. */
const TENANTS_PER_ADDRESS = 10;
/** Longest part of a tenant's name that counts: no tenant has a longer one. */
const TENANT_LETTERS_MAX = 50;

/** The class of a route that names none: keys by key, browsers' calls by what they do, the rest not at all. */
export function toRateClass(route: Pick<Route, "limit" | "scope" | "isCrossOrigin" | "method" | "group">): RateClass {
  if (route.limit) return route.limit;
  if (route.scope) return "key";
  if (route.group === "operation") return "none";
  return route.method === "GET" ? "read" : "write";
}

/**
 * Creates the limits. A peer that is a trusted proxy and forwards no address is not limited by address: it stands for
 * everybody behind it, and refusing them all would break pages (write `none` into the trusted proxies to change that).
 */
export function createRequestLimits(
  settings: RequestLimitSettings,
  isTrusted: (address: string) => boolean,
  nowMs: () => number,
): RequestLimits {
  const addresses = createTokenBuckets(ADDRESSES_MAX);
  const tenants = createTokenBuckets(TENANTS_MAX);
  const keys = createTokenBuckets(KEYS_MAX);
  const failures = createTokenBuckets(ADDRESSES_MAX);
  const rates: Readonly<Record<RateClass, Rate>> = {
    read: toRate(settings.reads),
    write: toRate(settings.writes),
    event: toRate(settings.events),
    key: toRate(settings.keyCalls),
    none: toRate(0),
  };
  const failureRate = toRate(settings.failedKeys);

  const prefixes = new Map<string, string>();
  const readPrefix = ({ clientAddress }: ApiRequest): string => {
    const known = prefixes.get(clientAddress);
    if (known !== undefined) return known;
    const prefix = isTrusted(clientAddress) ? "" : toAddressPrefix(clientAddress);
    if (prefixes.size >= PREFIXES_MAX) prefixes.clear();
    prefixes.set(clientAddress, prefix);
    return prefix;
  };
  const checkBrowser = (limit: RateClass, request: ApiRequest): void => {
    const rate = rates[limit];
    if (rate.perMinute === 0) return;
    const prefix = readPrefix(request);
    if (prefix === "") return;
    const atMs = nowMs();
    // Events name their tenants in the body; what stands elsewhere would buy another bucket.
    const tenant = limit === "event" ? "" : readTenant(request);
    refuse(addresses.take(`${limit} ${prefix} ${tenant}`, rate, atMs));
    if (tenant === "") return;
    // In this order: what one address is refused must not use up what the tenant's other visitors share.
    refuse(addresses.take(`${limit} ${prefix}`, times(rate, TENANTS_PER_ADDRESS), atMs));
    takeTenant(limit, tenant, atMs);
  };
  const takeTenant = (limit: RateClass, tenant: string, atMs: number): void => {
    const rate = times(rates[limit], settings.tenantFactor);
    if (rate.perMinute > 0) refuse(tenants.take(`${limit} ${tenant}`, rate, atMs));
  };
  const checkKey = (request: ApiRequest): void => {
    const prefix = readPrefix(request);
    const atMs = nowMs();
    if (prefix !== "" && failureRate.perMinute > 0) refuse(failures.peek(prefix, failureRate, atMs));
    // As it will be read: any other words in the header would be a fresh bucket for each call with a token.
    const key = readApiKey(request);
    // Some calls take a token of the visitor's instead: they come from browsers.
    if (!key) checkBrowser("write", request);
    else if (rates.key.perMinute > 0) refuse(keys.take(hash("sha256", key, "base64url"), rates.key, atMs));
  };

  return {
    check: (limit, request) => {
      switch (limit) {
        case "none":
          return;
        case "key":
          return checkKey(request);
        case "read":
        case "write":
        case "event":
          return checkBrowser(limit, request);
      }
    },
    checkTenant: (limit, tenantId, request) => {
      if (readPrefix(request) !== "") takeTenant(limit, tenantId, nowMs());
    },
    onRefusedKey: (request) => {
      const prefix = readPrefix(request);
      if (prefix !== "" && failureRate.perMinute > 0) failures.take(prefix, failureRate, nowMs());
    },
  };
}

// Twice a minute's worth at once: a page that opens, or an office that comes to work, is no flood.
function toRate(perMinute: number): Rate {
  return { perMinute, burst: perMinute * 2 };
}

function times(rate: Rate, factor: number): Rate {
  return { perMinute: rate.perMinute * factor, burst: rate.burst * factor };
}

function readTenant(request: ApiRequest): string {
  const named = readTwin(request, "x-tenant-id", "tenant") ?? request.param("tenant");
  return named.slice(0, TENANT_LETTERS_MAX);
}

function refuse(waitMs: number): void {
  if (waitMs === 0) return;
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  throw new ApiError("rate_limited", `Too many calls. Try again in ${seconds} s.`, undefined, seconds);
}
