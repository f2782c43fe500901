import type { CategoryChoices, CategoryConfig } from "@cookiehub/schemas/types";

/** What was decided, spelled out. A service that is not named follows its category. */
export interface Given {
  readonly categories: CategoryChoices;
  readonly services?: Readonly<Record<string, boolean>> | undefined;
}

/** What the visitor said: everything, nothing, no sale or sharing, or one by one. */
export type Answer = "accept" | "reject" | "do-not-sell" | Given;

/**
 * Spells an answer out by category. "Do not sell" keeps what runs now and does not sell; where nothing is marked as
 * selling, it refuses everything.
 */
export function toGiven(
  categories: readonly Pick<CategoryConfig, "id" | "sells_data">[],
  current: Given,
  answer: Answer,
): Given {
  if (typeof answer === "object") return answer;
  const isSold = categories.some((category) => category.sells_data);
  const isKeeping = answer === "do-not-sell" && isSold;
  const choices = categories.map(({ id, sells_data }) => {
    const isKept = isKeeping && !sells_data && current.categories[id] === true;
    return [id, answer === "accept" || isKept] as const;
  });
  return { categories: Object.fromEntries(choices), services: isKeeping ? toRefused(current.services) : {} };
}

// A service refused apart stays refused; one that was agreed to apart may be among those that sell.
function toRefused(services: Given["services"] = {}): Record<string, boolean> {
  return Object.fromEntries(Object.entries(services).filter(([, isAllowed]) => !isAllowed));
}
