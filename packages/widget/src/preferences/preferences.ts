import { createCategoryRow } from "./category-row.ts";
import { openDialog } from "./dialog.ts";
import { createDraft } from "./draft.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import { followScrolling } from "./scroll-area.ts";
import { createWords } from "./words.ts";
import { createYourChoice } from "./your-choice.ts";

/** Opens the preferences: a row for each category. Answers the function that closes them. */
export function openPreferences(runtime: PreferencesRuntime): () => void {
  const draft = createDraft(runtime.setup.config.categories, runtime.snapshot);
  const onSave = () => runtime.onSave(draft.toGiven());
  return openDialog(runtime, onSave, () => [createBody(runtime, draft)]);
}

function createBody(runtime: PreferencesRuntime, draft: ReturnType<typeof createDraft>): HTMLElement {
  const { ui, setup, texts, snapshot } = runtime;
  const { createElement } = ui;
  const { message } = texts;
  const words = createWords(texts);
  const status = createElement("p", { class: "ch-unseen", role: "status" });
  const onFollow = (text: string) => {
    status.textContent = text;
  };
  const rows = setup.config.categories.map((category) =>
    createCategoryRow(runtime, { category, draft, words, onFollow }),
  );
  const choice = createYourChoice(runtime, draft, words);
  const body = createElement(
    "div",
    { class: "ch-body", role: "group", "aria-label": message("preferences_title") },
    createElement("p", {}, message("preferences_text")),
    snapshot.gpc && createElement("p", { class: "ch-gpc" }, message("gpc_honoured")),
    // What was chosen comes first: withdrawing it is then as near as agreeing was (L5).
    snapshot.decided && choice,
    createElement("ul", { class: "ch-list", role: "list" }, ...rows),
    !snapshot.decided && choice,
    status,
  );
  followScrolling(body);
  return body;
}
