import type { ConsentFunnelAnswer, FunnelCounts } from "@cookiehub/schemas/types";
import type { AnalyticsFilter, FunnelDay } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { round4, toDays } from "./period.ts";
import { type Figures, toSeries } from "./series.ts";

const FIGURES: Figures<Exclude<keyof FunnelDay, "day">, FunnelCounts> = {
  keys: ["impressions", "dialogsOpened", "decisions"],
  toCounts: ({ impressions, dialogsOpened, decisions }) => ({
    impressions,
    dialogs_opened: dialogsOpened,
    decisions,
    dialog_rate: round4(dialogsOpened, impressions),
    decision_rate: round4(decisions, impressions),
  }),
};

/** Answers how many first layers were shown, preferences opened and decisions made, day by day and in all. */
export async function readConsentFunnel(
  analytics: AskedAnalytics,
  filter: AnalyticsFilter,
): Promise<ConsentFunnelAnswer> {
  const rows = await analytics.ask("consentFunnel", filter);
  return { from: filter.from, to: filter.to, ...toSeries(FIGURES, rows, toDays(filter.from, filter.to)) };
}
