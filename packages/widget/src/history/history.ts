import type { ConsentHistoryAnswer, ConsentHistoryEntry, Messages } from "@cookiehub/schemas/types";
import { createFacts, toGroups } from "../preferences/facts.ts";
import type { PreferencesRuntime } from "../preferences/runtime.ts";
import { runInSlices } from "../preferences/slices.ts";
import { saveReceipt } from "./receipt.ts";
import { readConsentApi } from "./requests.ts";
import type { HistoryProps } from "./runtime.ts";

const ACTIONS: { readonly [Action in ConsentHistoryEntry["action"]]?: keyof Messages } = {
  accept_all: "action_accept_all",
  reject_all: "action_reject_all",
  custom: "action_custom",
  withdraw: "action_withdraw",
};

/** Shows the visitor's earlier decisions, newest first, as the server's log holds them. */
export async function showHistory(runtime: PreferencesRuntime, props: HistoryProps): Promise<void> {
  const decisions = await readDecisions(runtime);
  runInSlices(addDecisions(runtime, props, decisions), props.onFailure);
}

async function readDecisions(runtime: PreferencesRuntime): Promise<ConsentHistoryAnswer["decisions"]> {
  const answer = await readConsentApi(runtime, "history");
  return (JSON.parse(await answer.text()) as ConsentHistoryAnswer).decisions;
}

function* addDecisions(
  runtime: PreferencesRuntime,
  props: HistoryProps,
  decisions: readonly ConsentHistoryEntry[],
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
  props.list.append(items);
  for (const decision of decisions) {
    items.append(createDecision(runtime, props, decision));
    yield;
  }
}

function createDecision(
  runtime: PreferencesRuntime,
  { words, onFailure }: HistoryProps,
  decision: ConsentHistoryEntry,
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
