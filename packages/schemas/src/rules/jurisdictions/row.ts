import type { GpcDuty, RegulationModel } from "../../types/tenant-config.ts";

/** How well a row is known: read at the source, read in a secondary source, or not verified yet. */
export type JurisdictionEvidence = "src" | "sec" | "unv";

/** One row: the places where a law applies, and what it asks for. Not legal advice. */
export interface Jurisdiction {
  /** ISO 3166-1 countries or ISO 3166-2 subdivisions; `*` is every other place. */
  readonly match: readonly string[];
  /** Id that configurations and records use. Rows may share one: then they have one model and one GPC duty. */
  readonly regulation: string;
  /** The laws, as a person would name them. */
  readonly name: string;
  readonly model: RegulationModel;
  readonly gpc: GpcDuty;
  /** Longest time that a consent holds, in days. */
  readonly consentMaxAgeDays: number;
  /** Shortest time before a visitor who refused may be asked again, in days. */
  readonly refusalMinDays: number;
  /** Age from which a person's own consent counts, in years; absent: differs inside the row, or not known. */
  readonly minorAge?: number;
  /** Id of the section in a GPP string; `null`: there is none. */
  readonly gppSection: number | null;
  /** Whether TCF strings mean something here. */
  readonly tcf: boolean;
  /** Regulation to go by when the country is known and its subdivision is not: the strictest that may apply. */
  readonly whenRegionUnknown?: string;
  /** UTC day since which the main law applies as it is; absent: several laws, or not known. */
  readonly effective?: string;
  /** Names or addresses of the laws and guidelines. */
  readonly sources: readonly string[];
  readonly evidence: JurisdictionEvidence;
  /** UTC day on which a person last compared the row with its source. */
  readonly reviewedOn: string;
}

/** What a row says by itself; the rest takes the values of `toRow`. */
export type JurisdictionFacts = Pick<Jurisdiction, "regulation" | "name" | "model" | "sources" | "evidence"> &
  Partial<Omit<Jurisdiction, "match">>;

const REVIEWED = "2026-11-20";

/**
 * Makes a row from its places, separated by spaces. Where the law gives no numbers a consent holds for a year and a
 * refusal for half of one: defaults of this product.
 */
export function toRow(match: string, facts: JurisdictionFacts): Jurisdiction {
  return {
    match: match.split(" "),
    gpc: "optional",
    consentMaxAgeDays: 365,
    refusalMinDays: 180,
    gppSection: null,
    tcf: false,
    reviewedOn: REVIEWED,
    ...facts,
  };
}
