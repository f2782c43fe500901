import type { ConsentStatusAnswer, StatusCounts } from "@cookiehub/schemas/types";
import type { AnalyticsFilter, AnalyticsStore, StatusDay } from "../../storage/ports.ts";
import { round4, toDays } from "./period.ts";

type Counts = Omit<StatusDay, "day">;

const NOTHING: Counts = { allAllowed: 0, allDenied: 0, partial: 0 };

/** Answers how many decisions allowed everything, nothing or a part, day by day and in all. */
export async function readConsentStatus(
  analytics: AnalyticsStore,
  filter: AnalyticsFilter,
): Promise<ConsentStatusAnswer> {
  const rows = await analytics.ask("consentStatus", filter);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const total = rows.reduce<Counts>(
    (sum, row) => ({
      allAllowed: sum.allAllowed + row.allAllowed,
      allDenied: sum.allDenied + row.allDenied,
      partial: sum.partial + row.partial,
    }),
    NOTHING,
  );
  const { from, to } = filter;
  const days = toDays(from, to).map((day) => ({ day, ...toCounts(byDay.get(day) ?? NOTHING) }));
  return { from, to, totals: toCounts(total), days };
}

function toCounts({ allAllowed, allDenied, partial }: Counts): StatusCounts {
  const decisions = allAllowed + allDenied + partial;
  return {
    decisions,
    all_allowed: allAllowed,
    all_denied: allDenied,
    partial,
    all_allowed_rate: round4(allAllowed, decisions),
    all_denied_rate: round4(allDenied, decisions),
    partial_rate: round4(partial, decisions),
  };
}
