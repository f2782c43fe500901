import { LOCATION_PATTERN } from "@cookiehub/schemas/constants";
import type { ApiRequest } from "../http/route.ts";
import { readTwin } from "../http/route.ts";

/**
 * Reads where the visitor is, as ISO 3166-1 or -2 (`DE`, `US-CA`), from what a trusted proxy or CDN says:
 * `X-Geo-Country` (or `?country=`), CloudFront's viewer headers, Cloudflare's. Anything else is unknown, `null`:
 * a visitor must not be able to choose a law by writing a header (D12).
 */
export function readLocation(request: ApiRequest): string | null {
  if (!request.isFromTrustedProxy) return null;
  return (
    toLocation(readTwin(request, "x-geo-country", "country")) ??
    toLocation(join(request.header("cloudfront-viewer-country"), request.header("cloudfront-viewer-country-region"))) ??
    toLocation(request.header("cf-ipcountry"))
  );
}

/** Request headers that `readLocation` depends on, for `Vary`. */
export const LOCATION_HEADERS =
  "X-Geo-Country, CloudFront-Viewer-Country, CloudFront-Viewer-Country-Region, CF-IPCountry";

// What CDNs send when they do not know: Cloudflare `XX`, `T1` for Tor.
const UNKNOWN = new Set(["XX", "T1", "ZZ"]);

function toLocation(text: string | undefined): string | null {
  const location = text?.trim().toUpperCase();
  return location && LOCATION_PATTERN.test(location) && !UNKNOWN.has(location) ? location : null;
}

function join(country: string | undefined, region: string | undefined): string | undefined {
  return country && region ? `${country}-${region}` : country;
}
