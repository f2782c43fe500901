import type { CategoryConfig } from "@cookiehub/schemas/types";
import type { CategoryResult } from "./draft.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import type { Words } from "./words.ts";

type Category = Pick<CategoryConfig, "id" | "name" | "description" | "services">;

/** A word and what belongs to it. */
export type Fact = readonly [term: string, value: string];

const RESULTS: readonly CategoryResult[] = ["allowed", "partly_allowed", "refused"];

/** Groups categories by what holds for them: "Allowed: Analytics and Marketing". */
export function toGroups(
  { texts }: Pick<PreferencesRuntime, "texts">,
  words: Words,
  categories: readonly Category[],
  toResult: (category: Category) => CategoryResult,
): Fact[] {
  return RESULTS.flatMap((result) => {
    const names = categories
      .filter((category) => toResult(category) === result)
      .map((category) => texts.category(category).name);
    return names.length > 0 ? [[texts.message(result), words.list(names)] as const] : [];
  });
}

/** Creates a list of facts. */
export function createFacts({ ui: { createElement } }: PreferencesRuntime, facts: readonly Fact[]): HTMLElement {
  const rows = facts.map(([term, value]) =>
    createElement("div", {}, createElement("dt", {}, `${term}: `), createElement("dd", {}, value)),
  );
  return createElement("dl", { class: "ch-facts ch-small" }, ...rows);
}
