import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { Texts } from "../languages/texts.ts";
import { createButton, createElement } from "./element.ts";
import type { CreateFrame, Frame } from "./frame.ts";

/** What the first layer needs. */
export interface BannerProps {
  readonly setup: ResolvedConfig;
  readonly texts: Texts;
  /** The browser's opt-out signal is honoured here: the visitor is told so (P7). */
  readonly isGpcHonoured: boolean;
  readonly onAccept: () => void;
  readonly onReject: () => void;
  readonly onDoNotSell: () => void;
  /** Closing decides nothing (L3); only notices can be closed. */
  readonly onClose: () => void;
  readonly onSettings: () => void;
  /** The visitor is likely to open the preferences. */
  readonly onNearSettings: () => void;
}

const TITLE_ID = "cookiehub-title";

const WORDS = {
  "opt-in": ["banner_title", "banner_text"],
  "opt-out": ["notice_title", "notice_text"],
  notice: ["notice_title", "information_text"],
} as const;

/** The first layer: its host, and how it is put first into the page, as often as it takes. */
export interface Banner {
  readonly host: HTMLElement;
  show(body: HTMLElement): void;
}

/** Creates the first layer as a labelled region, or, with the layout `modal`, as a dialog; it is not in the page yet. */
export function createBanner(props: BannerProps, createFrame: CreateFrame): Banner {
  const { layout, position } = props.setup.config.banner;
  const { host, root, slot, content } = createFrame("banner");
  Object.assign(host.dataset, { layout, position });
  // Where there is room, the actions stand in one row.
  if (layout !== "box" && layout !== "corner") host.dataset.row = "";
  content.append(createText(props), createActions(props));
  // First in the page, so that the keyboard and screen readers meet it first.
  const show = (body: HTMLElement) => body.prepend(host);
  if (layout === "modal") return { host, show: createModal(props, { root, slot, show }) };
  host.setAttribute("role", "region");
  host.setAttribute("aria-labelledby", TITLE_ID);
  root.append(createElement("div", { class: "panel" }, slot));
  return { host, show };
}

/** Puts the slot into a modal dialog, which holds the focus; the visitor cannot leave it undecided where the law is opt-in. */
function createModal(
  { setup, texts, onClose }: BannerProps,
  { root, slot, show }: Pick<Frame, "root" | "slot"> & Pick<Banner, "show">,
): Banner["show"] {
  const dialog = createElement(
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
    document.getElementById(TITLE_ID)?.focus();
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

function createText({ setup, texts, isGpcHonoured }: BannerProps): HTMLElement {
  const { message } = texts;
  const [title, text] = WORDS[setup.regulation.model];
  const { privacy_policy_url: href, banner } = setup.config;
  return createElement(
    "div",
    { class: "ch-text" },
    createElement(
      "h2",
      { class: "ch-title", id: TITLE_ID, tabindex: banner.layout === "modal" && "-1" },
      message(title),
    ),
    createElement(
      "p",
      {},
      `${message(text)} `,
      href && isWebAddress(href) && createElement("a", { href }, message("privacy_policy")),
    ),
    isGpcHonoured && createElement("p", { class: "ch-gpc" }, message("gpc_honoured")),
  );
}

function createActions({ setup, texts, ...on }: BannerProps): HTMLElement {
  const { message } = texts;
  const { model } = setup.regulation;
  const isOptIn = model === "opt-in";
  const near = { onpointerenter: on.onNearSettings, onfocus: on.onNearSettings };
  return createElement(
    "div",
    { class: `ch-actions ${isOptIn ? "ch-twins" : ""}` },
    model === "opt-out" && createButton(message("do_not_sell"), "ch-plain ch-wide", on.onDoNotSell),
    createButton(message("settings"), `ch-plain ${isOptIn ? "ch-wide" : ""}`, on.onSettings, near),
    // Twins: the same class, so that no style can favour one (L2).
    isOptIn && createButton(message("reject_all"), "", on.onReject),
    isOptIn
      ? createButton(message("accept_all"), "", on.onAccept)
      : createButton(message("close"), "ch-plain", on.onClose),
  );
}

// The configuration is validated by the server; a copy kept in the browser may have been tampered with.
function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
