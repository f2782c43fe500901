import { escapeHtml, toLink, type Visit } from "../shop/page.ts";

/** Renders the panel's frame; `browser/panel.js` fills it. Its words are English whatever the shop speaks. */
export function panelMarkup(visit: Visit, path: string): string {
  const other = visit.language === "en" ? "de" : "en";
  const link = (changes: Parameters<typeof toLink>[2], label: string) =>
    `<a href="${escapeHtml(toLink(visit, path, changes))}">${label}</a>`;
  return `<aside class="panel" lang="en" aria-label="What happens here">
<div class="panel-head">
<h2>What happens here</h2>
<p data-panel="server">Asking the server…</p>
<p data-panel="hint"></p>
<p>Try: one service of a category in the settings, the map once without a decision, and, behind the shield, what you chose before with a receipt of each.</p>
</div>
${card("Tags on this page", "tags")}
${card("Requests at the third party", "hits")}
${card("The cookie", "cookie")}
${card("The server's record", "record")}
${card("Audit entries", "audit")}
${card("Today's decisions", "status")}
${card("Today's way to a decision", "funnel")}
<div class="panel-foot">
<button type="button" class="quiet" data-panel-forget>Forget me</button>
${link({ language: other }, other === "de" ? "In German" : "In English")}
${link({ panel: false }, "Hide this panel")}
</div>
</aside>`;
}

// A card's contents may grow longer than its place: it can then be scrolled, also with the keyboard.
function card(title: string, id: string): string {
  return `<section aria-labelledby="panel-${id}"><h3 id="panel-${id}">${title}</h3><div class="panel-body panel-${id}" data-panel="${id}" role="group" aria-labelledby="panel-${id}" tabindex="0"></div></section>`;
}
