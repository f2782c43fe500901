import { createCategoryRow } from "./category-row.ts";
import contentCss from "./content.css?inline";
import dialogCss from "./dialog.css?inline";
import { createDraft } from "./draft.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import { followScrolling } from "./scroll-area.ts";
import { createWords } from "./words.ts";
import { createYourChoice } from "./your-choice.ts";

/**
 * Opens the preferences as a modal dialog: focus stays inside and returns to where it was, Escape closes without a
 * decision. Answers the function that closes it.
 */
export function openPreferences(runtime: PreferencesRuntime): () => void {
  const { ui, texts, onClose } = runtime;
  const { createElement, createFrame, adoptImportant } = ui;
  const { host, root, slot, content } = createFrame("preferences");
  adoptImportant(root, dialogCss);
  adoptImportant(document, contentCss);
  // A dialog in a shadow root cannot point at a title outside of it.
  const label = texts.message("preferences_title");
  const dialog = createElement("dialog", { class: "panel", "aria-label": label }, slot) as HTMLDialogElement;
  root.append(dialog);
  content.append(...createContent(runtime));
  document.body.append(host);
  // Escape has closed it already.
  dialog.addEventListener("close", () => {
    if (host.isConnected) onClose();
  });
  dialog.addEventListener("click", (event) => {
    // Only the backdrop reports the dialog itself as its target.
    if (event.composedPath()[0] === dialog) onClose();
  });
  dialog.showModal();
  host.querySelector<HTMLElement>("button")?.focus();
  return () => {
    dialog.close();
    host.remove();
  };
}

function createContent(runtime: PreferencesRuntime): HTMLElement[] {
  const { ui, setup, texts, snapshot, onClose } = runtime;
  const { createElement, createButton } = ui;
  const { message } = texts;
  const draft = createDraft(setup.config.categories, snapshot);
  return [
    createElement(
      "div",
      { class: "ch-head" },
      createElement("h2", { class: "ch-title" }, message("preferences_title")),
      createElement("button", { type: "button", class: "ch-close", "aria-label": message("close"), onclick: onClose }),
    ),
    createBody(runtime, draft),
    createElement(
      "div",
      { class: "ch-foot ch-actions ch-twins" },
      createButton(message("reject_all"), "", runtime.onReject),
      createButton(message("accept_all"), "", runtime.onAccept),
      createButton(message("save"), "ch-plain ch-wide", () => runtime.onSave(draft.toGiven())),
    ),
  ];
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
