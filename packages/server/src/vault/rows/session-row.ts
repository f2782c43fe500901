import { hash } from "node:crypto";
import { TENANT_CODE_PATTERN } from "@cookiehub/schemas/constants";
import type { AgentReader } from "../../consent/agent.ts";
import { createAddressWords, readAddress, toPrefixText } from "../../http/address.ts";
import { toPlace } from "../../regulation/place.ts";
import { isPublicAddress } from "../../regulation/public-address.ts";
import type { SessionRow } from "../../storage/ports.ts";
import type { AsnFinder } from "../asn/asn-table.ts";
import type { CdnSource } from "../parsers/cdn-lines.ts";
import type { CdnRequest } from "../parsers/cdn-request.ts";
import { toHostname, toPage } from "./page.ts";

/** Why a request is no session. It is no fault: a log holds every request to the CDN. */
export type SkipReason = "origin_shield" | "method" | "status" | "uri_invalid" | "not_a_script" | "unknown_tenant";

/** What a request came to. */
export type BuiltRow = { readonly row: SessionRow } | { readonly reason: SkipReason };

export interface SessionRowParts {
  readonly source: CdnSource;
  readonly readAgent: AgentReader;
  readonly findAsn: AsnFinder;
  /** Finds the place of a public address (ISO 3166-1 or -2), where the log tells no country. */
  readonly lookUp?: ((address: string) => string | null) | undefined;
  /** Code of a tenant whose script was asked for by its id; absent: only codes count. */
  readonly findCode?: ((tenantId: string) => string | undefined) | undefined;
}

const DAY_MS = 86_400_000;
const MARK_LENGTH = 16;
const SCRIPT_START = "/c/";
const SCRIPT_END = ".js";
const TENANT_ID_MAX = 50;
const COUNTRIES_MAX = 1000;

/**
 * Creates what makes sessions of requests: those for a tenant's script that a browser ran. The address finds its country and
 * network whole, and is cut before anything keeps it.
 */
export function createSessionRows(parts: SessionRowParts): (request: CdnRequest) => BuiltRow {
  const words = createAddressWords();
  const toLogPlace = createPlaceReader();
  const { source, readAgent, findAsn, lookUp, findCode } = parts;

  return (request) => {
    const reason = toSkipReason(request, source);
    if (reason) return { reason };
    const { uri } = request;
    const query = uri.indexOf("?");
    const reference = toReference(query < 0 ? uri : uri.slice(0, query));
    if (reference === undefined) return { reason: "not_a_script" };
    const code = TENANT_CODE_PATTERN.test(reference) ? reference : findCode?.(reference);
    if (code === undefined) return { reason: "unknown_tenant" };
    const family = readAddress(request.ip, words);
    const { asn, asnClass } = findAsn(family, words);
    const place = toLogPlace(request.country) ?? (family === 0 ? "" : toLookedUpPlace(request.ip, lookUp));
    const page = toPage(request.referrer);
    const agent = readAgent(request.userAgent);
    return {
      row: {
        requestId: request.id,
        code,
        requestedAtMs: request.atMs,
        hostname: page.hostname || (query < 0 ? "" : toNamedHost(uri, query)),
        path: page.path,
        country: place.slice(0, 2),
        region: place,
        ipPrefix: family === 0 ? "" : toPrefixText(family, words),
        asn,
        asnClass,
        userAgent: toAgentMark(code, request.atMs, request.userAgent),
        device: agent.device,
        os: agent.os,
        browser: agent.browser,
        browserContext: agent.browser_context,
        source,
      },
    };
  };
}

/**
 * Tells the user agents of one code and day apart, and says nothing of them beyond that: neither what they are, nor that one of
 * another day or site is the same (decision 0008).
 */
function toAgentMark(code: string, atMs: number, userAgent: string): string {
  return hash("sha256", `${code} ${Math.floor(atMs / DAY_MS)} ${userAgent}`, "base64url").slice(0, MARK_LENGTH);
}

function toSkipReason(request: CdnRequest, source: CdnSource): SkipReason | undefined {
  // The shield, which fetches for the other edges, asks without TLS and stands in France.
  if (source === "bunny" && request.scheme === "http" && request.edge === "FR") return "origin_shield";
  if (request.method !== "GET" && request.method !== "") return "method";
  // 304: the browser has the script and runs it. 206 is a part, which no browser runs.
  if (request.status !== 200 && request.status !== 304) return "status";
  return isUri(request.uri) ? undefined : "uri_invalid";
}

function isUri(uri: string): boolean {
  if (uri.charCodeAt(0) !== 47) return false;
  for (let index = 0; index < uri.length; index++) {
    const code = uri.charCodeAt(index);
    if (code <= 32 || code === 127) return false;
  }
  return true;
}

/** Code or id in `/c/{code}.js`. */
function toReference(path: string): string | undefined {
  if (!path.startsWith(SCRIPT_START) || !path.endsWith(SCRIPT_END)) return undefined;
  const reference = path.slice(SCRIPT_START.length, -SCRIPT_END.length);
  return reference.length <= TENANT_ID_MAX && /^[A-Za-z0-9_-]+$/.test(reference) ? reference : undefined;
}

// `?domain=` names the host where a tenant configures its domains apart: it helps where the page tells no referrer.
function toNamedHost(uri: string, query: number): string {
  const start = uri.indexOf("domain=", query);
  const before = uri.charCodeAt(start - 1);
  if (start < 0 || (before !== 63 && before !== 38)) return "";
  const end = uri.indexOf("&", start);
  return toHostname(uri.slice(start + 7, end < 0 ? undefined : end).replace(/%3a/i, ":"));
}

/** Reads countries of a log; `undefined`: not told, or none that is known. There are few: each is judged once. */
function createPlaceReader(): (country: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (country) => {
    if (country === "") return undefined;
    if (known.has(country)) return known.get(country);
    const place = toPlace(country) ?? undefined;
    if (known.size < COUNTRIES_MAX) known.set(country, place);
    return place;
  };
}

function toLookedUpPlace(address: string, lookUp: SessionRowParts["lookUp"]): string {
  if (!lookUp) return "";
  const plain = address.toLowerCase().startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;
  return isPublicAddress(plain) ? (lookUp(plain) ?? "") : "";
}
