import type { TcfText } from "@cookiehub/schemas/types";
import type { TcfContext, VendorPick } from "./context.ts";
import { createControl } from "./control.ts";
import { createSection } from "./section.ts";
import type { TcfKind } from "./tcf-draft.ts";
import { type TcfUse, toName, toUsers } from "./tcf-view-model.ts";

/** The special purpose that special features serve as well (T95). */
const SECURITY = 1;

/** One way in which vendors use something, and what the visitor can answer to it. */
interface Asking {
  readonly use: TcfUse;
  readonly kind?: TcfKind;
  readonly label?: string;
}

interface Part {
  readonly of: "purposes" | "specialPurposes" | "features" | "specialFeatures";
  readonly title: string;
  readonly text: string;
  readonly askings: readonly Asking[];
}

/** Adds the purposes and everything else that vendors do, with the official texts, a row a step (T92, T98). */
export function* addPurposes(
  context: TcfContext,
  body: HTMLElement,
  onPick: (pick: VendorPick) => void,
): Generator<void> {
  const { createElement } = context.runtime.ui;
  for (const { of, title, text, askings } of toParts(context)) {
    const list = createElement("ul", { class: "ch-list", role: "list" });
    const section = createSection(context, title, text, [list]);
    for (const entry of context.runtime.tcf.texts[of]) {
      const row = createRow(context, `${of}-${entry.id}`, entry, askings, onPick);
      // What no vendor does is not asked for.
      if (!row) continue;
      list.append(row);
      body.append(section);
      yield;
    }
  }
}

function toParts({ runtime }: TcfContext): readonly Part[] {
  const { texts, words } = runtime.tcf;
  return [
    {
      ...{ of: "purposes", title: words.purposes, text: words.purposes_text },
      askings: [
        { use: "consent", kind: "purposeConsents", label: words.consent },
        { use: "legitimateInterest", kind: "purposeObjections", label: words.legitimate_interest },
      ],
    },
    {
      ...{ of: "specialFeatures", title: words.special_features },
      text: words.special_features_text.replace("{purpose}", toName(texts.specialPurposes, SECURITY)),
      askings: [{ use: "specialFeatures", kind: "specialFeatureOptIns", label: words.consent }],
    },
    {
      ...{ of: "specialPurposes", title: words.special_purposes, text: words.special_purposes_text },
      askings: [{ use: "specialPurposes" }],
    },
    {
      ...{ of: "features", title: words.features, text: texts.standardTexts.features ?? "" },
      askings: [{ use: "features" }],
    },
  ];
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
    createElement("div", { class: "ch-about" }, label && `${label} \u00b7 `, link),
    kind && createControl(context, { kind, readIds: () => [text.id], name: text.name }).element,
  );
}
