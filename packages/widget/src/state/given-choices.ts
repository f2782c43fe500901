import type { CategoryChoices, CategoryConfig } from "@cookiehub/schemas/types";

/** What the visitor said: everything, nothing, no sale or sharing, or category by category. */
export type Answer = "accept" | "reject" | "do-not-sell" | CategoryChoices;

/**
 * Spells an answer out by category. "Do not sell" keeps what runs now and does not sell; where nothing is marked as
 * selling, it refuses everything.
 */
export function toGiven(
  categories: readonly Pick<CategoryConfig, "id" | "sells_data">[],
  current: CategoryChoices,
  answer: Answer,
): CategoryChoices {
  if (typeof answer === "object") return answer;
  const isSold = categories.some((category) => category.sells_data);
  return Object.fromEntries(
    categories.map(({ id, sells_data }) => {
      const isKept = answer === "do-not-sell" && isSold && !sells_data && current[id] === true;
      return [id, answer === "accept" || isKept];
    }),
  );
}
