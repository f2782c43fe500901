import { LOCATION_PATTERN } from "../constants.ts";
import type { ResolvedRegulation } from "../types/tenant-config.ts";
import { ELSEWHERE } from "./jurisdictions/elsewhere.ts";
import { EUROPE } from "./jurisdictions/europe.ts";
import type { Jurisdiction } from "./jurisdictions/row.ts";
import { UNITED_STATES } from "./jurisdictions/united-states.ts";

export type { Jurisdiction, JurisdictionEvidence } from "./jurisdictions/row.ts";

/** Location -> regulation. A subdivision beats its country. What is not listed is opt-in, the safest answer. */
export const JURISDICTIONS: readonly Jurisdiction[] = [...EUROPE, ...UNITED_STATES, ...ELSEWHERE];

// What location sources answer when they do not know: no country has these codes (ISO 3166-1, 8.1.3).
const NOWHERE: ReadonlySet<string> = new Set(["XX", "ZZ", "EU", "AP"]);

const byPlace = new Map(JURISDICTIONS.flatMap((entry) => entry.match.map((place) => [place, entry] as const)));
const byRegulation = new Map(JURISDICTIONS.map((entry) => [entry.regulation, entry] as const));

/** Whether a text names a regulation of the table. */
export function isRegulationId(text: string): boolean {
  return byRegulation.has(text);
}

/**
 * Whether the IAB TCF is for visitors under a regulation. Who may be anywhere counts as a European: what they are not asked
 * for, nobody may rely on.
 */
export function isTcfRegulation(id: string): boolean {
  return id === "default" || byRegulation.get(id)?.tcf === true;
}

/**
 * Finds the regulation for a visitor: the tenant's override for the subdivision, for the country, then the table, then
 * the tenant's default. An unknown place is opt-in whatever the tenant's default says (D12). Where the laws of a country
 * differ by subdivision and that one is unknown, the strictest of them holds, with low confidence.
 */
export function resolveRegulation(
  location: string | null,
  settings: { default: string; overrides: Readonly<Record<string, string>> },
): ResolvedRegulation {
  const country = location?.slice(0, 2);
  if (!location || !country || !LOCATION_PATTERN.test(location) || NOWHERE.has(country)) {
    return toResolved("default", null, "low");
  }
  const override = ownValue(settings.overrides, location) ?? ownValue(settings.overrides, country);
  if (override) return toResolved(override, location, "high");
  const found = byPlace.get(location) ?? byPlace.get(country);
  if (location === country && found?.whenRegionUnknown) return toResolved(found.whenRegionUnknown, location, "low");
  return toResolved(found?.regulation ?? settings.default, location, "high");
}

function ownValue(values: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function toResolved(id: string, location: string | null, confidence: "high" | "low"): ResolvedRegulation {
  // Rows of one regulation differ in their days: Italy asks for another pause than France.
  const here = location ? (byPlace.get(location) ?? byPlace.get(location.slice(0, 2))) : undefined;
  const row = here?.regulation === id ? here : byRegulation.get(id);
  if (!row) return { id, model: "opt-in", gpc: "optional", location, confidence };
  const { model, gpc, consentMaxAgeDays, refusalMinDays } = row;
  return { id, model, gpc, location, confidence, consent_days: consentMaxAgeDays, refusal_days: refusalMinDays };
}
