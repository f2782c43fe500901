import { LOCATION_PATTERN } from "../constants.ts";
import type { GpcDuty, RegulationModel, ResolvedRegulation } from "../types/tenant-config.ts";

/** One row: the places where a regulation applies, and what it asks for. */
export interface Jurisdiction {
  readonly regulation: string;
  readonly model: RegulationModel;
  readonly gpc: GpcDuty;
  /** ISO 3166-1 countries or ISO 3166-2 subdivisions. */
  readonly match: readonly string[];
  /** When a person last compared the row with its source. Not legal advice. */
  readonly reviewedOn: string;
}

const REVIEWED = "2026-11-20";

function row(regulation: string, model: RegulationModel, gpc: GpcDuty, match: string): Jurisdiction {
  return { regulation, model, gpc, match: match.split(" "), reviewedOn: REVIEWED };
}

/**
 * Location -> regulation. A subdivision beats its country. What is not listed is opt-in, the safest answer.
 * The gdpr row ends with the parts of member states that have country codes of their own (TFEU 349, 355).
 * US rows hold the comprehensive state acts in force; `required` names the states that oblige a site to honour GPC.
 */
export const JURISDICTIONS: readonly Jurisdiction[] = [
  row(
    "gdpr",
    "opt-in",
    "optional",
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO AX GF GP MF MQ RE YT",
  ),
  row("uk-gdpr", "opt-in", "optional", "GB"),
  row("revfadp", "opt-out", "optional", "CH"),
  row("ccpa", "opt-out", "required", "US-CA"),
  row("us-state", "opt-out", "required", "US-CO US-CT US-DE US-MD US-MN US-MT US-NE US-NH US-NJ US-OR US-TX"),
  row("us-state-no-signal", "opt-out", "none", "US-VA US-UT US-FL US-IA US-TN US-IN US-KY US-RI"),
  row("us-notice", "notice", "optional", "US"),
  row("law25", "opt-in", "optional", "CA-QC"),
  row("pipeda", "opt-out", "optional", "CA"),
  row("lgpd", "opt-in", "optional", "BR"),
  row("appi", "notice", "optional", "JP"),
  row("pipa", "opt-in", "optional", "KR"),
  row("pipl", "opt-in", "optional", "CN"),
  row("dpdp", "opt-in", "optional", "IN"),
  row("th-pdpa", "opt-in", "optional", "TH"),
  row("popia", "opt-in", "optional", "ZA"),
  row("sa-pdpl", "opt-in", "optional", "SA"),
  row("kvkk", "opt-in", "optional", "TR"),
  row("privacy-act", "notice", "optional", "AU NZ"),
  row("default", "opt-in", "optional", "*"),
];

// What location sources answer when they do not know: no country has these codes (ISO 3166-1, 8.1.3).
const NOWHERE: ReadonlySet<string> = new Set(["XX", "ZZ", "EU", "AP"]);

const byPlace = new Map(JURISDICTIONS.flatMap((entry) => entry.match.map((place) => [place, entry] as const)));
const byRegulation = new Map(JURISDICTIONS.map((entry) => [entry.regulation, entry] as const));

/** Whether a text names a regulation of the table. */
export function isRegulationId(text: string): boolean {
  return byRegulation.has(text);
}

/**
 * Finds the regulation for a visitor: the tenant's override for the subdivision, for the country, then the table, then
 * the tenant's default. An unknown place is opt-in whatever the tenant's default says (D12).
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
  return toResolved(found?.regulation ?? settings.default, location, "high");
}

function ownValue(values: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function toResolved(id: string, location: string | null, confidence: "high" | "low"): ResolvedRegulation {
  const { model, gpc } = byRegulation.get(id) ?? { model: "opt-in", gpc: "optional" };
  return { id, model, gpc, location, confidence };
}
