import type { CategoryChoices, ConsentAction, ConsentStatus } from "../types/consent.ts";
import type { CategoryConfig } from "../types/tenant-config.ts";

type Category = Pick<CategoryConfig, "id" | "required">;

/**
 * Judges a choice: `full` when every category that could be refused is agreed to, `none` when none is, else `partial`.
 * Required categories do not count; with nothing to refuse the answer is `full`.
 */
export function toStatus(categories: readonly Category[], choices: CategoryChoices): ConsentStatus {
  const optional = categories.filter((category) => !category.required);
  const granted = optional.filter((category) => choices[category.id] === true).length;
  if (granted === optional.length) return "full";
  return granted === 0 ? "none" : "partial";
}

/** Names the act that led to a choice. */
export function toAction(status: ConsentStatus): Extract<ConsentAction, "accept_all" | "reject_all" | "custom"> {
  if (status === "full") return "accept_all";
  return status === "none" ? "reject_all" : "custom";
}

/** Completes a visitor's answer: required categories are agreed to, whatever was not named is refused. */
export function toChoices(categories: readonly Category[], given: CategoryChoices): Record<string, boolean> {
  return Object.fromEntries(
    categories.map((category) => [
      category.id,
      category.required || (Object.hasOwn(given, category.id) && given[category.id] === true),
    ]),
  );
}
