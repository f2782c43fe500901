import type { Texts } from "../languages/texts.ts";
import type { Ui } from "../ui/ui.ts";
import css from "./reload-offer.css?inline";

export interface ReloadOfferProps {
  readonly ui: Ui;
  readonly texts: Texts;
  readonly onReload: () => void;
  readonly onClose: () => void;
}

/** Creates the question whether the page should be loaded again, which ends what runs already. It takes no focus. */
export function createReloadOffer({ ui, texts, onReload, onClose }: ReloadOfferProps): HTMLElement {
  const { createElement, createButton } = ui;
  const { host, root, slot, content } = ui.createFrame("reload");
  ui.adoptImportant(root, css);
  host.setAttribute("role", "region");
  host.setAttribute("aria-label", texts.message("reload"));
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape") onClose();
  });
  root.append(createElement("div", { class: "panel" }, slot));
  const text = createElement("p", { role: "status" });
  content.append(
    text,
    createElement(
      "div",
      { class: "ch-actions" },
      createButton(texts.message("not_now"), "", onClose),
      createButton(texts.message("reload"), "", onReload),
    ),
  );
  // What is said into a status that stands in the page already is read out.
  requestAnimationFrame(() => text.append(texts.message("reload_text")));
  return host;
}
