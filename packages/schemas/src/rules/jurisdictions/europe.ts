import { type Jurisdiction, type JurisdictionFacts, toRow } from "./row.ts";

const GDPR_SOURCES = ["Regulation (EU) 2016/679", "Directive 2002/58/EC, Article 5(3)"];

// Every member state's row is one regulation: the states differ in numbers and guidelines, not in the model.
function toGdprRow(match: string, facts: Partial<JurisdictionFacts>): Jurisdiction {
  return toRow(match, {
    regulation: "gdpr",
    name: "GDPR and ePrivacy Directive",
    model: "opt-in",
    tcf: true,
    effective: "2018-05-25",
    evidence: "unv",
    ...facts,
    sources: [...GDPR_SOURCES, ...(facts.sources ?? [])],
  });
}

/** Parts of member states with country codes of their own stand beside their state (TFEU 349, 355). */
export const EUROPE: readonly Jurisdiction[] = [
  toGdprRow("IS LI NO", {
    effective: "2018-07-20",
    evidence: "src",
    sources: ["EEA Joint Committee Decision 154/2018"],
  }),
  toGdprRow("AT BE BG HR CY CZ DK EE FI AX GR HU LV LT LU MT NL PL PT RO SK SI SE", {
    sources: ["national acts for Directive 2002/58/EC"],
  }),
  toGdprRow("FR GF GP MF MQ RE YT", {
    name: "GDPR and ePrivacy Directive, CNIL guidelines",
    consentMaxAgeDays: 180,
    minorAge: 15,
    evidence: "src",
    sources: ["CNIL guidelines 2020-091", "CNIL recommendation 2020-092"],
  }),
  toGdprRow("IT", {
    name: "GDPR and ePrivacy Directive, Garante guidelines",
    evidence: "sec",
    sources: ["Garante guidelines on cookies of 10 June 2021"],
  }),
  toGdprRow("IE", {
    name: "GDPR and ePrivacy Directive, DPC guidance",
    consentMaxAgeDays: 180,
    evidence: "sec",
    sources: ["DPC guidance note on cookies, 2020"],
  }),
  toGdprRow("ES", {
    name: "GDPR and ePrivacy Directive, AEPD guide",
    consentMaxAgeDays: 730,
    sources: ["AEPD guide on the use of cookies"],
  }),
  toGdprRow("DE", {
    name: "GDPR and TDDDG section 25",
    sources: ["TDDDG section 25"],
  }),
  toRow("GB", {
    regulation: "uk-gdpr",
    name: "UK GDPR and PECR",
    model: "opt-in",
    tcf: true,
    effective: "2026-02-05",
    sources: ["UK GDPR", "PECR 2003", "Data (Use and Access) Act 2025"],
    evidence: "sec",
  }),
  toRow("CH", {
    regulation: "revfadp",
    name: "Revised FADP and FMG Article 45c",
    model: "opt-out",
    tcf: true,
    effective: "2023-09-01",
    sources: ["revFADP", "FMG Article 45c", "FDPIC guideline on cookies, 2025"],
    evidence: "sec",
  }),
];
