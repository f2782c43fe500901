import type { ApiRequest } from "../http/route.ts";
import type { LocationHeader, LocationSources } from "./location-headers.ts";
import { toPlace } from "./place.ts";
import { isPublicAddress } from "./public-address.ts";

/** Where a visitor is, and what said so. */
export interface VisitorLocation {
  /** ISO 3166-1 or -2 (`DE`, `US-CA`); `null` when unknown. */
  readonly place: string | null;
  readonly source: "header" | "query" | "address" | "unknown";
}

export interface LocationReader {
  locate(request: ApiRequest): VisitorLocation;
  /** The place alone. */
  read(request: ApiRequest): string | null;
  /** Names of the request headers that are believed, for `Vary`; `""` when none is. */
  readonly vary: string;
  /** Whether a cache that heeds `Vary` may give an answer made for this location to other visitors. */
  isShareable(location: VisitorLocation): boolean;
}

export interface LocationReaderParts {
  readonly sources: LocationSources;
  /** Finds the place of a public address; absent: addresses are not looked up. */
  readonly lookUp?: ((address: string) => string | null) | undefined;
}

const UNKNOWN: VisitorLocation = { place: null, source: "unknown" };
// What CDNs say of visitors who hide where they are: Tor, anonymous proxies, satellites. That is an answer, and an
// exit's own address would be a worse one.
const HIDDEN: ReadonlySet<string> = new Set(["T1", "A1", "A2"]);
// A request with one of these came through a proxy, whether or not we were told of it.
const PROXY_HEADERS = [
  "x-forwarded-for",
  "forwarded",
  "via",
  "x-real-ip",
  "x-forwarded-proto",
  "x-forwarded-host",
  "cdn-loop",
  "cf-connecting-ip",
  "true-client-ip",
];

/**
 * Creates the reader of visitors' places: a configured header, from trusted proxies alone; else `?country=`, where the
 * trusted peer is the caller itself; else the visitor's address in the database; else unknown (D12). A visitor must not be
 * able to choose a law, and an address counts only where it is the visitor's own.
 */
export function createLocationReader({ sources, lookUp }: LocationReaderParts): LocationReader {
  const headers = sources.headers.map(toReadable);

  function locate(request: ApiRequest): VisitorLocation {
    const said = request.isFromTrustedProxy ? readSaid(request) : undefined;
    if (said) return said;
    const address = lookUp ? toVisitorAddress(request) : undefined;
    const place = address && lookUp && isPublicAddress(address) ? lookUp(address) : null;
    return place === null ? UNKNOWN : { place, source: "address" };
  }

  function readSaid(request: ApiRequest): VisitorLocation | undefined {
    for (const { country, region } of headers) {
      const given = request.header(country);
      if (given === undefined) continue;
      if (HIDDEN.has(given.trim().toUpperCase())) return { place: null, source: "header" };
      const place = toPlaceOf(given, region === undefined ? undefined : request.header(region));
      if (place !== null) return { place, source: "header" };
    }
    const asked = sources.isQueryBelieved && !isProxied(request) ? request.query("country") : undefined;
    const place = asked === undefined ? null : toPlaceOf(asked, undefined);
    return place === null ? undefined : { place, source: "query" };
  }

  return {
    locate,
    read: (request) => locate(request).place,
    vary: sources.headers.flatMap(({ country, region }) => (region ? [country, region] : [country])).join(", "),
    // The database makes answers differ by address, which no `Vary` can say: then only a header's word may be shared.
    isShareable: ({ source }) => source === "header" || (source === "unknown" && !lookUp),
  };
}

function toReadable({ country, region }: LocationHeader): LocationHeader {
  return { country: country.toLowerCase(), region: region?.toLowerCase() };
}

// `US-CA` in one value, or the country with its region beside it.
function toPlaceOf(country: string, region: string | undefined): string | null {
  const cut = country.indexOf("-");
  return cut < 0 ? toPlace(country, region) : toPlace(country.slice(0, cut), country.slice(cut + 1));
}

function isProxied(request: ApiRequest): boolean {
  return PROXY_HEADERS.some((name) => request.header(name) !== undefined);
}

/**
 * The address when it is the visitor's own: the peer of a request that no proxy passed on, or the first of the
 * forwarded addresses when every one behind it is trusted. Anything else may be a proxy that we do not know, in another
 * country than the visitor; and a call with a key comes from the customer's server.
 */
function toVisitorAddress(request: ApiRequest): string | undefined {
  if (request.header("x-api-key") !== undefined || request.header("authorization") !== undefined) return undefined;
  const forwarded = request.header("x-forwarded-for");
  if (forwarded === undefined) return isProxied(request) ? undefined : request.clientAddress;
  const first = forwarded.split(",", 1)[0]?.trim() ?? "";
  return first.replace(/^::ffff:(?=[\d.]+$)/i, "") === request.clientAddress ? request.clientAddress : undefined;
}
