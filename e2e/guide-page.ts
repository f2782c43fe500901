import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { headStub } from "@cookiehub/widget/stub";
import type { Page, Route } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";

/** What the guides call the server. */
const GUIDE_SERVER = "https://consent.example";
const PATH = "/guide";
// What the guides' tags call.
const FOREIGN_SCRIPT = "window.northern = { track() {} }; window.drawMap = () => {};";
const PICTURE = { contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' };
const TAG = `<script async src="${GUIDE_SERVER}/c/demo0001.js"></script>`;
const widgetFiles = join(import.meta.dirname, "../packages/widget/dist/browser");

export interface GuidePage {
  /** Addresses of everything that was asked of third parties, oldest first. */
  readonly foreign: string[];
}

/**
 * Opens one page of the demo's shop with a text of a guide in it. What the text calls `consent.example` is the demo's
 * server; its third parties are answered with nothing, and `/assets/` is a static host with the widget's files.
 */
export async function openGuidePage(page: Page, demo: Demo, html: string): Promise<GuidePage> {
  const foreign: string[] = [];
  await page.route(/^https:/, (route) => {
    const url = new URL(route.request().url());
    if (url.origin === GUIDE_SERVER) return toServer(route, demo, url);
    foreign.push(url.href);
    return answerForeign(route);
  });
  await page.route(`${demo.shopUrl}${PATH}`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.route(`${demo.shopUrl}/pictures/*`, (route) => route.fulfill(PICTURE));
  await page.route(`${demo.shopUrl}/assets/*`, async (route) => {
    const name = new URL(route.request().url()).pathname.replace("/assets/", "");
    await route.fulfill({ contentType: "text/javascript", body: await readFile(join(widgetFiles, name), "utf8") });
  });
  await page.goto(`${demo.shopUrl}${PATH}`);
  return { foreign };
}

/** Makes a page of what a guide says stands in one; where it does not load CookieHub itself, as the guides do. */
export function toPageHtml(snippet: string): string {
  // A comment that names the stub stands for its text, and three dots for a hash that the reader has.
  const body = snippet
    .replace(/<script>\/\*[^*]*\bstub\b[^*]*\*\/<\/script>/gi, () => `<script>${headStub()}</script>`)
    .replace(/ integrity="sha\d+-\.\.\."/g, "");
  const loads = /(consent\.example\/c\/|cookiehub\.js)/.test(body);
  const head = `<meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">`;
  const before = loads ? "" : `<script>${headStub()}</script>${TAG}`;
  const whole = body.includes("<head>")
    ? body.replace("<head>", `<head>${head}${before}`)
    : `<head>${head}${before}</head>${body}`;
  return `<!doctype html><html lang="en">${whole}</html>`;
}

/** Makes a page that runs a bundled module, with the elements that frameworks mount into. */
export function toModulePage(code: string): string {
  const text = code.replace(/<\/(script)/gi, "<\\/$1");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<script>${headStub()}</script></head><body><div id="root"></div><div id="app"></div><script type="module">${text}</script></body></html>`;
}

async function toServer(route: Route, demo: Demo, { pathname, search }: URL): Promise<void> {
  try {
    await route.fulfill({ response: await route.fetch({ url: `${demo.serverUrl}${pathname}${search}` }) });
  } catch {
    // The page has gone away before the answer.
    await route.abort().catch(() => {});
  }
}

async function answerForeign(route: Route): Promise<void> {
  switch (route.request().resourceType()) {
    case "script":
      return route.fulfill({ contentType: "text/javascript", body: FOREIGN_SCRIPT });
    case "document":
      return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Embed</title>" });
    case "stylesheet":
      return route.fulfill({ contentType: "text/css", body: "" });
    case "image":
      return route.fulfill(PICTURE);
    default:
      return route.fulfill({ body: "" });
  }
}
