import { escapeHtml, renderPage, toLink, type Visit } from "./page.ts";
import { TEXTS, type Texts } from "./texts.ts";

/** Renders the page at a path, or answers `undefined` when the shop has none there. */
export function renderShopPage(path: string, visit: Visit): string | undefined {
  const texts = TEXTS[visit.language];
  if (path === "/") return renderPage(visit, { path, title: texts.shop, main: home(visit, texts) });
  if (path === "/product") return renderPage(visit, { path, title: texts.product, main: product(visit, texts) });
  if (path === "/checkout") return renderPage(visit, { path, title: texts.checkout, main: checkout(texts) });
  if (path === "/privacy") return renderPage(visit, { path, title: texts.privacy, main: privacy(texts) });
  return undefined;
}

function home(visit: Visit, texts: Texts): string {
  const card = (picture: string, name: string, price: string) =>
    `<li><a href="${escapeHtml(toLink(visit, "/product"))}"><img src="/assets/${picture}.svg" width="250" height="150" alt=""><span class="name">${name}</span></a><span class="price">${price}</span></li>`;
  return `<h1>Northwind Outdoor</h1>
<p class="lead">${texts.lead}</p>
<ul class="products">${card("tent", texts.tent, "€ 289")}${card("stove", texts.stove, "€ 64")}${card("map", texts.mapSet, "€ 38")}</ul>
<section aria-labelledby="visit">
<h2 id="visit">${texts.visit}</h2>
<p>${texts.visitText}</p>
${embed(texts, texts.mapBlocked, `<iframe data-consent-category="functional" data-src="${visit.thirdPartyUrl}/map" title="${texts.mapTitle}"></iframe>`)}
</section>`;
}

function product(visit: Visit, texts: Texts): string {
  return `<h1>${texts.tent}</h1>
<div class="product">
<img src="/assets/tent.svg" width="500" height="300" alt="">
<div>
<p class="lead">${texts.tentText}</p>
<p class="price">€ 289</p>
<button type="button" class="primary" data-shop-event="add_to_cart" data-shop-says="${texts.added}">${texts.add}</button>
<p role="status" class="says"></p>
</div>
</div>
<section aria-labelledby="watch">
<h2 id="watch">${texts.watch}</h2>
${embed(texts, texts.videoBlocked, `<iframe data-consent-category="marketing" data-src="${visit.thirdPartyUrl}/video" title="${texts.videoTitle}"></iframe>`)}
</section>`;
}

function checkout(texts: Texts): string {
  return `<h1>${texts.checkout}</h1>
<h2>${texts.yourOrder}</h2>
<p>1 × ${texts.tent} <span class="price">€ 289</span></p>
<form>
<label>${texts.name} <input name="name" autocomplete="name"></label>
<label>${texts.email} <input name="email" type="email" autocomplete="email"></label>
<button type="button" class="primary" data-shop-event="purchase" data-shop-says="${texts.ordered}">${texts.order}</button>
<p role="status" class="says"></p>
</form>`;
}

function privacy(texts: Texts): string {
  return `<h1>${texts.privacy}</h1>
<p class="lead">${texts.privacyText}</p>`;
}

/** The words stand behind the frame's place, so that nothing moves when the frame appears. */
function embed(texts: Texts, words: string, frame: string): string {
  return `<div class="embed"><div class="embed-words"><p>${words}</p><button type="button" class="quiet" data-cookiehub-open>${texts.change}</button></div>${frame}</div>`;
}
