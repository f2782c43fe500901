import { HOST_NAME } from "../ui/host-name.ts";

/**
 * Writes what our rules say about the first layer's words and buttons into the elements themselves: important inline
 * properties beat even the important rules of a layer that the page declared before ours (decision 0016). Hover and
 * focus keep the colours of rest. Set through the CSSOM, which a strict `style-src` allows.
 */
export function writeOurStyles(host: HTMLElement): void {
  const rules = [...document.styleSheets, ...document.adoptedStyleSheets].flatMap(readOurRules);
  for (const element of host.querySelectorAll<HTMLElement>("*")) {
    // As text: a shorthand that holds `var()` has no longhands to be read.
    element.style.cssText = rules
      .filter(({ selectorText }) => !/:hover|:focus/.test(selectorText) && element.matches(selectorText))
      .map(({ style }) => style.cssText)
      .join("");
  }
}

function readOurRules(sheet: CSSStyleSheet): CSSStyleRule[] {
  try {
    return [...sheet.cssRules].flatMap((rule) =>
      rule instanceof CSSLayerBlockRule && rule.name === "cookiehub" ? toStyleRules(rule.cssRules) : [],
    );
  } catch {
    // A sheet of another origin keeps its rules to itself.
    return [];
  }
}

function toStyleRules(rules: CSSRuleList): CSSStyleRule[] {
  return [...rules].flatMap((rule) => {
    if (rule instanceof CSSStyleRule) return rule.selectorText.includes(HOST_NAME) ? [rule] : [];
    if (rule instanceof CSSMediaRule) return matchMedia(rule.conditionText).matches ? toStyleRules(rule.cssRules) : [];
    return [];
  });
}
