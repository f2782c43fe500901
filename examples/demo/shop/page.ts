import { panelMarkup } from "../panel/panel-markup.ts";
import type { Language } from "./texts.ts";
import { TEXTS } from "./texts.ts";

/** What a page needs to know about the visit. */
export interface Visit {
  language: Language;
  hasPanel: boolean;
  serverUrl: string;
  thirdPartyUrl: string;
  /** Text of CookieHub's head stub: Consent Mode defaults before any tag (C2). */
  stub: string;
}

/** Keeps the language and the panel's state in a link within the shop. */
export function toLink(visit: Visit, path: string, changes: { language?: Language; panel?: boolean } = {}): string {
  const query = new URLSearchParams();
  const language = changes.language ?? visit.language;
  if (language !== "en") query.set("lang", language);
  if (!(changes.panel ?? visit.hasPanel)) query.set("panel", "off");
  return query.size ? `${path}?${query}` : path;
}

/** Makes a text safe inside HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Renders a whole page of the shop around its own content. */
export function renderPage(visit: Visit, page: { path: string; title: string; main: string }): string {
  const texts = TEXTS[visit.language];
  const link = (path: string, label: string) =>
    `<a href="${escapeHtml(toLink(visit, path))}"${path === page.path ? ' aria-current="page"' : ""}>${label}</a>`;
  return `<!doctype html>
<html lang="${visit.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}: Northwind Outdoor</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/shop.css">
${visit.hasPanel ? '<link rel="stylesheet" href="/assets/panel.css">' : ""}
${renderHeadTags(visit)}
</head>
<body${visit.hasPanel ? ' class="with-panel"' : ""}>
<div class="shop">
<header>
<a class="brand" href="${escapeHtml(toLink(visit, "/"))}">Northwind Outdoor</a>
<nav aria-label="${texts.nav}">${link("/", texts.shop)} ${link("/product", texts.product)} ${link("/checkout", texts.checkout)}</nav>
</header>
<main>
${page.main}
</main>
<footer>
${link("/privacy", texts.privacy)}
<button type="button" class="link" data-cookiehub-open>${texts.settings}</button>
</footer>
</div>
${visit.hasPanel ? panelMarkup(visit, page.path) : ""}
${renderBodyTags(visit)}
<script src="/assets/shop.js" defer></script>
${visit.hasPanel ? '<script src="/assets/panel.js" type="module"></script>' : ""}
</body>
</html>
`;
}

/** Renders what stands in the head: the stub first, then CookieHub, then tags that wait for consent. */
function renderHeadTags({ serverUrl, thirdPartyUrl, stub }: Visit): string {
  return `<script>${stub}</script>
<script async src="${serverUrl}/c/demo0001.js"></script>
<script>gtag("js", new Date()); gtag("config", "G-DEMO");</script>
<script type="text/plain" data-consent-category="analytics" data-src="${thirdPartyUrl}/analytics.js"></script>
<script type="text/plain" data-consent-category="analytics" data-src="${thirdPartyUrl}/gtag/js?id=G-DEMO"></script>
<script type="text/plain" data-consent-category="analytics">
window.demoTags = [...(window.demoTags ?? []), "snippet"];
northern.track("page_view");
</script>`;
}

function renderBodyTags({ thirdPartyUrl }: Visit): string {
  return `<script type="text/plain" data-consent-category="marketing" data-src="${thirdPartyUrl}/ads.js"></script>
<img class="pixel" data-consent-category="marketing" data-src="${thirdPartyUrl}/pixel.gif?tag=pixel" width="1" height="1" alt="">`;
}
