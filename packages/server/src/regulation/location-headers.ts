/** A header that names a country, or a place such as `US-CA`; and the one that names the region beside it. */
export interface LocationHeader {
  readonly country: string;
  readonly region: string | undefined;
}

/** Where a location may be read from, in order. */
export interface LocationSources {
  readonly headers: readonly LocationHeader[];
  /** Whether `?country=` counts where no proxy stands between. */
  readonly isQueryBelieved: boolean;
}

/** What is believed when nothing is configured: our own header and its query twin, CloudFront's, Cloudflare's. */
export const DEFAULT_LOCATION_HEADERS =
  "X-Geo-Country,?country,CloudFront-Viewer-Country+CloudFront-Viewer-Country-Region,CF-IPCountry+CF-Region-Code";

const QUERY_TWIN = "?country";
// A token of RFC 9110, 5.6.2, as far as header names use it.
const HEADER_PATTERN = /^[A-Za-z0-9-]{1,64}$/;

/**
 * Reads a comma-separated list of header names, `Country` or `Country+Region`; `?country` is the query parameter, `none`
 * believes nothing. Throws an `Error` that names the first entry it does not understand.
 */
export function toLocationSources(list: string): LocationSources {
  const entries = list
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "" && entry !== "none");
  return {
    headers: entries.filter((entry) => entry !== QUERY_TWIN).map(toHeader),
    isQueryBelieved: entries.includes(QUERY_TWIN),
  };
}

function toHeader(entry: string): LocationHeader {
  const [country = "", region, ...rest] = entry.split("+").map((name) => name.trim());
  const isGood = [country, region ?? country].every((name) => HEADER_PATTERN.test(name)) && rest.length === 0;
  if (!isGood) throw new Error(`"${entry}" is not a header, a pair such as Country+Region, ?country or none`);
  return { country, region };
}
