import type { CategoryCounts, CategorySeries } from "@cookiehub/schemas/types";
import type { CategoryDay } from "../../storage/ports.ts";
import { round4 } from "./period.ts";
import { type Figures, toGroups, toSeries } from "./series.ts";

const FIGURES: Figures<"disclosed" | "consented", CategoryCounts> = {
  keys: ["disclosed", "consented"],
  toCounts: ({ disclosed, consented }) => ({ disclosed, consented, consent_rate: round4(consented, disclosed) }),
};

/** Tells categories apart, those most often asked about first. */
export function toCategories(
  rows: readonly CategoryDay[],
  days: readonly string[],
  limit: number,
): { category_count: number; categories: CategorySeries[] } {
  const { count, groups } = toGroups(
    rows,
    ({ category }) => category,
    ({ disclosed }) => disclosed,
    limit,
  );
  return {
    category_count: count,
    categories: groups.map(({ key, rows: own }) => ({ category: key, ...toSeries(FIGURES, own, days) })),
  };
}
