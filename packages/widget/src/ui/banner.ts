import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { Texts } from "../languages/texts.ts";
import bannerCss from "./banner.css?inline";
import { createButton, createElement } from "./element.ts";
import { adopt, createFrame } from "./frame.ts";
import { toThemeCss } from "./theme.ts";

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

/** Creates the first layer as a labelled region; the caller puts it into the page. Answers its host. */
export function createBanner(props: BannerProps): HTMLElement {
  const { layout, position } = props.setup.config.banner;
  const { host, root } = createFrame("banner", bannerCss);
  adopt(root, toThemeCss(props.setup.config.banner));
  Object.assign(host.dataset, { layout, position });
  host.lang = props.texts.language;
  host.setAttribute("role", "region");
  host.setAttribute("aria-labelledby", TITLE_ID);
  root.append(createElement("div", { class: "panel" }, createElement("slot", {})));
  host.append(
    createText(props),
    createElement(
      "div",
      { class: `ch-actions ${props.setup.regulation.model === "opt-in" ? "ch-twins" : ""}` },
      ...createActions(props),
    ),
  );
  return host;
}

function createText({ setup, texts, isGpcHonoured }: BannerProps): HTMLElement {
  const { message } = texts;
  const href = setup.config.privacy_policy_url;
  return createElement(
    "div",
    { class: "ch-text" },
    createElement("h2", { class: "ch-title", id: TITLE_ID }, message("banner_title")),
    createElement(
      "p",
      {},
      `${message(setup.regulation.model === "opt-in" ? "banner_text" : "notice_text")} `,
      href && isWebAddress(href) && createElement("a", { href }, message("privacy_policy")),
    ),
    isGpcHonoured && createElement("p", { class: "ch-gpc" }, message("gpc_honoured")),
  );
}

function createActions({ setup, texts, ...on }: BannerProps): (HTMLElement | false)[] {
  const { message } = texts;
  const { model } = setup.regulation;
  const near = { onpointerenter: on.onNearSettings, onfocus: on.onNearSettings };
  if (model === "opt-in") {
    // Twins: the same class, so that no style can favour one (L2).
    return [
      createButton(message("settings"), "ch-plain ch-wide", on.onSettings, near),
      createButton(message("reject_all"), "", on.onReject),
      createButton(message("accept_all"), "", on.onAccept),
    ];
  }
  return [
    model === "opt-out" && createButton(message("do_not_sell"), "ch-plain ch-wide", on.onDoNotSell),
    createButton(message("settings"), "ch-plain", on.onSettings, near),
    createButton(message("close"), "ch-plain", on.onClose),
  ];
}

// The configuration is validated by the server; a copy kept in the browser may have been tampered with.
function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
