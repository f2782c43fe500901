import type { GpcDuty } from "../../types/tenant-config.ts";
import { type Jurisdiction, toRow } from "./row.ts";

type StateGpcDuty = Exclude<GpcDuty, "optional">;

/** A comprehensive state act in force. `required` names the states that oblige a site to honour a universal opt-out. */
function toStateRow(
  match: string,
  name: string,
  gpc: StateGpcDuty,
  gppSection: number,
  effective: string,
): Jurisdiction {
  return toRow(match, {
    regulation: gpc === "required" ? "us-state" : "us-state-no-signal",
    name,
    model: "opt-out",
    gpc,
    gppSection,
    effective,
    sources: [name],
    evidence: "sec",
  });
}

export const UNITED_STATES: readonly Jurisdiction[] = [
  toRow("US-CA", {
    regulation: "ccpa",
    name: "CCPA as amended by CPRA",
    model: "opt-out",
    gpc: "required",
    gppSection: 8,
    // Civil Code 1798.135(c)(4): twelve months before a visitor who opted out is asked again.
    refusalMinDays: 365,
    minorAge: 16,
    effective: "2020-01-01",
    sources: ["California Civil Code 1798.100 and following", "CCPA Regulations 7025"],
    evidence: "sec",
  }),
  toStateRow("US-VA", "Virginia Consumer Data Protection Act", "none", 9, "2023-01-01"),
  toStateRow("US-CO", "Colorado Privacy Act", "required", 10, "2023-07-01"),
  toStateRow("US-CT", "Connecticut Data Privacy Act", "required", 12, "2023-07-01"),
  toStateRow("US-UT", "Utah Consumer Privacy Act", "none", 11, "2023-12-31"),
  toStateRow("US-TX", "Texas Data Privacy and Security Act", "required", 16, "2024-07-01"),
  toStateRow("US-OR", "Oregon Consumer Privacy Act", "required", 15, "2024-07-01"),
  toStateRow("US-FL", "Florida Digital Bill of Rights", "none", 13, "2024-07-01"),
  toStateRow("US-MT", "Montana Consumer Data Privacy Act", "required", 14, "2024-10-01"),
  toStateRow("US-DE", "Delaware Personal Data Privacy Act", "required", 17, "2025-01-01"),
  toStateRow("US-NE", "Nebraska Data Privacy Act", "required", 19, "2025-01-01"),
  toStateRow("US-NH", "New Hampshire Data Privacy Act", "required", 20, "2025-01-01"),
  toStateRow("US-IA", "Iowa Consumer Data Protection Act", "none", 18, "2025-01-01"),
  toStateRow("US-NJ", "New Jersey Data Privacy Act", "required", 21, "2025-01-15"),
  toStateRow("US-TN", "Tennessee Information Protection Act", "none", 22, "2025-07-01"),
  toStateRow("US-MN", "Minnesota Consumer Data Privacy Act", "required", 23, "2025-07-31"),
  toStateRow("US-MD", "Maryland Online Data Privacy Act", "required", 24, "2025-10-01"),
  toStateRow("US-IN", "Indiana Consumer Data Protection Act", "none", 25, "2026-01-01"),
  toStateRow("US-KY", "Kentucky Consumer Data Protection Act", "none", 26, "2026-01-01"),
  toStateRow("US-RI", "Rhode Island Data Transparency and Privacy Protection Act", "none", 27, "2026-01-01"),
  toRow("US", {
    regulation: "us-notice",
    name: "United States, states without a comprehensive act",
    model: "notice",
    whenRegionUnknown: "us-state",
    sources: ["FTC Act section 5"],
    evidence: "sec",
  }),
];
