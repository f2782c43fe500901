import type { ConsentHistoryAnswer, ConsentHistoryEntry, Messages } from "@cookiehub/schemas/types";
import { createFacts, toGroups } from "./facts.ts";
import { createFold } from "./fold.ts";
import { saveReceipt } from "./receipt.ts";
import { readConsentApi } from "./requests.ts";
import type { PreferencesRuntime } from "./runtime.ts";
import { runInSlices } from "./slices.ts";
import type { Words } from "./words.ts";

const ACTIONS: { readonly [Action in ConsentHistoryEntry["action"]]?: keyof Messages } = {
  accept_all: "action_accept_all",
  reject_all: "action_reject_all",
  custom: "action_custom",
  withdraw: "action_withdraw",
};

/**
 * Creates the fold of the visitor's earlier decisions, newest first, as the server's log holds them. They are asked for
 * when it is opened, and again after a failure.
 */
export function createHistory(runtime: PreferencesRuntime, words: Words): readonly [HTMLElement, HTMLElement] {
  const { ui, texts } = runtime;
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
      const decisions = await readDecisions(runtime);
      runInSlices(addDecisions(runtime, words, list, decisions, onFailure), onFailure);
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

async function readDecisions(runtime: PreferencesRuntime): Promise<ConsentHistoryAnswer["decisions"]> {
  const answer = await readConsentApi(runtime, "history");
  return (JSON.parse(await answer.text()) as ConsentHistoryAnswer).decisions;
}

function* addDecisions(
  runtime: PreferencesRuntime,
  words: Words,
  list: HTMLElement,
  decisions: readonly ConsentHistoryEntry[],
  onFailure: (error: unknown) => void,
): Generator<void> {
  const { texts } = runtime;
  const { createElement } = runtime.ui;
  const [newest] = decisions;
  const id = newest && createFacts(runtime, [[texts.message("consent_id"), newest.consent_id]]);
  const items = createElement(
    "ul",
    { class: "ch-list", role: "list" },
    id && createElement("li", { class: "ch-item" }, id),
  );
  list.append(items);
  for (const decision of decisions) {
    items.append(createDecision(runtime, words, decision, onFailure));
    yield;
  }
}

function createDecision(
  runtime: PreferencesRuntime,
  words: Words,
  decision: ConsentHistoryEntry,
  onFailure: (error: unknown) => void,
): HTMLElement {
  const { setup, texts } = runtime;
  const { createElement, createButton } = runtime.ui;
  const date = words.date(decision.at, true);
  const action = ACTIONS[decision.action];
  const receipt = texts.message("receipt");
  // A category that the site has given up keeps the name that was recorded.
  const asked = Object.keys(decision.categories)
    .map(
      (id) =>
        setup.config.categories.find((one) => one.id === id) ?? {
          id,
          name: id,
          description: "",
          required: false,
          services: [],
        },
    )
    .filter(({ required }) => !required);
  const groups = toGroups(runtime, words, asked, ({ id, services }) => {
    const isAllowed = decision.categories[id] === true;
    const isParted = services.some((service) => (decision.services?.[service.id] ?? isAllowed) !== isAllowed);
    return isParted ? "partly_allowed" : isAllowed ? "allowed" : "refused";
  });
  return createElement(
    "li",
    { class: "ch-item ch-line" },
    createElement(
      "div",
      { class: "ch-about" },
      createElement("h4", { class: "ch-name" }, date),
      action && createElement("p", { class: "ch-small" }, texts.message(action)),
      createFacts(runtime, groups),
    ),
    createButton(receipt, "ch-plain ch-own", () => void saveReceipt(runtime, decision.audit_id).catch(onFailure), {
      "aria-label": `${receipt}: ${date}`,
    }),
  );
}
