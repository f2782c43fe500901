import type { ConsentDimension, ConsentDimensionsAnswer } from "@cookiehub/schemas/types";
import type { DimensionFilter } from "../../storage/ports.ts";
import type { AskedAnalytics } from "./asked.ts";
import { countDecisions, OUTCOME_FIGURES } from "./outcome-figures.ts";
import { toDays } from "./period.ts";
import { toGroups, toSeries } from "./series.ts";

/** Answers how decisions fell in each value of a dimension, day by day and in all; values with most decisions first. */
export async function readConsentDimensions(
  analytics: AskedAnalytics,
  filter: DimensionFilter,
  dimension: ConsentDimension,
  limit: number,
): Promise<ConsentDimensionsAnswer> {
  const rows = await analytics.ask("consentDimension", { ...filter, dimension });
  const { count, groups } = toGroups(rows, ({ value }) => value, countDecisions, limit);
  const days = toDays(filter.from, filter.to);
  return {
    from: filter.from,
    to: filter.to,
    dimension,
    ...toSeries(OUTCOME_FIGURES, rows, days),
    value_count: count,
    values: groups.map(({ key, rows: own }) => ({ value: key, ...toSeries(OUTCOME_FIGURES, own, days) })),
  };
}
