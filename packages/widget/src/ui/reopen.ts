import type { BannerConfig } from "@cookiehub/schemas/types";
import type { Texts } from "../languages/texts.ts";
import { createElement } from "./element.ts";
import { adopt, createFrame } from "./frame.ts";
import reopenCss from "./reopen.css?inline";
import { toThemeCss } from "./theme.ts";

export interface ReopenProps {
  readonly banner: BannerConfig;
  readonly texts: Texts;
  readonly onOpen: () => void;
  readonly onNear: () => void;
}

/** Creates the small button that brings the preferences back (L5); the caller puts it into the page. */
export function createReopen({ banner, texts, onOpen, onNear }: ReopenProps): HTMLElement {
  const { host, root } = createFrame("reopen", reopenCss);
  adopt(root, toThemeCss(banner));
  host.lang = texts.language;
  root.append(createElement("slot", {}));
  const label = texts.message("reopen");
  host.append(
    createElement("button", {
      type: "button",
      class: "ch-reopen",
      "aria-label": label,
      title: label,
      onclick: onOpen,
      onpointerenter: onNear,
      onfocus: onNear,
    }),
  );
  return host;
}
