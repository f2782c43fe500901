import type { CategoryConfig } from "@cookiehub/schemas/types";
import contentCss from "./content.css?inline";
import dialogCss from "./dialog.css?inline";
import type { PreferencesRuntime } from "./runtime.ts";

/**
 * Opens the preferences as a modal dialog: focus stays inside and returns to where it was, Escape closes without a
 * decision. Answers the function that closes it.
 */
export function openPreferences(runtime: PreferencesRuntime): () => void {
  const { ui, texts, onClose } = runtime;
  const { createElement, createFrame, adopt } = ui;
  const { host, root } = createFrame("preferences", dialogCss);
  adopt(root, ui.themeCss);
  adopt(document, contentCss);
  host.lang = texts.language;
  // A dialog in a shadow root cannot point at a title outside of it.
  const label = texts.message("preferences_title");
  const dialog = createElement("dialog", { "aria-label": label }, createElement("slot", {})) as HTMLDialogElement;
  root.append(dialog);
  host.append(...createContent(runtime));
  document.body.append(host);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    onClose();
  });
  // Browsers close a dialog without `cancel` where the visitor has not touched the page yet.
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
  const { ui, setup, texts, onClose } = runtime;
  const { createElement, createButton } = ui;
  const { message } = texts;
  const draft: Record<string, boolean> = { ...runtime.snapshot.choices };
  const rows = setup.config.categories.map((category) => createRow(runtime, category, draft));
  return [
    createElement(
      "div",
      { class: "ch-head" },
      createElement("h2", { class: "ch-title" }, message("preferences_title")),
      createElement("button", { type: "button", class: "ch-close", "aria-label": message("close"), onclick: onClose }),
    ),
    createElement(
      "div",
      { class: "ch-body" },
      createElement("p", {}, message("preferences_text")),
      runtime.snapshot.gpc && createElement("p", { class: "ch-gpc" }, message("gpc_honoured")),
      createElement("ul", { class: "ch-list", role: "list" }, ...rows),
    ),
    createElement(
      "div",
      { class: "ch-foot ch-actions ch-twins" },
      createButton(message("reject_all"), "", runtime.onReject),
      createButton(message("accept_all"), "", runtime.onAccept),
      createButton(message("save"), "ch-plain ch-wide", () => runtime.onSave({ categories: draft })),
    ),
  ];
}

function createRow(runtime: PreferencesRuntime, category: CategoryConfig, draft: Record<string, boolean>): HTMLElement {
  const { texts } = runtime;
  const { createElement } = runtime.ui;
  const { id, required } = category;
  const { name } = texts.category(category);
  const ids = { name: `cookiehub-name-${id}`, text: `cookiehub-text-${id}`, result: `cookiehub-result-${id}` };
  const result = createElement("span", { class: "ch-result", id: ids.result }, texts.message("always_on"));
  const control = createElement("button", {
    type: "button",
    class: "ch-switch",
    role: "switch",
    "aria-labelledby": ids.name,
    "aria-describedby": `${ids.text} ${ids.result}`,
    onclick() {
      draft[id] = !draft[id];
      draw();
    },
  });
  const draw = () => {
    control.setAttribute("aria-checked", String(draft[id] === true));
    result.textContent = texts.message(draft[id] ? "allowed" : "refused");
  };
  if (!required) draw();
  return createElement(
    "li",
    { class: "ch-row" },
    createElement(
      "div",
      { class: "ch-about" },
      createElement("h3", { class: "ch-name", id: ids.name }, name),
      createElement("p", { class: "ch-small", id: ids.text }, toDescription(runtime, category)),
    ),
    result,
    !required && control,
  );
}

function toDescription({ texts }: PreferencesRuntime, category: CategoryConfig): string {
  const { description } = texts.category(category);
  const count = category.cookies.length;
  const counted = texts.message(count === 1 ? "cookies_one" : "cookies_other").replace("{count}", String(count));
  return count > 0 ? `${description} ${counted}` : description;
}
