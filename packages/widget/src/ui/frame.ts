import type { BannerConfig } from "@cookiehub/schemas/types";
import { isRtl } from "../languages/direction.ts";
import { adopt, adoptImportant } from "./adopt.ts";
import contentCss from "./content.css?inline";
import { createElement } from "./element.ts";
import frameCss from "./frame.css?inline";
import { HOST_NAME } from "./host-name.ts";
import { toThemeCss } from "./theme.ts";

/**
 * A host whose styles stand in a shadow root and whose words and controls are slotted children (D16): tools that refuse
 * for the visitor and screen readers find them, page styles do not reach them. With `isolation: "none"` everything stands
 * in the page: the host is its own root, and the slot holds its content itself.
 */
export interface Frame {
  readonly host: HTMLElement;
  /** Where the panel goes. */
  readonly root: ShadowRoot | HTMLElement;
  /** Shows the content where it stands: put it into the panel. */
  readonly slot: HTMLElement;
  /** Where words and controls go. */
  readonly content: HTMLElement;
}

/** Creates a frame in the page's theme; it is not in the page yet. `part` names it for the style sheets. */
export type CreateFrame = (part: string, css?: string) => Frame;

/** Makes the maker of a page's frames. `sheets` are the tenant's: they come after ours. */
export function createFrames(
  banner: BannerConfig,
  readLanguage: () => string,
  sheets: readonly CSSStyleSheet[],
): CreateFrame {
  const themeCss = toThemeCss(banner);
  return (part, css = "") => {
    const language = readLanguage();
    const host = createElement(HOST_NAME, { lang: language, dir: isRtl(language) ? "rtl" : "ltr", "data-part": part });
    const root = banner.isolation === "none" ? host : host.attachShadow({ mode: "open" });
    const slot = createElement("slot", {});
    adoptImportant(document, contentCss);
    adoptImportant(root, frameCss);
    adopt(root, themeCss);
    adopt(root, css);
    for (const sheet of sheets) adopt(root, sheet);
    return { host, root, slot, content: root === host ? slot : host };
  };
}
