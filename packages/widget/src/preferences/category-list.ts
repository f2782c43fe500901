import type { CategoryConfig } from "@cookiehub/schemas/types";
import { createCategoryRow } from "./category-row.ts";
import type { Draft } from "./draft.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import { createWords } from "./words.ts";

/** Creates a row for each category, and what tells those who do not see it that one has followed its services. */
export function createCategoryList(
  runtime: PreferencesRuntime,
  categories: readonly CategoryConfig[],
  draft: Draft,
): readonly HTMLElement[] {
  const { ui, texts } = runtime;
  const { createElement } = ui;
  const words = createWords(texts);
  const status = createElement("p", { class: "ch-unseen", role: "status" });
  const onFollow = (text: string) => {
    status.textContent = text;
  };
  const rows = categories.map((category) => createCategoryRow(runtime, { category, draft, words, onFollow }));
  return [createElement("ul", { class: "ch-list", role: "list" }, ...rows), status];
}
