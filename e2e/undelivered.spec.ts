import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";
import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { expectChoice, readHistory } from "./server-answers.ts";
import { Shop } from "./shop.ts";
import { serveVariant } from "./variants.ts";

const NPM = new URL("../packages/widget/dist/npm/", import.meta.url);
const SCRIPT = /<script async src="[^"]*\/c\/demo0001\.js"><\/script>/;

test.use({ expectedErrors: NETWORK_ERRORS });

/**
 * Starts the shop's pages by the package from npm in the place of the script tag; or beside it, with the script before
 * or after it.
 */
async function serveNpm(
  page: Page,
  demo: Demo,
  { options = "", script = "none" }: { options?: string; script?: "none" | "first" | "second" } = {},
): Promise<void> {
  await page.route(`${demo.shopUrl}/npm/**`, async (route) => {
    const text = await readFile(new URL(new URL(route.request().url()).pathname.slice(5), NPM), "utf8");
    await route.fulfill({ contentType: "text/javascript", body: text });
  });
  const add = `document.head.append(Object.assign(document.createElement("script"), { src: "${demo.serverUrl}/c/demo0001.js" }));`;
  const module = `<script type="module">import { init } from "/npm/index.js";
    window.byInit = init({ tenant: "demo", endpoint: "${demo.serverUrl}"${options} }); ${script === "second" ? add : ""}</script>`;
  serveVariant(demo, {
    // Without `async` the script runs before every module.
    change: (html) => html.replace(SCRIPT, (tag) => (script === "first" ? tag.replace("async ", "") + module : module)),
  });
}

const isDecided = (page: Page) => page.evaluate(() => window.cookiehub?.getSnapshot().decided);

test("a decision whose copy the page deletes before it is delivered is delivered by this page, once", async ({
  shop,
  page,
  context,
}) => {
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.settle();
  await context.setOffline(true);
  await shop.decide("Reject all");
  const { deviceId } = await expectChoice(context);
  await page.evaluate(() => localStorage.clear());
  await context.setOffline(false);
  await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
  await shop.visit("/product");
  await shop.settle();
  expect(await readHistory(shop.demo, deviceId)).toHaveLength(1);
});

test("a decision made before what delivers it could be loaded is delivered by this page when the network is back", async ({
  shop,
  page,
  context,
}) => {
  await page.route("**/w/background.*", (route) => route.abort("internetdisconnected"));
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await shop.decide("Reject all");
  const { deviceId } = await expectChoice(context);
  await shop.settle();
  expect(await readHistory(shop.demo, deviceId)).toEqual([]);
  await page.unroute("**/w/background.*");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
});

test.describe("the package from npm", () => {
  test("with the server down asks by the configuration of the bundle, and delivers the decision later, once", async ({
    page,
    context,
    freshDemo,
  }) => {
    const config = await (await fetch(`${freshDemo.serverUrl}/c/demo0001.json`)).text();
    await serveNpm(page, freshDemo, { options: `, config: ${config}` });
    const shop = new Shop(page, freshDemo);
    await freshDemo.stopServer();
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    await shop.decide("Accept all");
    await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
    const { deviceId } = await expectChoice(context);

    await freshDemo.restartServer();
    await shop.visit("/product");
    await expect.poll(() => readHistory(freshDemo, deviceId)).toHaveLength(1);
    await shop.visit("/checkout");
    await shop.settle();
    expect(await readHistory(freshDemo, deviceId)).toHaveLength(1);
  });

  test("with the server down and no configuration at all blocks everything, asks nothing and keeps nothing", async ({
    page,
    freshDemo,
  }) => {
    await serveNpm(page, freshDemo);
    const shop = new Shop(page, freshDemo);
    await freshDemo.stopServer();
    await shop.visit();
    const snapshot = await page.evaluate(() => (window as { byInit?: { ready: Promise<object> } }).byInit?.ready);
    expect(snapshot).toMatchObject({ decided: false, choices: {} });
    await shop.settle();
    expect(shop.hits()).toEqual({});
    expect(await shop.kept()).toEqual({ cookies: [], storage: [] });
  });

  test("with the server down asks a visitor whose choice is gone by the last known configuration, under the strictest rule", async ({
    page,
    context,
    freshDemo,
  }) => {
    await serveNpm(page, freshDemo);
    const shop = new Shop(page, freshDemo);
    await shop.visit();
    await shop.decide("Accept all");
    const { deviceId } = await expectChoice(context);
    await expect.poll(() => readHistory(freshDemo, deviceId)).toHaveLength(1);
    // What the server said of the place is not believed on another day: silence is a refusal.
    await page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith("cookiehub_config")) ?? "";
      localStorage.setItem(key, String(localStorage.getItem(key)).replaceAll('"opt-in"', '"opt-out"'));
      localStorage.removeItem("cookiehub_consent");
    });
    await context.clearCookies();
    await freshDemo.stopServer();
    freshDemo.forgetHits();
    await shop.visit("/product");
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    await shop.decide("Reject all");
    const next = await expectChoice(context);
    await freshDemo.restartServer();
    await shop.visit("/checkout");
    await expect.poll(() => readHistory(freshDemo, next.deviceId)).toHaveLength(1);
  });

  for (const script of ["first", "second"] as const) {
    test(`beside the script tag, which comes ${script}, makes one widget and one banner of the two`, async ({
      shop,
      page,
      context,
    }) => {
      await serveNpm(page, shop.demo, { script });
      await shop.visit();
      await expect(shop.banner).toBeVisible();
      await page.waitForFunction(() => "byInit" in window);
      await shop.settle();
      expect(await page.locator("cookiehub-ui[data-part=banner]").count()).toBe(1);
      expect(await page.evaluate(() => (window as { byInit?: unknown }).byInit === window.cookiehub)).toBe(true);
      await shop.decide("Accept all");
      await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
      await shop.settle();
      expect(await shop.ranTags()).toHaveLength(4);
      expect(await isDecided(page)).toBe(true);
      const { deviceId } = await expectChoice(context);
      await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
    });
  }
});
