import type { ChurnCounts, ConsentChurnAnswer, DecisionOutcome } from "@cookiehub/schemas/types";
import type { AnalyticsFilter, ChurnDay } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { round4, toDays } from "./period.ts";
import { type Figures, type Sum, toSeries } from "./series.ts";

type Direction = `${DecisionOutcome} ${DecisionOutcome}`;

const DIRECTIONS: readonly { readonly before: DecisionOutcome; readonly after: DecisionOutcome }[] = [
  { before: "all_allowed", after: "partial" },
  { before: "all_allowed", after: "all_denied" },
  { before: "partial", after: "all_allowed" },
  { before: "partial", after: "all_denied" },
  { before: "all_denied", after: "all_allowed" },
  { before: "all_denied", after: "partial" },
];
const KEYS = DIRECTIONS.map(({ before, after }): Direction => `${before} ${after}`);

const FIGURES: Figures<Direction, ChurnCounts> = {
  keys: KEYS,
  toCounts: (sum) => ({
    changes: KEYS.reduce((changes, key) => changes + sum[key], 0),
    directions: DIRECTIONS.map(({ before, after }) => ({ before, after, changes: sum[`${before} ${after}`] })),
  }),
};

/** Answers how many users came to something else than before, and in which direction, day by day and in all. */
export async function readConsentChurn(
  analytics: AskedAnalytics,
  filter: AnalyticsFilter,
): Promise<ConsentChurnAnswer> {
  const { days, users, usersChanged } = await analytics.ask("consentChurn", filter);
  return {
    from: filter.from,
    to: filter.to,
    users,
    users_changed: usersChanged,
    users_changed_rate: round4(usersChanged, users),
    ...toSeries(FIGURES, days.map(toDirections), toDays(filter.from, filter.to)),
  };
}

function toDirections({ day, from, to, changes }: ChurnDay): Sum<Direction> & { readonly day: string } {
  const nothing = Object.fromEntries(KEYS.map((key) => [key, 0])) as Record<Direction, number>;
  return { ...nothing, [`${from} ${to}`]: changes, day };
}
