import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import { expect, test } from "./fixtures.ts";
import { expectChoice, readChoice, readHistory } from "./server-answers.ts";
import { HITS, Shop } from "./shop.ts";
import { openStand } from "./stand.ts";
import { EVENTS, expectTwins, readTold } from "./twins.ts";
import { inHead, serveVariant, withNonces } from "./variants.ts";
import { readViolations, watchViolations } from "./violations.ts";

const NONCE = "c2hvcA";

test("a strict Content-Security-Policy with Trusted Types shows the banner, and its tags run with the page's nonce", async ({
  shop,
  page,
}) => {
  const { serverUrl, thirdPartyUrl } = shop.demo;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
    "style-src 'self'",
    `img-src 'self' ${thirdPartyUrl}`,
    `frame-src ${thirdPartyUrl}`,
    `connect-src 'self' ${serverUrl} ${thirdPartyUrl}`,
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types cookiehub",
  ].join("; ");
  serveVariant(shop.demo, { headers: { "Content-Security-Policy": policy }, change: withNonces(NONCE) });
  await watchViolations(page);
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.openPreferences();
  await shop.choose("functional", "analytics", "marketing");
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  expect(await readViolations(page)).toEqual([]);
});

for (const text of [
  "",
  "1!demo",
  "%00%ff",
  "x".repeat(3000),
  "1!demo!dev_aaaaaaaaaaaa!zzz!zzzz!1!1!1!analytics.marketing!",
]) {
  test(`a damaged cookie (${text.slice(0, 24) || "empty"}, ${text.length} letters) is no choice: asked again, nothing runs (L10)`, async ({
    shop,
    context,
  }) => {
    await context.addCookies([{ name: CONSENT_COOKIE, value: text, url: shop.demo.shopUrl }]);
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    await shop.decide("Reject all");
    expect((await readChoice(context))?.denied).toEqual(["functional", "analytics", "marketing"]);
  });
}

test("a choice made for another tenant is no choice here", async ({ shop, context, page }) => {
  await shop.visit();
  await shop.decide("Accept all");
  const cookie = (await context.cookies()).find(({ name }) => name === CONSENT_COOKIE);
  if (!cookie) throw new Error("no cookie was written");
  await page.evaluate(() => localStorage.clear());
  await context.addCookies([{ ...cookie, value: cookie.value.replace("!demo!", "!other!") }]);
  // Every tag of the first page: one that is still on its way must not be taken for the second page's.
  await expect.poll(() => shop.hits()).toEqual({ ...HITS.functional, ...HITS.analytics, ...HITS.marketing });
  shop.demo.forgetHits();
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.settle();
  expect(shop.hits()).toEqual({});
});

test("loading the script twice is harmless: one banner, each tag once, one decision", async ({ shop, context }) => {
  const second = `<script async src="${shop.demo.serverUrl}/c/demo0001.js?again"></script>`;
  serveVariant(shop.demo, { change: inHead(second) });
  await shop.visit();
  await shop.settle();
  await expect(shop.banner).toHaveCount(1);
  await shop.decide("Accept all");
  await expect.poll(() => shop.hits()).toEqual({ ...HITS.functional, ...HITS.analytics, ...HITS.marketing });
  const { deviceId } = await expectChoice(context);
  await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
});

test("two tabs agree: the choice made in one holds in the other, and is recorded once", async ({ shop, context }) => {
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  const other = new Shop(await context.newPage(), shop.demo);
  await other.visit("/product");
  await other.decide("Reject all");
  await shop.page.bringToFront();
  await expect(shop.banner).toBeHidden();
  const { deviceId } = await expectChoice(context);
  await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
  expect(shop.hits()).toEqual({});
});

test("a page that has named an element `cookiehub` still gets its banner", async ({ shop }) => {
  serveVariant(shop.demo, { change: (html) => html.replace("<main>", '<main><div id="cookiehub"></div>') });
  await shop.visit();
  await expect(shop.banner).toBeVisible();
});

