import type { TcfConfig, TcfFirstLayerAnswer } from "@cookiehub/schemas/types";
import type { Ui } from "../ui/ui.ts";

export interface FirstLayerTexts {
  readonly settings: TcfConfig;
  readonly vendorCount: number;
  readonly answer: TcfFirstLayerAnswer;
  readonly onVendors: () => void;
}

/**
 * Says on the first layer what the TCF asks for (T83 to T88): what happens on the device, the number of vendors with a link to
 * them, purposes and special features by their official names, legitimate interest, and how to come back.
 */
export function createParagraphs({ createElement }: Ui, parts: FirstLayerTexts): HTMLElement[] {
  const { settings, vendorCount, answer, onVendors } = parts;
  const { words } = answer;
  // What nobody may do here is not asked for.
  const forbidden = new Set(
    settings.restrictions.flatMap(({ type, purpose, vendors }) =>
      type === "not_allowed" && !vendors ? [purpose] : [],
    ),
  );
  if (settings.purpose_one_treatment) forbidden.add(1);
  const purposes = answer.purposes.filter(({ id }) => !forbidden.has(id));
  const count = new Intl.NumberFormat(answer.language).format(vendorCount);
  const onclick = (event: Event) => {
    event.preventDefault();
    onVendors();
  };
  // A link: the first layer's buttons are its answers.
  const link = createElement("a", { href: "#", onclick }, words.vendor_list);
  const toList = (heading: string, names: readonly { readonly name: string }[]) =>
    names.length > 0
      ? [
          createElement("p", { class: "ch-tcf" }, heading),
          createElement("ul", { class: "ch-tcf ch-names" }, ...names.map(({ name }) => createElement("li", {}, name))),
        ]
      : [];
  return [
    createElement("p", { class: "ch-tcf" }, `${words.device_text.replace("{count}", count)} `, link),
    ...toList(words.purposes_text, purposes),
    ...toList(words.special_features_text, answer.specialFeatures),
    ...(answer.hasInterests ? [createElement("p", { class: "ch-tcf" }, words.interests_text)] : []),
    createElement("p", { class: "ch-tcf" }, words.scope_text),
  ];
}
