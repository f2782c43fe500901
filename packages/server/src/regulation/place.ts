import { LOCATION_PATTERN } from "@cookiehub/schemas/constants";

// Pseudo countries of location sources: not known (XX, ZZ), or a region that is no country (EU, AP).
const UNKNOWN_COUNTRIES: ReadonlySet<string> = new Set(["XX", "ZZ", "EU", "AP"]);

// ISO 3166-2 of the countries whose subdivisions have laws of their own.
const UNITED_STATES =
  "AL Alabama, AK Alaska, AZ Arizona, AR Arkansas, CA California, CO Colorado, CT Connecticut, DE Delaware, " +
  "DC District of Columbia, FL Florida, GA Georgia, HI Hawaii, ID Idaho, IL Illinois, IN Indiana, IA Iowa, KS Kansas, " +
  "KY Kentucky, LA Louisiana, ME Maine, MD Maryland, MA Massachusetts, MI Michigan, MN Minnesota, MS Mississippi, " +
  "MO Missouri, MT Montana, NE Nebraska, NV Nevada, NH New Hampshire, NJ New Jersey, NM New Mexico, NY New York, " +
  "NC North Carolina, ND North Dakota, OH Ohio, OK Oklahoma, OR Oregon, PA Pennsylvania, RI Rhode Island, " +
  "SC South Carolina, SD South Dakota, TN Tennessee, TX Texas, UT Utah, VT Vermont, VA Virginia, WA Washington, " +
  "WV West Virginia, WI Wisconsin, WY Wyoming";
const CANADA =
  "AB Alberta, BC British Columbia, MB Manitoba, NB New Brunswick, NL Newfoundland and Labrador, NS Nova Scotia, " +
  "NT Northwest Territories, NU Nunavut, ON Ontario, PE Prince Edward Island, QC Quebec, SK Saskatchewan, YT Yukon";
const REGIONS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ["US", toRegions(UNITED_STATES)],
  ["CA", toRegions(CANADA)],
]);

/** Code by code and by name, both as `toKey` writes them. */
function toRegions(list: string): ReadonlyMap<string, string> {
  return new Map(
    list.split(", ").flatMap((entry) => {
      const code = entry.slice(0, 2);
      return [
        [code, code],
        [toKey(entry.slice(3)), code],
      ] as const;
    }),
  );
}

// Upper case, no accents, letters and digits only: "Québec" and "quebec", "New York" and "NEW-YORK" are one key.
function toKey(text: string): string {
  return text
    .normalize("NFD")
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "");
}

/**
 * Turns what a source says into ISO 3166-1 or -2: `("us", "California")` -> `US-CA`, `("DE", undefined)` -> `DE`.
 * `null` when there is no such country. A subdivision that does not exist is left out: then the strictest law of the
 * country holds, which is right before it is exact.
 */
export function toPlace(country: string | undefined, region?: string | undefined): string | null {
  const code = country?.trim().toUpperCase() ?? "";
  if (!/^[A-Z]{2}$/.test(code) || UNKNOWN_COUNTRIES.has(code)) return null;
  if (!region || region.length > 64) return code;
  const subdivision = toSubdivision(code, region);
  const place = `${code}-${subdivision}`;
  return subdivision && LOCATION_PATTERN.test(place) ? place : code;
}

function toSubdivision(country: string, region: string): string | undefined {
  const known = REGIONS.get(country);
  const key = toKey(region);
  if (!known) return key.startsWith(country) && region.includes("-") ? key.slice(2) : key;
  return known.get(key) ?? (key.startsWith(country) ? known.get(key.slice(2)) : undefined);
}
