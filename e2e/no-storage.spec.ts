import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Frame, Page } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";
import { expect, test } from "./fixtures.ts";
import { readHistory } from "./server-answers.ts";
import { HITS } from "./shop.ts";

/** What a server answers to a page without an origin: the browser logs it, and nobody can prevent that. */
const REFUSED = [/the server responded with a status of 403/];

const getBanner = (page: Page | Frame) => page.getByRole("region", { name: "Your privacy here" });
const readDevice = (page: Page | Frame) => page.evaluate(() => window.cookiehub?.getSnapshot().deviceId ?? "undecided");
const readState = (page: Page | Frame) =>
  page.evaluate(() => {
    const { decided, choices } = window.cookiehub?.getSnapshot() ?? {};
    return [decided, choices?.functional, choices?.marketing];
  });
const watchWidget = (page: Page | Frame) =>
  page.evaluate(() => {
    const told: string[] = [];
    Object.assign(window, { told });
    window.cookiehub?.on("error", ({ message }) => told.push(message));
  });
const readErrors = (page: Page | Frame) => page.evaluate(() => (window as { told?: string[] }).told);

/** Shows the shop in a frame of a page that is another site for browsers, and has no widget of its own. */
async function frameShop(page: Page, url: string, sandbox?: string): Promise<Frame> {
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto(new URL("/assets/shop.css", url.replace("localhost", "127.0.0.1")).href);
  await page.evaluate(
    ([src, rules]) => {
      const frame = Object.assign(document.createElement("iframe"), { width: "800", height: "600", src });
      if (rules !== undefined) frame.setAttribute("sandbox", rules);
      document.body.replaceChildren(frame);
    },
    [url, sandbox] as const,
  );
  const frame = page.frames().at(-1);
  if (!frame) throw new Error("The frame is not there");
  await frame.waitForURL(url);
  return frame;
}

const toShopUrl = ({ shopUrl }: Demo) => `${shopUrl}/checkout?panel=off`;

test("where the browser refuses every storage the choice holds for the page, tags start, and the server hears of it once", async ({
  shop,
  page,
}) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException("Access is denied for this document.", "SecurityError");
    };
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get: refuse });
    Object.defineProperty(Document.prototype, "cookie", { get: refuse, set: refuse });
  });
  await shop.visit("/");
  await expect(shop.banner).toBeVisible();
  await watchWidget(page);
  await shop.openPreferences();
  await shop.choose("functional");
  expect(await readState(page)).toEqual([true, true, false]);
  await expect.poll(() => shop.hits()).toEqual(HITS.functional);
  const deviceId = await readDevice(page);
  await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
  // Looking away and back must not take for a deletion what was never kept.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  expect(await readState(page)).toEqual([true, true, false]);
  await shop.settle();
  expect(await readHistory(shop.demo, deviceId)).toHaveLength(1);
  expect(await readErrors(page)).toEqual([]);
  await shop.visit("/");
  await expect(shop.banner).toBeVisible();
});

test("in a frame of another site, where cookies are refused, the choice holds for the page and arrives, once", async ({
  shop,
  page,
  context,
}) => {
  const url = toShopUrl(shop.demo);
  const frame = await frameShop(page, url);
  await expect(getBanner(frame)).toBeVisible();
  await watchWidget(frame);
  await getBanner(frame).getByRole("button", { name: "Reject all" }).click();
  await expect(getBanner(frame)).toBeHidden();
  expect(await readState(frame)).toEqual([true, false, false]);
  const deviceId = await readDevice(frame);
  await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
  expect((await context.cookies(url)).map(({ name }) => name)).toEqual([]);
  expect(await readErrors(frame)).toEqual([]);
});

test.describe("a page without an origin", () => {
  test.use({ expectedErrors: REFUSED });

  test("a sandboxed frame shows the banner, and the choice holds for the page", async ({ shop, page }) => {
    const frame = await frameShop(page, toShopUrl(shop.demo), "allow-scripts");
    await expect(getBanner(frame)).toBeVisible();
    await watchWidget(frame);
    await getBanner(frame).getByRole("button", { name: "Reject all" }).click();
    await expect(getBanner(frame)).toBeHidden();
    expect(await readState(frame)).toEqual([true, false, false]);
    // Whoever has no origin may not write for the tenant: the widget says so, once, and gives the decision up.
    await expect.poll(() => readErrors(frame)).toEqual(["The decision was refused: status 403"]);
  });

  test("a page from a file shows the banner, and the choice holds", async ({ shop, page }) => {
    const folder = await mkdtemp(join(tmpdir(), "cookiehub-file-"));
    try {
      const file = join(folder, "page.html");
      const script = `<script src="${shop.demo.serverUrl}/c/demo0001.js"></script>`;
      await writeFile(file, `<!doctype html><html lang="en"><title>File</title>${script}<main>Words</main></html>`);
      await page.goto(pathToFileURL(file).href);
      await expect(getBanner(page)).toBeVisible();
      await watchWidget(page);
      await getBanner(page).getByRole("button", { name: "Settings" }).click();
      await shop.choose("functional");
      expect(await readState(page)).toEqual([true, true, false]);
      await expect(getBanner(page)).toBeHidden();
      await expect.poll(() => readErrors(page)).toEqual(["The decision was refused: status 403"]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
