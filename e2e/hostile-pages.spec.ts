import { CONSENT_COOKIE } from "@cookiehub/schemas/constants";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { expectChoice, readChoice, readHistory } from "./server-answers.ts";
import { HITS, Shop } from "./shop.ts";
import { openStand } from "./stand.ts";
import { inHead, serveVariant, withNonces } from "./variants.ts";

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
  await page.addInitScript(() => {
    Object.assign(window, { violations: [] });
    document.addEventListener("securitypolicyviolation", (event) => {
      (window as unknown as { violations: string[] }).violations.push(
        `${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
      );
    });
  });
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.openPreferences();
  await shop.choose("functional", "analytics", "marketing");
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual([]);
});

test("a page that resets and overrides every style still shows a readable banner with twin buttons", async ({
  shop,
}) => {
  const style = `<style>
    * { all: unset !important; }
    div, button, p, a, section, h2, span { display: none !important; color: #eee !important; background: #eee !important; font-size: 2px !important;
      position: static !important; opacity: 0.1 !important; transform: scale(0.1) !important; visibility: hidden !important; pointer-events: none !important; }
  </style>`;
  serveVariant(shop.demo, { change: inHead(style) });
  await shop.visit();
  for (const name of ["Reject all", "Accept all", "Settings"]) {
    const button = shop.banner.getByRole("button", { name });
    await expect(button).toBeVisible();
    const look = await button.evaluate((node) => ({
      size: getComputedStyle(node).fontSize,
      opacity: getComputedStyle(node).opacity,
    }));
    expect(Number.parseFloat(look.size)).toBeGreaterThanOrEqual(14);
    expect(look.opacity).toBe("1");
  }
  const [reject, accept] = await Promise.all(
    ["Reject all", "Accept all"].map((name) => shop.banner.getByRole("button", { name }).boundingBox()),
  );
  expect(Math.abs((reject?.height ?? 0) - (accept?.height ?? 1))).toBeLessThan(1);
  await shop.decide("Reject all");
  expect(shop.hits()).toEqual({});
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

const twins = async (page: Page) => {
  await expect(page.locator("cookiehub-ui[data-part=banner] button")).toHaveCount(3);
  const read = (name: string) =>
    page
      .locator("cookiehub-ui[data-part=banner]")
      .getByRole("button", { name })
      .evaluate((button) => {
        const { color, backgroundColor, fontSize, fontWeight, opacity, display, visibility } = getComputedStyle(button);
        const { width, height, left, top } = button.getBoundingClientRect();
        const isHit = button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        const size = [Math.round(width), Math.round(height)];
        return { color, backgroundColor, fontSize, fontWeight, opacity, display, visibility, size, isHit };
      });
  return [await read("Reject all"), await read("Accept all")] as const;
};

/** The errors that the widget has told the page about. */
const EVENTS = `<script>window.told = []; window.cookiehub = [(api) => api.on("error", (error) => told.push(error.message))];</script>`;
const readTold = (page: Page) => page.evaluate(() => (window as unknown as { told: string[] }).told);

const FAIR = { display: "block", visibility: "visible", opacity: "1", isHit: true };

for (const [name, css] of Object.entries({
  "hides reject": "@layer first { cookiehub-ui button:nth-of-type(2) { display: none !important } }",
  "fades reject": "@layer first { cookiehub-ui button:nth-of-type(2) { opacity: 0.2 !important } }",
  "colours accept": "@layer first { cookiehub-ui button:nth-of-type(3) { background: #0a0 !important } }",
  "shrinks reject":
    "@layer first { cookiehub-ui button:nth-of-type(2) { font-size: 9px !important; justify-self: start !important; width: 40px !important } }",
  "makes reject deaf": "@layer first { cookiehub-ui button:nth-of-type(2) { pointer-events: none !important } }",
  "hides everything": "@layer first { * { display: none !important } html, body { display: block !important } }",
})) {
  test(`L2, L4: a page that ${name} from an earlier layer is overruled: the twins are shown as equals`, async ({
    page,
  }) => {
    await openStand(page, { head: `${EVENTS}<style>${css}</style>` });
    await expect.poll(async () => (await twins(page))[0]).toMatchObject(FAIR);
    const [reject, accept] = await twins(page);
    expect(reject).toEqual(accept);
    expect(await readTold(page)).toEqual([]);
  });
}

test("L2: a tenant's style sheet restyles both; one that parts them is dropped, and nothing of it is left", async ({
  page,
}) => {
  await openStand(page, {
    head: EVENTS,
    banner: { stylesheet: ".ch-button { border-radius: 22px; } :host .panel { border-width: 3px; }" },
  });
  await expect.poll(async () => (await twins(page))[0]).toMatchObject(FAIR);
  const read = () =>
    page.locator("cookiehub-ui[data-part=banner]").evaluate((host) => {
      const panel = host.shadowRoot?.querySelector(".panel");
      const button = host.querySelector("button");
      return [button && getComputedStyle(button).borderRadius, panel && getComputedStyle(panel).borderTopWidth];
    });
  expect(await read()).toEqual(["22px", "3px"]);

  await openStand(page, {
    head: EVENTS,
    banner: { stylesheet: ".ch-button:nth-of-type(2) { display: none; } :host .panel { border-width: 3px; }" },
  });
  await expect.poll(async () => (await twins(page))[0]).toMatchObject(FAIR);
  expect(await read()).toEqual(["8px", "1px"]);
  expect(await readTold(page)).toEqual([]);
});

test("L2: colours of the page that nobody could read are dropped", async ({ page }) => {
  await openStand(page, {
    head: `${EVENTS}<style>:root { --cookiehub-accent: #eeeeee; --cookiehub-on-accent: #ffffff; }</style>`,
  });
  await expect.poll(async () => (await twins(page))[0].backgroundColor).toBe("rgb(23, 24, 29)");
  expect((await twins(page))[1].color).toBe("rgb(255, 255, 255)");
});

test("L4: something that lies over the first layer is overtaken; where even that fails, the page is told", async ({
  page,
}) => {
  const cover = `<div style="position:fixed;inset:0;z-index:2147483647;background:#fff8"></div>`;
  await openStand(page, { head: EVENTS, body: `<main>Shop</main>${cover}` });
  await expect.poll(async () => (await twins(page))[0].isHit).toBe(true);
  expect(await readTold(page)).toEqual([]);

  const dialog = `<dialog id="gate">Are you 18?</dialog><script>gate.showModal()</script>`;
  await openStand(page, { head: EVENTS, body: `<main>Shop</main>${dialog}` });
  await expect.poll(() => readTold(page)).toHaveLength(1);
});

const PREFLIGHT = `*,::before,::after{box-sizing:border-box;border:0 solid;margin:0;padding:0}h1,h2,h3{font-size:inherit;font-weight:inherit}
  a{color:inherit;text-decoration:inherit}button{font:inherit;color:inherit;background-color:transparent;border-radius:0;opacity:1}
  svg,img{display:block;vertical-align:middle}[hidden]{display:none !important}dialog{padding:0}p{margin:0}`;

const HOSTILE_STYLES: Record<string, string> = {
  "Tailwind's preflight": `@layer theme, base, components, utilities; @layer base { ${PREFLIGHT} }`,
  "* { all: unset }": "* { all: unset }",
  "* { all: unset !important } in an early layer": "@layer first { * { all: unset !important } }",
  "styles for svg, button and dialog": `svg,button,dialog,h2,p,a,div,slot { display: none !important; position: absolute !important; left: -9999px !important; text-transform: uppercase !important }`,
  "huge z-indexes": "main, main * { position: relative; z-index: 2147483647 }",
  "pointer-events: none on the body": "body { pointer-events: none }",
  zoom: "body { zoom: 1.5 }",
  "user-select: none": "* { user-select: none }",
  "a transformed and filtered body": "body { transform: translateX(0); filter: grayscale(1); min-height: 3000px }",
  "a hidden body": "body { visibility: hidden; opacity: 1 }",
  "right to left": "* { direction: rtl !important; text-align: right !important }",
};

for (const [name, css] of Object.entries(HOSTILE_STYLES)) {
  test(`a page with ${name} shows the first layer whole, in the window, and its buttons work`, async ({ page }) => {
    await openStand(page, { head: `${EVENTS}<style>${css}</style>` });
    await expect.poll(async () => (await twins(page))[0]).toMatchObject(FAIR);
    const [reject, accept] = await twins(page);
    expect(reject).toEqual(accept);
    const banner = page.locator("cookiehub-ui[data-part=banner]");
    for (const button of await banner.getByRole("button").all()) await expect(button).toBeInViewport({ ratio: 1 });
    await banner.getByRole("button", { name: "Reject all" }).click();
    await expect(banner).toHaveCount(0);
    expect(await page.evaluate(() => window.cookiehub?.getSnapshot().status)).toBe("none");
    expect(await readTold(page)).toEqual([]);
  });
}

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
    await expect.poll(async () => (await twins(page))[0]).toMatchObject(FAIR);
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
  await expect.poll(async () => (await twins(page))[0]).toMatchObject(FAIR);
});
