import type { Page } from "@playwright/test";
import { publishConfig } from "../examples/demo/publish-config.ts";
import type { Demo } from "../examples/demo/start-demo.ts";
import { createDemoConfig, TENANT_CODE } from "../examples/demo/tenant.ts";
import { expect, test } from "./fixtures.ts";
import { Shop } from "./shop.ts";

/** Serves a page of a site that marks nothing, and whose tenant has rules for its third party instead. */
async function serveUnmarked(demo: Demo, body: string): Promise<void> {
  const config = createDemoConfig(demo.shopUrl);
  const pattern = new URL(demo.thirdPartyUrl).host;
  const categories = config.categories.map((category) =>
    category.id === "marketing" ? { ...category, cookies: [{ name: "_ads_*" }] } : category,
  );
  await publishConfig(demo.serverUrl, demo.apiKey, {
    ...config,
    categories,
    blocking: {
      automatic: true,
      rules: [
        { pattern: `${pattern}/map`, category: "functional" },
        // The tests' own marker.
        { pattern: `${pattern}/collect?tag=marker`, category: "essential" },
        { pattern: `${pattern}/analytics.js`, category: "analytics" },
        { pattern, category: "marketing" },
      ],
    },
  });
  demo.changePages((page) => ({
    ...page,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<link rel="icon" href="data:,">
<script src="${demo.serverUrl}/c/${TENANT_CODE}.js"></script></head><body><h1>Shop</h1>${body}</body></html>`,
  }));
}

/** What tag managers and snippets do: elements and requests made by scripts. */
const toSnippet = (third: string) => `<script>
var third = ${JSON.stringify(third)}, told = [];
var ads = document.createElement("script");
ads.async = true;
ads.src = third + "/ads.js";
ads.onload = function () { told.push("ads loaded"); };
document.head.appendChild(ads);
new Image().src = third + "/pixel.gif?tag=pixel";
document.cookie = "_ads_snippet=1; path=/";
document.cookie = "basket=1; path=/";
localStorage.setItem("_ads_local", "1");
navigator.sendBeacon(third + "/collect?tag=beacon", "x");
fetch(third + "/collect?tag=fetch").catch(function (error) { told.push(error.name); });
var xhr = new XMLHttpRequest();
xhr.onerror = function () { told.push("xhr error"); };
xhr.open("GET", third + "/collect?tag=xhr");
xhr.send();
new EventSource(third + "/collect?tag=eventsource").onerror = function () { told.push("eventsource error"); };
new WebSocket(third.replace("http", "ws") + "/collect?tag=websocket").onclose = function () { told.push("closed"); };
var frame = document.createElement("iframe");
frame.title = "Map";
frame.src = third + "/map";
document.body.appendChild(frame);
</script>`;

const told = (page: Page) => page.evaluate(() => (window as unknown as { told: string[] }).told);
const blocked = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { cookiehub: { blocked(): { kind: string; reason: string; released: boolean }[] } }).cookiehub
      .blocked()
      .map(({ kind, reason, released }) => `${kind} ${reason} ${released}`)
      .sort(),
  );

test("L1: no request of a blocked host leaves before consent, and each element's exactly once after", async ({
  page,
  freshDemo,
}) => {
  await serveUnmarked(freshDemo, toSnippet(freshDemo.thirdPartyUrl));
  const shop = new Shop(page, freshDemo);
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.settle();
  expect(shop.hits()).toEqual({});
  await expect
    .poll(async () => (await told(page)).sort())
    .toEqual(["TypeError", "closed", "eventsource error", "xhr error"]);
  expect(await shop.kept()).toEqual({ cookies: ["basket"], storage: [] });
  expect(await blocked(page)).toEqual([
    "EventSource rule false",
    "WebSocket rule false",
    "XMLHttpRequest rule false",
    "cookie cookie false",
    "fetch rule false",
    "iframe rule false",
    "img rule false",
    "localStorage cookie false",
    "script rule false",
    "sendBeacon rule false",
  ]);

  await shop.decide("Accept all");
  const everything = { "ads script": 1, ads: 1, pixel: 1, "map frame": 1 };
  await expect.poll(() => shop.hits()).toEqual(everything);
  await shop.settle();
  // Refused requests are not sent later.
  expect(shop.hits()).toEqual(everything);
  expect(await told(page)).toContain("ads loaded");
  expect((await blocked(page)).filter((line) => line.endsWith("true"))).toEqual([
    "iframe rule true",
    "img rule true",
    "script rule true",
  ]);
});

test("rejecting keeps everything back, now and on the next page", async ({ page, freshDemo }) => {
  await serveUnmarked(freshDemo, toSnippet(freshDemo.thirdPartyUrl));
  const shop = new Shop(page, freshDemo);
  await shop.visit();
  await shop.decide("Reject all");
  await shop.settle();
  await shop.visit("/product");
  await shop.settle();
  expect(shop.hits()).toEqual({});
});

test("a choice of one category lets its own through, and nothing else", async ({ page, freshDemo }) => {
  await serveUnmarked(freshDemo, toSnippet(freshDemo.thirdPartyUrl));
  const shop = new Shop(page, freshDemo);
  await shop.visit();
  await page.evaluate(() =>
    (window as unknown as { cookiehub: { save(choices: object): void } }).cookiehub.save({ functional: true }),
  );
  await expect.poll(() => shop.hits()).toEqual({ "map frame": 1 });
  await shop.settle();
  expect(shop.hits()).toEqual({ "map frame": 1 });
});

test("a returning visitor's tags are not held back: each request leaves once, as without us", async ({
  page,
  freshDemo,
  expectedErrors,
}) => {
  // The stand-in for a third party speaks neither.
  expectedErrors.push(/WebSocket connection|EventSource/);
  await serveUnmarked(freshDemo, toSnippet(freshDemo.thirdPartyUrl));
  const shop = new Shop(page, freshDemo);
  await shop.visit();
  await shop.decide("Accept all");
  await expect.poll(() => shop.hits().ads).toBe(1);
  freshDemo.forgetHits();
  await shop.visit("/product");
  await expect
    .poll(() => shop.hits())
    .toMatchObject({ "ads script": 1, ads: 1, pixel: 1, "map frame": 1, fetch: 1, xhr: 1, beacon: 1 });
});

test("scripts that the parser inserts below do not run before consent, and run once, in their order, after", async ({
  page,
  freshDemo,
}) => {
  const third = freshDemo.thirdPartyUrl;
  await serveUnmarked(
    freshDemo,
    `<script src="${third}/analytics.js"></script><script async src="${third}/ads.js"></script><script defer src="${third}/gtag/js"></script>`,
  );
  const shop = new Shop(page, freshDemo);
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.settle();
  expect(await shop.ranTags()).toEqual([]);
  expect((await shop.kept()).cookies).toEqual([]);
  await shop.decide("Accept all");
  await expect.poll(async () => (await shop.ranTags()).sort()).toEqual(["ads", "analytics", "gtag"]);
  await shop.settle();
  // The one with `async` keeps no order, the others do.
  expect((await shop.ranTags()).filter((tag) => tag !== "ads")).toEqual(["analytics", "gtag"]);
  // Its file may have been fetched ahead by the parser's scanner; it ran once, and sent once.
  expect(shop.hits().ads).toBe(1);
});

test("a frame that the parser made is emptied, and comes back after consent", async ({ page, freshDemo }) => {
  const third = freshDemo.thirdPartyUrl;
  await serveUnmarked(freshDemo, `<iframe title="Map" src="${third}/map"></iframe>`);
  const shop = new Shop(page, freshDemo);
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.settle();
  // Whether its first request still leaves is a race that the browser wins more often than not: decision 0034.
  expect(page.frames().map((frame) => frame.url())).not.toContain(`${third}/map`);
  await shop.decide("Accept all");
  await expect.poll(() => page.frames().filter((frame) => frame.url() === `${third}/map`)).toHaveLength(1);
});

/** Markup that scripts put in: every way, and every kind that begins by itself. */
const toMarkup = (third: string) => `<div id="box"><p></p></div><script>
var third = ${JSON.stringify(third)}, box = document.querySelector("#box");
var toFrame = function (tag) { return '<iframe title="Map" src="' + third + '/map?tag=' + tag + '"></iframe>'; };
box.firstChild.outerHTML = toFrame("outerHTML");
box.insertAdjacentHTML("beforeend", toFrame("insertAdjacentHTML"));
box.insertAdjacentHTML("beforebegin", toFrame("beside"));
var part = box.appendChild(document.createElement("div"));
part.innerHTML = toFrame("innerHTML") + '<img alt="" src="' + third + '/pixel.gif?tag=picture">' +
  '<object data="' + third + '/map?tag=object"></object><embed src="' + third + '/map?tag=embed">' +
  '<link rel="stylesheet" href="' + third + '/collect?tag=stylesheet">';
box.appendChild(document.createElement("div")).attachShadow({ mode: "closed" }).innerHTML = toFrame("shadow");
box.appendChild(document.createElement("div")).setHTMLUnsafe(toFrame("setHTMLUnsafe"));
box.appendChild(document.createRange().createContextualFragment(toFrame("fragment")));
new Audio(third + "/collect?tag=audio");
</script>`;

test("L1: markup that scripts put in asks a blocked host for nothing, frames included, and is whole after consent", async ({
  page,
  freshDemo,
  expectedErrors,
}) => {
  // The stand-in has no style sheet and no sound.
  expectedErrors.push(/style|MIME/i);
  await serveUnmarked(freshDemo, toMarkup(freshDemo.thirdPartyUrl));
  const shop = new Shop(page, freshDemo);
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.settle();
  expect(shop.hits()).toEqual({});
  await shop.decide("Accept all");
  await expect.poll(() => shop.hits()).toMatchObject({ picture: 1, stylesheet: 1, audio: expect.any(Number) });
  await expect
    .poll(() => page.frames().filter((frame) => frame.url().startsWith(`${freshDemo.thirdPartyUrl}/map`)))
    .toHaveLength(9);
});
