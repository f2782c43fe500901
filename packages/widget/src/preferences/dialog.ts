import contentCss from "./content.css?inline";
import dialogCss from "./dialog.css?inline";
import type { PreferencesRuntime } from "./runtime.ts";

/**
 * Opens a modal dialog with the head and the buttons of the preferences: focus stays inside and returns to where it was,
 * Escape closes without a decision. `createMiddle` makes what stands between. Answers the function that closes it.
 */
export function openDialog(
  runtime: PreferencesRuntime,
  onSave: () => void,
  createMiddle: () => readonly HTMLElement[],
): () => void {
  const { ui, texts, onClose } = runtime;
  const { createElement, createButton, createFrame, adoptImportant } = ui;
  const { message } = texts;
  const { host, root, slot, content } = createFrame("preferences");
  adoptImportant(root, dialogCss);
  adoptImportant(document, contentCss);
  // A dialog in a shadow root cannot point at a title outside of it.
  const dialog = createElement(
    "dialog",
    { class: "panel", "aria-label": message("preferences_title") },
    slot,
  ) as HTMLDialogElement;
  root.append(dialog);
  content.append(
    createElement(
      "div",
      { class: "ch-head" },
      createElement("h2", { class: "ch-title" }, message("preferences_title")),
      createElement("button", { type: "button", class: "ch-close", "aria-label": message("close"), onclick: onClose }),
    ),
    ...createMiddle(),
    createElement(
      "div",
      { class: "ch-foot ch-actions ch-twins" },
      createButton(message("reject_all"), "", runtime.onReject),
      createButton(message("accept_all"), "", runtime.onAccept),
      createButton(message("save"), "ch-plain ch-wide", onSave),
    ),
  );
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