test("a tag whose category nobody has configured stays blocked after accepting all", async ({ shop }) => {
  const unknown = `<script type="text/plain" data-consent-category="unknown" data-src="${shop.demo.thirdPartyUrl}/collect?tag=unknown"></script>`;
  serveVariant(shop.demo, { change: inHead(unknown) });
  await shop.visit();
  await shop.decide("Accept all");
  await expect.poll(() => shop.hits()).toEqual({ ...HITS.functional, ...HITS.analytics, ...HITS.marketing });
  await shop.settle();
  expect(shop.hits().unknown).toBeUndefined();
});

const BROKEN_PAGES: Record<string, string> = {
  "that has patched prototypes as old libraries do": `Array.prototype.toJSON = function () { return "broken" }; Object.prototype.extra = function () {};
    Array.prototype.each = function () {}; Function.prototype.bind = function () { return () => "broken" };
    Array.from = function () { return [] }; window.$ = window.Prototype = {};`,
  "that has replaced timers and observers": `const old = setTimeout; window.setTimeout = function (act, ms) { return old.call(window, act, ms) };
    window.requestIdleCallback = undefined; window.ResizeObserver = undefined;`,
  "that overwrites the document's adopted sheets": `addEventListener("load", () => { document.adoptedStyleSheets = [] });`,
};

for (const [name, script] of Object.entries(BROKEN_PAGES)) {
  test(`a page ${name} gets its first layer, and no error`, async ({ page }) => {
    await openStand(page, { head: `${EVENTS}<script>${script}</script>` });
    await expectTwins(page);
    await page.locator("cookiehub-ui").getByRole("button", { name: "Accept all" }).click();
    await expect(page.locator("cookiehub-ui[data-part=banner]")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Privacy settings" })).toBeVisible();
    expect(await readTold(page)).toEqual([]);
  });
}

test("elements of the page that are named like what the widget reads take nothing from it", async ({ page }) => {
  const names = [
    "cookiehub",
    "body",
    "head",
    "adoptedStyleSheets",
    "currentScript",
    "activeElement",
    "cookiehub-title",
  ];
  const body = names.map((name) => `<img name="${name}" alt=""><a id="${name}"></a>`).join("");
  await openStand(page, { body: `<main>Shop</main>${body}` });
  await expectTwins(page);
});

/** Goes into the head: remembers what the browser brings, and names what differs from it when it is asked. */
const WATCH_GLOBALS = `<script>(() => {
  const makers = [EventTarget, Node, Element, HTMLElement, HTMLScriptElement, HTMLIFrameElement, HTMLImageElement, Document,
    XMLHttpRequest, Navigator, Storage, History, WebSocket, Worker, Promise, Array, Object, Function, String];
  const owners = { window, document, navigator, ...Object.fromEntries(makers.map((made) => [made.name, made.prototype])) };
  const read = () => new Map(Object.entries(owners).flatMap(([name, owner]) =>
    Object.entries(Object.getOwnPropertyDescriptors(owner)).map(([key, given]) => [name + "." + key, given])));
  const isSame = (one, other) => one && other && ["value", "get", "set"].every((key) => Object.is(one[key], other[key]));
  Object.assign(window, { listChanges() {
    const now = read();
    return [...new Set([...before.keys(), ...now.keys()])].filter((name) => !isSame(before.get(name), now.get(name)));
  } });
  const before = read();
})()</script>`;

test("the widget leaves `cookiehub` and Google's data layer on the page, and changes nothing that the browser brings", async ({
  page,
}) => {
  await openStand(page, { head: WATCH_GLOBALS });
  await page.locator("cookiehub-ui").getByRole("button", { name: "Settings" }).click();
  await page.locator("cookiehub-ui[data-part=preferences]").getByRole("button", { name: "Accept all" }).click();
  await expect(page.getByRole("button", { name: "Privacy settings" })).toBeVisible();
  await page.evaluate(() => window.cookiehub?.rejectAll());
  const listChanges = () => page.evaluate(() => (window as unknown as { listChanges: () => string[] }).listChanges());
  expect((await listChanges()).sort()).toEqual(["window.cookiehub", "window.dataLayer"]);
});
