import { createFold } from "./fold.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import type { Words } from "./words.ts";

/**
 * Creates the fold of the visitor's earlier decisions, newest first, as the server's log holds them. Most visitors never open
 * it: what shows them is loaded when it is opened, they are asked for then, and both again after a failure.
 */
export function createHistoryFold(runtime: PreferencesRuntime, words: Words): readonly [HTMLElement, HTMLElement] {
  const { ui, texts, platform } = runtime;
  const { createElement } = ui;
  let isAsked = false;
  const status = createElement("p", { class: "ch-small", role: "status" });
  const list = createElement("div", {});
  const onFailure = (error: unknown) => {
    isAsked = false;
    status.textContent = texts.message("unavailable");
    runtime.onError(error);
  };
  const load = async () => {
    isAsked = true;
    status.textContent = "";
    list.replaceChildren();
    panel.ariaBusy = "true";
    try {
      const { showHistory } = await platform.load("history");
      await showHistory(runtime, { words, list, onFailure });
    } catch (error) {
      onFailure(error);
    }
    panel.ariaBusy = null;
  };
  const { button, panel } = createFold(ui, {
    id: "cookiehub-history",
    label: texts.message("history"),
    kind: "ch-button ch-plain",
    onOpen: () => void (isAsked || load()),
  });
  panel.append(list, status);
  return [button, panel];
}
