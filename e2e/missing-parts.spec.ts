import type { Page } from "@playwright/test";
import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { expectChoice, readHistory } from "./server-answers.ts";
import type { Shop } from "./shop.ts";
import { inHead, serveVariant } from "./variants.ts";

// What an ad blocker, a lost connection or a deployment takes from a page: one file of the widget, or all but the script.
const PARTS = ["aftercare", "background", "preferences", "placeholders", "cleanup", "de", "*"] as const;
const ALL_TAGS = ["analytics", "gtag", "snippet", "ads"];

test.use({ expectedErrors: NETWORK_ERRORS });

const takeAway = (page: Page, part: string) => page.route(`**/w/${part}.*`, (route) => route.abort("blockedbyclient"));
const giveBack = (page: Page, part: string) => page.unroute(`**/w/${part}.*`);
const readState = (page: Page) =>
  page.evaluate(() => {
    const { decided, status, view } = window.cookiehub?.getSnapshot() ?? {};
    return { decided, status, view };
  });

/** The page itself goes on working. */
async function expectShopWorks({ page }: Shop): Promise<void> {
  await page.getByRole("button", { name: /Add to cart|In den Warenkorb/ }).click();
  await expect(page.getByText(/Added to your cart|Liegt im Warenkorb/)).toBeVisible();
}

for (const part of PARTS) {
  const name = part === "*" ? "all of its later files" : `its file "${part}"`;
  const language = part === "de" ? "de" : "en";
  const accept = /^(Accept all|Alle akzeptieren)$/;
  const reject = /^(Reject all|Alle ablehnen)$/;

  test.describe(`without ${name}`, () => {
    test("a refusal holds on this page and the next, is not asked about again, and is delivered once when the file is back", async ({
      shop,
      page,
      context,
    }) => {
      await takeAway(page, part);
      await shop.visit("/product", language);
      await shop.banner.getByRole("button", { name: reject }).click();
      await expect(shop.banner).toBeHidden();
      await expectShopWorks(shop);
      await shop.visit("/product", language);
      await shop.settle();
      await expect(shop.banner).toBeHidden();
      expect(await readState(page)).toEqual({ decided: true, status: "none", view: "none" });
      expect(shop.hits()).toEqual({});
      await giveBack(page, part);
      await shop.visit("/product", language);
      const { deviceId } = await expectChoice(context);
      await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
    });

    test("an agreement starts every tag once, and its withdrawal holds (L5)", async ({ shop, page, context }) => {
      await takeAway(page, part);
      await shop.visit("/product", language);
      await shop.banner.getByRole("button", { name: accept }).click();
      await expect.poll(() => shop.ranTags()).toEqual(ALL_TAGS);
      await expectShopWorks(shop);
      await page.evaluate(() => window.cookiehub?.rejectAll());
      await expect.poll(() => readState(page)).toEqual({ decided: true, status: "none", view: "none" });
      await shop.settle();
      expect(await shop.ranTags()).toEqual(ALL_TAGS);
      shop.demo.forgetHits();
      await shop.visit("/product", language);
      await shop.settle();
      expect(await readState(page)).toEqual({ decided: true, status: "none", view: "none" });
      expect(shop.hits()).toEqual({});
      await expectShopWorks(shop);
      await giveBack(page, part);
      await shop.visit("/", language);
      const { deviceId } = await expectChoice(context);
      await expect
        .poll(async () => (await readHistory(shop.demo, deviceId)).map(({ action }) => action))
        .toEqual(["reject_all", "accept_all"]);
      // What the withdrawal had to delete is deleted by the page that can.
      await expect.poll(async () => (await shop.kept()).cookies).toEqual(["cookiehub_consent"]);
    });
  });
}

test("where the settings cannot be loaded, what opens them brings the first layer back: a refusal stays one press away (L5)", async ({
  shop,
  page,
}) => {
  await takeAway(page, "preferences");
  await shop.visit();
  await shop.decide("Accept all");
  await expect.poll(() => shop.ranTags()).toEqual(ALL_TAGS);
  await shop.reopen.click();
  await expect(shop.banner).toBeVisible();
  expect(await readState(page)).toEqual({ decided: true, status: "full", view: "banner" });
  await shop.decide("Reject all");
  expect(await readState(page)).toEqual({ decided: true, status: "none", view: "none" });
  await giveBack(page, "preferences");
  await shop.reopen.click();
  await expect(shop.dialog).toBeVisible();
});

test("files that are given nothing, rubbish, or a page of HTML are missing files", async ({ shop, page }) => {
  const bodies = [
    "",
    "export const nothing = 1;",
    "<!doctype html><title>Sign in</title>",
    "throw new Error('broken')",
  ];
  for (const body of bodies) {
    await page.route("**/w/*.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body, headers: { "Access-Control-Allow-Origin": "*" } }),
    );
    await page.context().clearCookies();
    await shop.visit("/product");
    await page.evaluate(() => localStorage.clear());
    await page.context().clearCookies();
    shop.demo.forgetHits();
    await shop.visit("/product");
    await shop.decide("Reject all");
    await expectShopWorks(shop);
    await shop.settle();
    expect(shop.hits()).toEqual({});
    await page.unroute("**/w/*.js");
  }
});

test("files that never come hold nothing up", async ({ shop, page }) => {
  await page.route("**/w/*.js", () => {
    // Never answered.
  });
  await shop.visit("/product", "de");
  await shop.banner.getByRole("button", { name: /Accept all|Alle akzeptieren/ }).click();
  await expect.poll(() => shop.ranTags()).toEqual(ALL_TAGS);
  await expectShopWorks(shop);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("the configuration of the static file that never comes: the page is told after ten seconds, and works", async ({
  shop,
  page,
}) => {
  const { serverUrl } = shop.demo;
  serveVariant(shop.demo, {
    change: (html) =>
      inHead(`<script>window.told = []; window.cookiehub = [(api) => void api.on("error", ({ message }) => told.push(message))];</script>
        <script async src="${serverUrl}/w/cookiehub.js" data-tenant="demo0001"></script>`)(
        html.replace(/<script async src="[^"]*\/c\/demo0001\.js"><\/script>/, ""),
      ),
  });
  await page.route("**/c/demo0001.json*", () => {
    // Taken, and never answered.
  });
  await page.clock.install();
  await shop.visit("/product");
  await page.waitForFunction(() => typeof window.cookiehub?.getSnapshot === "function");
  await page.clock.runFor(10_000);
  const told = () => page.evaluate(() => (window as { told?: string[] }).told);
  await expect.poll(told).toEqual(["No answer within 10000 ms"]);
  await expectShopWorks(shop);
  expect(await page.evaluate(() => window.cookiehub?.ready.then(({ choices }) => choices))).toEqual({});
  expect(shop.hits()).toEqual({});
  await page.unrouteAll({ behavior: "ignoreErrors" });
});
