type Target = Document | ShadowRoot | HTMLElement;

const sheets = new Map<string, CSSStyleSheet>();

/**
 * Puts a style sheet into force, once. Constructable sheets pass a strict `style-src`. For a host that has no shadow root
 * its rules go into the layer of the document, `:host` being that host.
 */
export function adopt(target: Target, css: string | CSSStyleSheet): void {
  if (!css) return;
  if (target instanceof HTMLElement) {
    const host = `${target.localName}[data-part=${target.dataset.part}]`;
    if (typeof css === "string") adoptImportant(document, css.replace(/:host(?:\((.*?\])\))?/g, `${host}$1`));
    return;
  }
  try {
    const sheet = typeof css === "string" ? (sheets.get(css) ?? new CSSStyleSheet()) : css;
    if (typeof css === "string" && !sheets.has(css)) {
      sheet.replaceSync(css);
      sheets.set(css, sheet);
    }
    if (!target.adoptedStyleSheets.includes(sheet)) target.adoptedStyleSheets = [...target.adoptedStyleSheets, sheet];
  } catch {
    // Browsers before 2023 have no constructable sheets.
    const style = document.createElement("style");
    style.textContent = String(css);
    (target instanceof Document ? target.head : target).append(style);
  }
}

/**
 * Adopts rules each of which is to be important: in a shadow root, or in a layer of the document, those are what the
 * page's own important rules cannot beat (D16). Written without the word, so that a visitor does not load it a hundred times.
 */
export function adoptImportant(target: Target, css: string): void {
  const rules = css.replace(/([^{}\s;])\s*(?:!important)?\s*([;}])/g, "$1!important$2");
  adopt(target, target instanceof Document ? `@layer cookiehub{${rules}}` : rules);
}
