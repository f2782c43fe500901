import type { ConsentStatusAnswer } from "@cookiehub/schemas/types";
import type { AnalyticsFilter } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { OUTCOME_FIGURES } from "./outcome-figures.ts";
import { toDays } from "./period.ts";
import { toSeries } from "./series.ts";

/** Answers how many decisions allowed everything, nothing or a part, day by day and in all. */
export async function readConsentStatus(
  analytics: AskedAnalytics,
  filter: AnalyticsFilter,
): Promise<ConsentStatusAnswer> {
  const rows = await analytics.ask("consentStatus", filter);
  return { from: filter.from, to: filter.to, ...toSeries(OUTCOME_FIGURES, rows, toDays(filter.from, filter.to)) };
}
