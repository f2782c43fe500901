import type { TcfText } from "@cookiehub/schemas/types";
import { followScrolling } from "../preferences/scroll-area.ts";
import type { Child } from "../ui/element.ts";
import type { TcfContext, VendorPick } from "./context.ts";
import { createControl } from "./control.ts";
import { createSection } from "./section.ts";
import type { TcfKind } from "./tcf-draft.ts";
import { type TcfUse, toUsers } from "./tcf-view-model.ts";

/** One way in which vendors use something, and what the visitor can answer to it. */
interface Asking {
  readonly use: TcfUse;
  readonly kind?: TcfKind;
  readonly label?: string;
}

type Texts = "purposes" | "specialPurposes" | "features" | "specialFeatures";

/** Creates the view of the purposes: everything that vendors do it for, with the official texts (T92, T98). */
export function createPurposesView(
  context: TcfContext,
  others: readonly Child[],
  onPick: (pick: VendorPick) => void,
): HTMLElement {
  const { ui, texts, tcf, snapshot } = context.runtime;
  const { texts: official, words } = tcf;
  const { createElement } = ui;
  const security = official.specialPurposes.find(({ id }) => id === 1)?.name ?? "";
  const create = (title: string, text: string, of: Texts, askings: readonly Asking[]) => {
    const rows = official[of].map((entry) => createRow(context, `${of}-${entry.id}`, entry, askings, onPick));
    // What no vendor does is not asked for.
    if (!rows.some(Boolean)) return null;
    return createSection(context, title, text, [createElement("ul", { class: "ch-list", role: "list" }, ...rows)]);
  };
  const body = createElement("div", { class: "ch-body" });
  const children: Child[] = [
    snapshot.gpc && createElement("p", { class: "ch-gpc" }, texts.message("gpc_honoured")),
    create(words.purposes, words.purposes_text, "purposes", [
      { use: "consent", kind: "purposeConsents", label: words.consent },
      { use: "legitimateInterest", kind: "purposeObjections", label: words.legitimate_interest },
    ]),
    create(words.special_features, words.special_features_text.replace("{purpose}", security), "specialFeatures", [
      { use: "specialFeatures", kind: "specialFeatureOptIns", label: words.consent },
    ]),
    create(words.special_purposes, words.special_purposes_text, "specialPurposes", [{ use: "specialPurposes" }]),
    create(words.features, official.standardTexts.features ?? "", "features", [{ use: "features" }]),
    ...others,
  ];
  body.append(...(children.filter(Boolean) as Node[]));
  followScrolling(body);
  return body;
}

/** Creates the row of a text that some vendor goes by; `null` where none does: there is nothing to be asked. */
function createRow(
  context: TcfContext,
  id: string,
  text: TcfText,
  askings: readonly Asking[],
  onPick: (pick: VendorPick) => void,
): HTMLElement | null {
  const { ui, tcf, parts } = context.runtime;
  const { createElement } = ui;
  const lines = askings.map((asking) => createAsking(context, text, asking, onPick)).filter((line) => line !== null);
  if (lines.length === 0) return null;
  const { button, panel } = parts.createFold(ui, {
    id: `cookiehub-${id}`,
    label: text.name,
    kind: "ch-cover",
    onOpen() {
      const examples = text.illustrations.map((example) => createElement("li", {}, example));
      panel.replaceChildren(
        createElement("p", {}, text.description),
        ...(examples.length > 0
          ? [createElement("p", {}, tcf.words.examples), createElement("ul", {}, ...examples)]
          : []),
      );
    },
  });
  panel.classList.add("ch-small", "ch-official");
  const about = createElement("div", { class: "ch-about" }, createElement("h4", { class: "ch-name" }, button));
  return createElement("li", { class: "ch-row" }, about, panel, ...lines);
}

/** Creates the line that says how many vendors ask, leads to them, and takes the answer; `null` where none asks. */
function createAsking(
  context: TcfContext,
  text: TcfText,
  { use, kind, label }: Asking,
  onPick: (pick: VendorPick) => void,
): HTMLElement | null {
  const { createElement } = context.runtime.ui;
  const vendors = toUsers(context.vendors, use, text.id);
  if (vendors.length === 0) return null;
  const pick: VendorPick = { label: [text.name, label].filter(Boolean).join(", "), vendors };
  const count = context.numbers.vendors(vendors.length);
  const link = createElement(
    "button",
    { type: "button", class: "ch-link", "aria-label": `${count}: ${pick.label}`, onclick: () => onPick(pick) },
    count,
  );
  return createElement(
    "div",
    { class: "ch-asking ch-small" },
    label && createElement("span", {}, label),
    link,
    kind && createControl(context, { kind, readIds: () => [text.id], name: text.name }).element,
  );
}
