import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { publishConfig } from "../examples/demo/publish-config.ts";
import type { Demo } from "../examples/demo/start-demo.ts";
import { createDemoConfig, TENANT_CODE } from "../examples/demo/tenant.ts";
import { expect, test } from "./fixtures.ts";

const widgetFiles = join(import.meta.dirname, "../packages/widget/dist/browser");
const MARKED = (demo: Demo) =>
  `<script type="text/plain" data-consent-category="analytics" data-src="${demo.thirdPartyUrl}/analytics.js"></script>`;

/** Serves a page of the shop with this text in its head. */
function serve(demo: Demo, head: string, language = "en"): void {
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">${head}</head>
<body><h1>Shop</h1><button type="button" data-cookiehub-open>Privacy</button></body></html>`;
  demo.changePages((page) => ({ ...page, html }));
}
const toTag = (demo: Demo, attributes = `data-tenant="${TENANT_CODE}"`) =>
  `<script async src="${demo.serverUrl}/w/cookiehub.js" ${attributes}></script>`;
const banner = (page: Page) => page.getByRole("button", { name: "Reject all" });

test("one script for everybody asks, keeps the decision, starts the tags, and opens the preferences", async ({
  page,
  shop,
  demo,
}) => {
  serve(demo, `<script>window.cookiehub = [(api) => { window.early = api; }];</script>${toTag(demo)}${MARKED(demo)}`);
  await page.goto(demo.shopUrl);
  await expect(banner(page)).toBeVisible();
  expect(demo.hits()).toEqual([]);
  expect(await page.evaluate(() => (window as { early?: unknown }).early === window.cookiehub)).toBe(true);
  await page.getByRole("button", { name: "Accept all" }).click();
  await expect.poll(() => demo.hits().length).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Privacy", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(shop).toBeDefined();
});

test("a returning visitor's tags do not wait for the server", async ({ page, shop, demo }) => {
  serve(demo, toTag(demo));
  await page.goto(demo.shopUrl);
  await page.getByRole("button", { name: "Accept all" }).click();
  await expect
    .poll(() => page.evaluate((code) => localStorage.getItem(`cookiehub_config:${code}`) !== null, TENANT_CODE))
    .toBe(true);
  await page.route(/\/c\/.*\.json/, () => {});
  serve(demo, `${toTag(demo)}${MARKED(demo)}`);
  await page.reload();
  await expect.poll(() => demo.hits().length).toBeGreaterThan(0);
  expect(shop).toBeDefined();
});

test("from a static host it takes the files beside it, and the configuration from data-endpoint, in the page's language", async ({
  page,
  shop,
  demo,
}) => {
  await publishConfig(demo.serverUrl, demo.apiKey, { ...createDemoConfig(demo.shopUrl), languages: ["en", "de"] });
  const asked: string[] = [];
  const names = await readdir(widgetFiles);
  await page.route("https://static.example/**", async (route) => {
    const name = new URL(route.request().url()).pathname.replace("/cmp/", "");
    asked.push(name);
    if (!names.includes(name)) return route.fulfill({ status: 404 });
    const headers = { "Access-Control-Allow-Origin": "*" };
    return route.fulfill({
      contentType: "text/javascript",
      headers,
      body: await readFile(join(widgetFiles, name), "utf8"),
    });
  });
  serve(
    demo,
    `<script async src="https://static.example/cmp/cookiehub.js" data-tenant="${TENANT_CODE}" data-endpoint="${demo.serverUrl}"></script>`,
    "de",
  );
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(demo.shopUrl);
  await expect(page.getByRole("button", { name: "Alle ablehnen" })).toBeVisible();
  expect(asked[0]).toBe("cookiehub.js");
  expect(asked.some((name) => /^de\.[0-9a-f]+\.js$/.test(name))).toBe(true);
  expect(asked.filter((name) => !names.includes(name))).toEqual([]);
  expect(requests.filter((url) => url.startsWith(`${demo.serverUrl}/w/`))).toEqual([]);
  const config = `${demo.serverUrl}/c/${TENANT_CODE}.json?domain=${encodeURIComponent(new URL(demo.shopUrl).host)}`;
  expect(requests).toContain(config);
  expect(shop).toBeDefined();
  await publishConfig(demo.serverUrl, demo.apiKey, createDemoConfig(demo.shopUrl));
});

test("the add-ons that a configuration switches on are there before anything runs", async ({ page, shop, demo }) => {
  await publishConfig(demo.serverUrl, demo.apiKey, {
    ...createDemoConfig(demo.shopUrl),
    vendor_signals: ["microsoft-uet"],
  });
  serve(demo, toTag(demo));
  const files: string[] = [];
  page.on("request", (request) => files.push(new URL(request.url()).pathname));
  await page.goto(demo.shopUrl);
  await expect(banner(page)).toBeVisible();
  expect(files.filter((path) => /^\/w\/signal-microsoft-uet\.[0-9a-f]+\.js$/.test(path))).toHaveLength(1);
  const queue = await page.evaluate(() => (window as { uetq?: unknown[] }).uetq);
  expect(queue?.slice(0, 2)).toEqual(["consent", "default"]);
  expect(shop).toBeDefined();
  await publishConfig(demo.serverUrl, demo.apiKey, createDemoConfig(demo.shopUrl));
});

test("twice, and beside the tenant's script, it is one widget", async ({ page, shop, demo }) => {
  serve(demo, `${toTag(demo)}${toTag(demo)}<script src="${demo.serverUrl}/c/${TENANT_CODE}.js"></script>`);
  await page.goto(demo.shopUrl);
  await expect(banner(page)).toHaveCount(1);
  await expect(banner(page)).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect(banner(page)).toHaveCount(1);
  expect(shop).toBeDefined();
});

test.describe("without a tenant, or as a module", () => {
  test.use({ expectedErrors: [/^Failed to load resource: .* status of 404/] });

  for (const attributes of ["", `type="module" data-tenant="${TENANT_CODE}"`, 'data-tenant="nobody00"']) {
    test(`with "${attributes}" everything stays blocked, and the page is told, not broken`, async ({
      page,
      shop,
      demo,
    }) => {
      const listen = `<script>window.told = []; window.cookiehub = [(api) => void api.on("error", ({ message }) => told.push(message))];</script>`;
      serve(demo, `${listen}${toTag(demo, attributes)}${MARKED(demo)}`);
      await page.goto(demo.shopUrl);
      await expect.poll(() => page.evaluate(() => (window as { told?: string[] }).told?.length)).toBe(1);
      await expect(page.getByRole("heading", { name: "Shop" })).toBeVisible();
      await expect(banner(page)).toHaveCount(0);
      expect(demo.hits()).toEqual([]);
      expect(shop).toBeDefined();
    });
  }
});
