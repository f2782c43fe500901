import type { StatusCounts } from "@cookiehub/schemas/types";
import type { OutcomeCounts } from "../../storage/ports.ts";
import { round4 } from "./period.ts";
import type { Figures } from "./series.ts";

/** Decisions by what they came to. */
export const OUTCOME_FIGURES: Figures<keyof OutcomeCounts, StatusCounts> = {
  keys: ["allAllowed", "allDenied", "partial"],
  toCounts: (sum) => {
    const decisions = countDecisions(sum);
    return {
      decisions,
      all_allowed: sum.allAllowed,
      all_denied: sum.allDenied,
      partial: sum.partial,
      all_allowed_rate: round4(sum.allAllowed, decisions),
      all_denied_rate: round4(sum.allDenied, decisions),
      partial_rate: round4(sum.partial, decisions),
    };
  },
};

export function countDecisions({ allAllowed, allDenied, partial }: OutcomeCounts): number {
  return allAllowed + allDenied + partial;
}
