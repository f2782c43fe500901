import { createCategoryList } from "./category-list.ts";
import { openDialog } from "./dialog.ts";
import { createDraft, type Draft } from "./draft.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import { followScrolling } from "./scroll-area.ts";
import { createYourChoice } from "./your-choice.ts";

/** Opens the preferences: a row for each category. Answers the function that closes them. */
export function openPreferences(runtime: PreferencesRuntime): () => void {
  const draft = createDraft(runtime.setup.config.categories, runtime.snapshot);
  const onSave = () => runtime.onSave(draft.toGiven());
  return openDialog(runtime, onSave, () => [createBody(runtime, draft)]);
}

function createBody(runtime: PreferencesRuntime, draft: Draft): HTMLElement {
  const { ui, setup, texts, snapshot } = runtime;
  const { createElement } = ui;
  const { message } = texts;
  const choice = createYourChoice(runtime, draft);
  const body = createElement(
    "div",
    { class: "ch-body", role: "group", "aria-label": message("preferences_title") },
    createElement("p", {}, message("preferences_text")),
    snapshot.gpc && createElement("p", { class: "ch-gpc" }, message("gpc_honoured")),
    // What was chosen comes first: withdrawing it is then as near as agreeing was (L5).
    snapshot.decided && choice,
    ...createCategoryList(runtime, setup.config.categories, draft),
    !snapshot.decided && choice,
  );
  followScrolling(body);
  return body;
}

export { createCategoryList } from "./category-list.ts";
export { addCookieTable } from "./cookie-table.ts";
export { openDialog } from "./dialog.ts";
export { createDraft } from "./draft.ts";
export { createFold } from "./fold.ts";
export { followScrolling } from "./scroll-area.ts";
export { runInSlices } from "./slices.ts";
export { toLocale } from "./words.ts";
export { createYourChoice } from "./your-choice.ts";
