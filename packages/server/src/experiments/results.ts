import { toVariantLabel } from "@cookiehub/schemas/rules";
import type {
  Experiment,
  ExperimentRates,
  ExperimentResultsAnswer,
  ExperimentVariantResult,
  RateEstimate,
} from "@cookiehub/schemas/types";
import type { ExperimentCounts } from "../storage/ports.ts";
import { type Estimate, type Share, toDifferenceEstimate, toShareEstimate, toSplitProbability } from "./statistics.ts";
import { isUnevenSplit, toVerdict } from "./verdict.ts";

const NOTES = [
  "A visitor is counted once, on the day it was first seen in its variant, with everything it did later; its first answer to the banner counts.",
  "Nothing is stored before a choice, so until then each page view is a visitor of its own, and may meet another variant.",
  "An interval holds the true share or difference in 95 of 100 tests that are looked at once. A verdict holds however often one looks.",
] as const;

type Arm = Pick<Experiment["variants"][number], "id" | "weight"> & { readonly counts: ExperimentCounts };

/** Makes the results of an experiment from what its visitors did. Pure. */
export function toResults(
  tenantId: string,
  experiment: Experiment,
  period: { readonly from: string; readonly to: string },
  counts: readonly ExperimentCounts[],
): ExperimentResultsAnswer {
  const byLabel = new Map(counts.map((one) => [one.variant, one]));
  const arms = experiment.variants.map(({ id, weight }): Arm => {
    const variant = toVariantLabel(experiment.id, id);
    return { id, weight, counts: byLabel.get(variant) ?? toNoCounts(variant) };
  });
  const probability = toSplitProbability(
    arms.map((arm) => arm.counts.visitors),
    arms.map((arm) => arm.weight),
  );
  const [control] = arms;
  return {
    tenant_id: tenantId,
    experiment: experiment.id,
    status: experiment.status,
    started_at: experiment.started_at ?? null,
    stopped_at: experiment.stopped_at ?? null,
    ...period,
    split: { probability: round(probability), is_uneven: isUnevenSplit(probability) },
    variants: arms.map((arm) =>
      arm === control || control === undefined
        ? toResult(arm)
        : {
            ...toResult(arm),
            difference: toRates((share) => toDifferenceEstimate(share(arm.counts), share(control.counts))),
            verdict: toVerdict(toConsent(arm.counts), toConsent(control.counts), arms.length, probability),
          },
    ),
    notes: [...NOTES],
  };
}

function toResult({ id, weight, counts }: Arm): ExperimentVariantResult {
  return {
    id,
    variant: counts.variant,
    weight,
    visitors: counts.visitors,
    impressions: counts.impressions,
    dialogs_opened: counts.dialogsOpened,
    decisions: counts.decisions,
    rates: toRates((share) => toShareEstimate(share(counts))),
    time_to_decision: { decisions: counts.timedDecisions, median_ms: counts.medianMs, p90_ms: counts.p90Ms },
    difference: null,
    verdict: null,
  };
}

type ReadShare = (counts: ExperimentCounts) => Share;

const toConsent: ReadShare = (counts) => ({ successes: counts.allAllowed + counts.partial, trials: counts.visitors });

function toRates(estimate: (share: ReadShare) => Estimate | null): ExperimentRates {
  const rate = (share: ReadShare): RateEstimate | null => toRounded(estimate(share));
  return {
    consent: rate(toConsent),
    full_consent: rate((counts) => ({ successes: counts.allAllowed, trials: counts.visitors })),
    reject: rate((counts) => ({ successes: counts.allDenied, trials: counts.visitors })),
    interaction: rate((counts) => ({ successes: counts.interacted, trials: counts.visitors })),
  };
}

function toRounded(estimate: Estimate | null): RateEstimate | null {
  return estimate && { value: round(estimate.value), low: round(estimate.low), high: round(estimate.high) };
}

// Four digits; the sum turns -0 into 0.
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000 + 0;
}

function toNoCounts(variant: string): ExperimentCounts {
  return {
    variant,
    visitors: 0,
    impressions: 0,
    dialogsOpened: 0,
    interacted: 0,
    decisions: 0,
    allAllowed: 0,
    allDenied: 0,
    partial: 0,
    timedDecisions: 0,
    medianMs: null,
    p90Ms: null,
  };
}
