import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compile } from "tailwindcss";
import { expect, test } from "./fixtures.ts";
import { openStand } from "./stand.ts";
import { EVENTS, expectTwins, readTold, twins } from "./twins.ts";
import { inHead, serveVariant } from "./variants.ts";

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
    await expectTwins(page);
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
  await expectTwins(page);
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
  await expectTwins(page);
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

/** Tailwind as a site's build writes it, with some of its classes. */
const tailwind = await compile(await readFile(fileURLToPath(import.meta.resolve("tailwindcss/index.css")), "utf8"));
const TAILWIND = tailwind.build(["hidden", "fixed", "invisible", "pointer-events-none", "opacity-0", "text-white"]);

const HOSTILE_STYLES: Record<string, string> = {
  Tailwind: TAILWIND,
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
    await expectTwins(page);
    const banner = page.locator("cookiehub-ui[data-part=banner]");
    for (const button of await banner.getByRole("button").all()) await expect(button).toBeInViewport({ ratio: 1 });
    await banner.getByRole("button", { name: "Reject all" }).click();
    await expect(banner).toHaveCount(0);
    expect(await page.evaluate(() => window.cookiehub?.getSnapshot().status)).toBe("none");
    expect(await readTold(page)).toEqual([]);
  });
}
