import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../add-on.ts";
import type { Texts } from "../languages/texts.ts";
import { TITLE_ID, WORDS } from "./banner-words.ts";
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

/** The first layer: its host, and how it is put first into the page, as often as it takes. */
export interface Banner {
  readonly host: HTMLElement;
  show(body: HTMLElement): void;
}

/** What an add-on that makes another frame is given. */
export interface BannerParts extends Pick<Frame, "root" | "slot"> {
  readonly props: BannerProps;
  /** Puts the host first into the page. */
  readonly show: Banner["show"];
}

/** Creates the first layer as a labelled region, or in the frame that an add-on makes; it is not in the page yet. */
export function createBanner(props: BannerProps, createFrame: CreateFrame, frameBanner?: AddOn["frameBanner"]): Banner {
  const { layout, position } = props.setup.config.banner;
  const { host, root, slot, content } = createFrame("banner");
  Object.assign(host.dataset, { layout, position });
  // Where there is room, the actions stand in one row.
  if (layout !== "box" && layout !== "corner") host.dataset.row = "";
  content.append(createText(props), createActions(props));
  // First in the page, so that the keyboard and screen readers meet it first.
  const show = (body: HTMLElement) => body.prepend(host);
  if (frameBanner && layout === "modal") return { host, show: frameBanner({ props, root, slot, show }) };
  host.setAttribute("role", "region");
  host.setAttribute("aria-labelledby", TITLE_ID);
  root.append(createElement("div", { class: "panel" }, slot));
  return { host, show };
}

function createText({ setup, texts, isGpcHonoured }: BannerProps): HTMLElement {
  const { message } = texts;
  const [title, text] = WORDS[setup.regulation.model];
  const { privacy_policy_url: href } = setup.config;
  return createElement(
    "div",
    { class: "ch-text" },
    createElement("h2", { class: "ch-title", id: TITLE_ID }, message(title)),
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
