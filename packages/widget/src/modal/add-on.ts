import type { AddOn } from "../add-on.ts";
import type { Banner, BannerParts } from "../ui/banner.ts";
import { TITLE_ID, WORDS } from "../ui/banner-words.ts";
import type { Ui } from "../ui/ui.ts";
import modalCss from "./modal.css?inline";
import contentCss from "./modal-content.css?inline";

/** Shows the first layer as a modal dialog, where the tenant's layout is `modal`. */
export function createAddOn(): AddOn {
  let ui: Ui | null = null;
  return {
    name: "modal",
    start(host) {
      ui = host.ui;
    },
    frameBanner: (parts) => (ui ? createModal(parts, ui) : parts.show),
  };
}

/** Puts the slot into a modal dialog, which holds the focus; the visitor cannot leave it undecided where the law is opt-in. */
function createModal({ props, root, slot, show }: BannerParts, ui: Ui): Banner["show"] {
  const { setup, texts, onClose } = props;
  ui.adoptImportant(root, modalCss);
  ui.adoptImportant(document, contentCss);
  const dialog = ui.createElement(
    "dialog",
    // A dialog in a shadow root cannot point at a title outside of it.
    { class: "panel", "aria-label": texts.message(WORDS[setup.regulation.model][0]) },
    slot,
  ) as HTMLDialogElement;
  root.append(dialog);
  const open = (body?: HTMLElement) => {
    // A dialog that was taken out of the page is open, but modal no more.
    dialog.close();
    if (body) show(body);
    dialog.showModal();
    // No control is favoured, and Enter decides nothing.
    const title = document.getElementById(TITLE_ID);
    title?.setAttribute("tabindex", "-1");
    title?.focus();
  };
  const onEscape = setup.regulation.model === "opt-in" ? open : onClose;
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (onEscape === onClose) onClose();
  });
  // Browsers close a dialog without `cancel` where the visitor has not touched the page yet.
  dialog.addEventListener("close", () => {
    if (!dialog.open && isSeen(dialog)) onEscape();
  });
  // What a visitor's own tools have hidden must not hold the page.
  new ResizeObserver(() => {
    if (!isSeen(dialog)) dialog.close();
  }).observe(dialog);
  return open;
}

function isSeen(element: Element): boolean {
  return element.getClientRects().length > 0;
}
