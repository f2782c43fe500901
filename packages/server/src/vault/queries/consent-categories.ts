import type { ConsentCategoriesAnswer } from "@cookiehub/schemas/types";
import type { AnalyticsFilter } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { toCategories } from "./category-series.ts";
import { toDays } from "./period.ts";

/** Answers how often each category was asked about and agreed to, day by day and in all. */
export async function readConsentCategories(
  analytics: AskedAnalytics,
  filter: AnalyticsFilter,
  limit: number,
): Promise<ConsentCategoriesAnswer> {
  const rows = await analytics.ask("consentCategories", filter);
  return { from: filter.from, to: filter.to, ...toCategories(rows, toDays(filter.from, filter.to), limit) };
}
