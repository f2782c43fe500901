import type { TcfConfig, TcfFirstLayerAnswer } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../add-on.ts";
import type { Ui } from "../ui/ui.ts";
import css from "./first-layer.css?inline";

export interface FirstLayerParts {
  readonly host: Pick<AddOnHost, "ui" | "onError">;
  readonly settings: TcfConfig;
  readonly vendorCount: number;
  readonly load: () => Promise<TcfFirstLayerAnswer>;
  /** The visitor can read of vendors and purposes. */
  readonly onDisclosed: () => void;
  readonly onVendors: () => void;
}

/** What the TCF adds to the first layer. */
export interface FirstLayer {
  /** Settles when its words are there, or cannot be had; never rejects. */
  whenReady(): Promise<void>;
}

/**
 * Has every first layer say what the TCF asks for (T83 to T88): what happens on the device, the number of vendors with a link to
 * them, purposes and special features by their official names, legitimate interest, and how to come back. It is put in while
 * the layer is made, before it is painted; where its words come later than the layer, as soon as they are there.
 */
export function createFirstLayer(parts: FirstLayerParts): FirstLayer {
  const { ui, onError } = parts.host;
  let words: TcfFirstLayerAnswer | null = null;
  let content: HTMLElement | null = null;
  const fill = () => {
    const text = content?.querySelector(".ch-text");
    if (!ui || !words || !text || text.querySelector(".ch-tcf")) return;
    try {
      text.append(...createParagraphs(ui, parts, words));
    } catch (error) {
      // Whatever came is no file of ours: the first layer stands without it, and nobody is in a string.
      return onError(error);
    }
    parts.onDisclosed();
  };
  const whenReady = async () => {
    try {
      words ??= await parts.load();
      fill();
    } catch (error) {
      onError(error);
    }
  };
  if (ui) {
    const { createFrame } = ui;
    Object.assign(ui, {
      createFrame: (...given: Parameters<typeof createFrame>) => {
        const frame = createFrame(...given);
        if (given[0] !== "banner") return frame;
        content = frame.content;
        ui.adoptImportant(document, css);
        // Its text is put in by whoever asked for the frame; observers are called before the next paint.
        new MutationObserver((_, observer) => {
          observer.disconnect();
          fill();
        }).observe(content, { childList: true });
        void whenReady();
        return frame;
      },
    } satisfies Partial<typeof ui>);
  }
  return { whenReady };
}

function createParagraphs({ createElement }: Ui, parts: FirstLayerParts, answer: TcfFirstLayerAnswer): HTMLElement[] {
  const { settings, vendorCount, onVendors } = parts;
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
