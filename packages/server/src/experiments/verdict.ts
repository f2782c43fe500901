import type { ExperimentVerdict } from "@cookiehub/schemas/types";
import { type Share, toDifferenceEstimate, toSequentialZ, toStandardError, toVisitorsNeeded } from "./statistics.ts";

/** Below this a difference of shares is far from normal, and nothing is said. */
const VISITORS_MIN = 100;
/** Nobody is asked to wait for a difference smaller than this. */
const DIFFERENCE_MIN = 0.01;
const ALPHA = 0.05;
/** Chance alone splits visitors this unevenly less than once in 1,000 tests. */
const SPLIT_PROBABILITY_MIN = 0.001;

export function isUnevenSplit(probability: number): boolean {
  return probability < SPLIT_PROBABILITY_MIN;
}

/**
 * Says in plain words whether an arm's consent rate differs from the control's. It holds at every look, not at one that
 * was planned: all arms together call a difference that is none clear in less than 5 of 100 tests.
 */
export function toVerdict(arm: Share, control: Share, armCount: number, splitProbability: number): ExperimentVerdict {
  if (isUnevenSplit(splitProbability)) {
    return {
      code: "uneven_split",
      text: "Do not read this test: chance alone splits visitors this unevenly less than once in 1,000 tests. Something loses visitors of one arm. Find it, then start a new experiment.",
      more_visitors: null,
    };
  }
  const missing = Math.max(0, VISITORS_MIN - arm.trials) + Math.max(0, VISITORS_MIN - control.trials);
  const estimate = toDifferenceEstimate(arm, control);
  if (missing > 0 || estimate === null) {
    return {
      code: "too_few_visitors",
      text: `Too early to say: ${toCount(missing)} more visitors, until both arms have ${VISITORS_MIN}.`,
      more_visitors: missing,
    };
  }
  const visitors = arm.trials + control.trials;
  // Each further arm is another chance to be fooled (Bonferroni).
  const alpha = ALPHA / Math.max(1, armCount - 1);
  if (Math.abs(estimate.value) > toSequentialZ(visitors, alpha) * toStandardError(arm, control)) {
    const isHigher = estimate.value > 0;
    const interval = `95 % interval ${toPoints(estimate.low)} to ${toPoints(estimate.high)}`;
    return {
      code: isHigher ? "higher_consent" : "lower_consent",
      text: `${isHigher ? "More" : "Fewer"} visitors agree than with the control: ${toPoints(estimate.value)} percentage points (${interval}). This is clear, however often the figures were looked at.`,
      more_visitors: null,
    };
  }
  const sought = Math.max(Math.abs(estimate.value), DIFFERENCE_MIN);
  const more = Math.max(1, toVisitorsNeeded(arm, control, sought, alpha) - visitors);
  return {
    code: "no_clear_difference",
    text: `No clear difference yet: about ${toCount(more)} more visitors in these two arms would show one of ${(sought * 100).toFixed(1)} percentage points.`,
    more_visitors: more,
  };
}

function toPoints(share: number): string {
  return `${share < 0 ? "" : "+"}${(share * 100).toFixed(1)}`;
}

function toCount(count: number): string {
  return count.toLocaleString("en-US");
}
