/** The name of the layer that a tenant's rules for the page stand in. */
const LAYER = "cookiehub-tenant";

/** A tenant's style sheet, ready to be adopted. */
export interface TenantSheets {
  /** For the document: words and buttons. Every rule is important and in a layer, as ours are. */
  readonly forPage: CSSStyleSheet;
  /** For the shadow roots: panels. */
  readonly forFrames: CSSStyleSheet;
}

/**
 * Makes the sheets of a tenant's CSS text. Nothing is loaded by it: `@import` is ignored by constructable sheets. With
 * `isInPage` there are no shadow roots, and `:host` stands for the widget's elements.
 */
export function createTenantSheets(css: string, isInPage: boolean): TenantSheets {
  const forFrames = new CSSStyleSheet();
  forFrames.replaceSync(css);
  makeImportant(forFrames.cssRules);
  const rules = [...forFrames.cssRules].map((rule) => rule.cssText).join("\n");
  const forPage = new CSSStyleSheet();
  const pageRules = isInPage ? rules.replace(/:host(?:\((.*?\])\))?/g, "cookiehub-ui$1") : rules;
  // Rules from the parser, not the text: a stray brace cannot end the layer.
  forPage.replaceSync(`@layer ${LAYER}{${pageRules}}`);
  return { forPage, forFrames };
}

function makeImportant(rules: CSSRuleList): void {
  for (const rule of rules) {
    if (rule instanceof CSSStyleRule) {
      for (const name of [...rule.style]) rule.style.setProperty(name, rule.style.getPropertyValue(name), "important");
    } else if ("cssRules" in rule && !(rule instanceof CSSKeyframesRule)) {
      makeImportant(rule.cssRules as CSSRuleList);
    }
  }
}
