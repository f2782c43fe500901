import type { ComplianceCounts, ConsentComplianceAnswer } from "@cookiehub/schemas/types";
import type { AnalyticsFilter, ComplianceDay } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { round4, toDays } from "./period.ts";
import { type Figures, toSeries } from "./series.ts";

const FIGURES: Figures<Exclude<keyof ComplianceDay, "day">, ComplianceCounts> = {
  keys: ["decisions", "disclosedBefore", "withoutDisclosure", "gpc", "gpcAgreed", "gpp", "gppAgreed"],
  toCounts: ({ decisions, disclosedBefore, withoutDisclosure, gpc, gpcAgreed, gpp, gppAgreed }) => ({
    decisions,
    disclosed_before: disclosedBefore,
    disclosed_before_rate: round4(disclosedBefore, decisions),
    without_disclosure: withoutDisclosure,
    without_disclosure_rate: round4(withoutDisclosure, decisions),
    gpc,
    gpc_agreed: gpcAgreed,
    gpc_agreed_rate: round4(gpcAgreed, gpc),
    gpp,
    gpp_agreed: gppAgreed,
    gpp_agreed_rate: round4(gppAgreed, gpp),
  }),
};

/** Answers whether what was decided had been shown, and what signals came to, day by day and in all. */
export async function readConsentCompliance(
  analytics: AskedAnalytics,
  filter: AnalyticsFilter,
): Promise<ConsentComplianceAnswer> {
  const rows = await analytics.ask("consentCompliance", filter);
  return { from: filter.from, to: filter.to, ...toSeries(FIGURES, rows, toDays(filter.from, filter.to)) };
}
