import type { ConsentFunnelAnswer, FunnelCounts } from "@cookiehub/schemas/types";
import type { AnalyticsFilter, AnalyticsStore, FunnelDay } from "../../storage/ports.ts";
import { round4, toDays } from "./period.ts";

type Counts = Omit<FunnelDay, "day">;

const NOTHING: Counts = { impressions: 0, dialogsOpened: 0, decisions: 0 };

/** Answers how many first layers were shown, preferences opened and decisions made, day by day and in all. */
export async function readConsentFunnel(
  analytics: AnalyticsStore,
  filter: AnalyticsFilter,
): Promise<ConsentFunnelAnswer> {
  const rows = await analytics.ask("consentFunnel", filter);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const total = rows.reduce<Counts>(
    (sum, row) => ({
      impressions: sum.impressions + row.impressions,
      dialogsOpened: sum.dialogsOpened + row.dialogsOpened,
      decisions: sum.decisions + row.decisions,
    }),
    NOTHING,
  );
  const { from, to } = filter;
  const days = toDays(from, to).map((day) => ({ day, ...toCounts(byDay.get(day) ?? NOTHING) }));
  return { from, to, totals: toCounts(total), days };
}

function toCounts({ impressions, dialogsOpened, decisions }: Counts): FunnelCounts {
  return {
    impressions,
    dialogs_opened: dialogsOpened,
    decisions,
    dialog_rate: round4(dialogsOpened, impressions),
    decision_rate: round4(decisions, impressions),
  };
}
