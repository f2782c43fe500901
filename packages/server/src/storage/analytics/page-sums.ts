import type { ConsentEventRow } from "../ports.ts";
import type { Choice } from "./choices.ts";
import { BANNER_METHODS } from "./experiment-visitors.ts";
import type { DecisionOutcome } from "./outcome.ts";

/** How far visitors came, in the order of the columns. */
export const FUNNEL_COUNTS = ["impressions", "dialogs_opened", "decisions"] as const;

/** What decisions came to and how they were made, in the order of the columns. */
export const STATUS_COUNTS = [
  "all_allowed",
  "all_denied",
  "partial",
  "disclosed_before",
  "without_disclosure",
  "gpc",
  "gpc_agreed",
  "gpp",
  "gpp_agreed",
] as const;

type FunnelCount = (typeof FUNNEL_COUNTS)[number];
type StatusCount = (typeof STATUS_COUNTS)[number];

const OUTCOME_COUNTS = {
  allAllowed: "all_allowed",
  allDenied: "all_denied",
  partial: "partial",
} as const satisfies Record<DecisionOutcome, StatusCount>;

/** What a batch adds to the figures of one page, country and day. */
export interface PageSums {
  readonly funnel: Record<FunnelCount, number>;
  readonly status: Record<StatusCount, number>;
  readonly choices: Map<Choice, number>;
  /** Decisions that came to something else than the one before: by the outcome before, then by their own. */
  readonly changes: Map<DecisionOutcome, Map<DecisionOutcome, number>>;
}

export function createPageSums(): PageSums {
  return {
    funnel: { impressions: 0, dialogs_opened: 0, decisions: 0 },
    status: {
      all_allowed: 0,
      all_denied: 0,
      partial: 0,
      disclosed_before: 0,
      without_disclosure: 0,
      gpc: 0,
      gpc_agreed: 0,
      gpp: 0,
      gpp_agreed: 0,
    },
    choices: new Map(),
    changes: new Map(),
  };
}

/** Names the step of the funnel that an event is. */
export function toFunnelCount({ eventType }: ConsentEventRow): FunnelCount {
  switch (eventType) {
    case "impression":
      return "impressions";
    case "dialog_opened":
      return "dialogs_opened";
    case "decision":
      return "decisions";
    default:
      throw new TypeError(`not an event type: ${String(eventType satisfies never)}`);
  }
}

/** Counts what a decision tells by itself; what its user had done before, `histories.ts` adds. */
export function countDecision(
  { status, choices }: PageSums,
  row: ConsentEventRow,
  choice: Choice,
  amount: number,
): void {
  const agreed = choice.outcome === "allDenied" ? 0 : amount;
  status[OUTCOME_COUNTS[choice.outcome]] += amount;
  if (row.categoriesDisclosed.length === 0 && BANNER_METHODS.has(row.method)) status.without_disclosure += amount;
  if (row.gpc) {
    status.gpc += amount;
    status.gpc_agreed += agreed;
  }
  if (row.gppString !== "") {
    status.gpp += amount;
    status.gpp_agreed += agreed;
  }
  choices.set(choice, (choices.get(choice) ?? 0) + amount);
}
