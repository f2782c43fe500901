import type { ConsentExperimentsAnswer, ExperimentArmCounts } from "@cookiehub/schemas/types";
import type { ExperimentCounts } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { round4 } from "./period.ts";

/** Which arms of whom; `variants` is `null` for every one. */
export interface ExperimentsFilter {
  readonly codes: readonly string[];
  readonly variants: readonly string[] | null;
  readonly from: string;
  readonly to: string;
}

/** Answers what the visitors of each arm did, by code and variant. */
export async function readConsentExperiments(
  analytics: AskedAnalytics,
  { codes, variants, from, to }: ExperimentsFilter,
): Promise<ConsentExperimentsAnswer> {
  const arms = await Promise.all(
    [...codes].sort().map(async (code) => {
      const counts = await analytics.ask("experimentCounts", { code, variants, from, to });
      return counts.map((one) => toArm(code, one));
    }),
  );
  return { from, to, arms: arms.flat() };
}

function toArm(code: string, counts: ExperimentCounts): ExperimentArmCounts {
  const { variant, visitors, interacted, allAllowed, allDenied, partial } = counts;
  return {
    code,
    variant,
    visitors,
    impressions: counts.impressions,
    dialogs_opened: counts.dialogsOpened,
    interacted,
    decisions: counts.decisions,
    all_allowed: allAllowed,
    all_denied: allDenied,
    partial,
    interaction_rate: round4(interacted, visitors),
    consent_rate: round4(allAllowed + partial, visitors),
    full_consent_rate: round4(allAllowed, visitors),
    reject_rate: round4(allDenied, visitors),
    time_to_decision: { decisions: counts.timedDecisions, median_ms: counts.medianMs, p90_ms: counts.p90Ms },
  };
}
