import contentCss from "./content.css?inline";
import frameCss from "./frame.css?inline";

/** The element name of everything the widget puts into a page. */
export const HOST_NAME = "cookiehub-ui";

/**
 * A host whose styles stand in a shadow root and whose words and controls are slotted children (D16): tools that refuse
 * for the visitor and screen readers find them, page styles do not reach them.
 */
export interface Frame {
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
}

/** Creates a frame; it is not in the page yet. `part` names it for the style sheets. */
export function createFrame(part: string, css: string): Frame {
  const host = document.createElement(HOST_NAME);
  host.dataset.part = part;
  const root = host.attachShadow({ mode: "open" });
  adopt(document, contentCss);
  adopt(root, frameCss);
  adopt(root, css);
  return { host, root };
}

const sheets = new Map<string, CSSStyleSheet>();

/** Puts a style sheet into force, once. Constructable sheets pass a strict `style-src`. */
export function adopt(target: Document | ShadowRoot, css: string): void {
  try {
    const sheet = sheets.get(css) ?? new CSSStyleSheet();
    if (!sheets.has(css)) sheet.replaceSync(css);
    sheets.set(css, sheet);
    if (!target.adoptedStyleSheets.includes(sheet)) target.adoptedStyleSheets = [...target.adoptedStyleSheets, sheet];
  } catch {
    // Browsers before 2023 have no constructable sheets.
    const style = document.createElement("style");
    style.textContent = css;
    (target instanceof Document ? target.head : target).append(style);
  }
}
