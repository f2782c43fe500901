import type { Draft } from "./draft.ts";
import { createFacts, toGroups } from "./facts.ts";
import { createHistoryFold } from "./history-fold.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import { createWords } from "./words.ts";

/** Creates the part that says what holds now, until when, and what held before; it can be withdrawn here (L5). */
export function createYourChoice(runtime: PreferencesRuntime, draft: Draft): HTMLElement {
  const { ui, setup, snapshot, texts } = runtime;
  const { createElement, createButton } = ui;
  const { message } = texts;
  const title = createElement("h3", { class: "ch-name" }, message("your_choice"));
  const { decidedAt, expiresAt } = snapshot;
  if (!decidedAt) {
    return createElement("div", { class: "ch-choice" }, title, createElement("p", {}, message("no_choice")));
  }
  const words = createWords(texts);
  const asked = setup.config.categories.filter(({ required }) => !required);
  const isAllowing = asked.some((category) => draft.toResult(category) !== "refused");
  const dates = [
    message("chosen_on").replace("{date}", words.date(decidedAt)),
    expiresAt && message("asked_again").replace("{date}", words.date(expiresAt)),
  ];
  const [button, panel] = createHistoryFold(runtime, words);
  return createElement(
    "div",
    { class: "ch-choice" },
    title,
    createFacts(runtime, toGroups(runtime, words, asked, draft.toResult)),
    createElement("p", { class: "ch-small" }, dates.filter(Boolean).join(" ")),
    createElement(
      "div",
      { class: "ch-actions" },
      isAllowing && createButton(message("withdraw_all"), "ch-plain", runtime.onReject),
      button,
    ),
    panel,
  );
}
