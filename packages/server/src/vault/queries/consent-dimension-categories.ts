import { ANALYTICS_CATEGORY_VALUES_MAX } from "@cookiehub/schemas/constants";
import type { ConsentDimension, ConsentDimensionCategoriesAnswer } from "@cookiehub/schemas/types";
import type { DimensionFilter } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { toCategories } from "./category-series.ts";
import { toDays } from "./period.ts";
import { toGroups } from "./series.ts";

/** Answers how often each category was asked about and agreed to in each value of a dimension. */
export async function readConsentDimensionCategories(
  analytics: AskedAnalytics,
  filter: DimensionFilter,
  dimension: ConsentDimension,
  limit: number,
): Promise<ConsentDimensionCategoriesAnswer> {
  const rows = await analytics.ask("consentDimensionCategories", { ...filter, dimension });
  const { count, groups } = toGroups(
    rows,
    ({ value }) => value,
    ({ disclosed }) => disclosed,
    limit,
  );
  const days = toDays(filter.from, filter.to);
  return {
    from: filter.from,
    to: filter.to,
    dimension,
    value_count: count,
    values: groups.map(({ key, rows: own }) => ({
      value: key,
      ...toCategories(own, days, ANALYTICS_CATEGORY_VALUES_MAX),
    })),
  };
}
