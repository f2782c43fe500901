import type { Page } from "@playwright/test";
import { expect, test as plain } from "./fixtures.ts";
import { createSecret, toToken } from "./identity.ts";
import { expectChoice, readHistory } from "./server-answers.ts";
import { Shop } from "./shop.ts";
import { serveVariant } from "./variants.ts";

// What Playwright passes by default keeps every page out of the cache.
const test = plain.extend<object, { launchOptions: { ignoreDefaultArgs?: string[] } }>({
  launchOptions: [
    async ({ launchOptions }, use) => use({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] }),
    { scope: "worker" },
  ],
});

/** Opens the shop as a page that a browser may keep in its back/forward cache, and that knows when it comes out of it. */
async function visitKeepable(shop: Shop): Promise<void> {
  serveVariant(shop.demo, { headers: { "Cache-Control": "no-cache" } });
  await shop.page.addInitScript(() => {
    addEventListener("pageshow", ({ persisted }) => Object.assign(window, { persisted }));
  });
  await shop.visit();
}

/** Goes back, and makes sure that it is the very page that was left: not another load of it. */
async function goBackToKept(page: Page): Promise<void> {
  await page.evaluate(() => history.back());
  await page.waitForURL(/localhost:\d+\/\?/, { waitUntil: "commit" });
  const reasons = await page.evaluate(() => {
    const [entry] = performance.getEntriesByType("navigation") as unknown as { notRestoredReasons?: unknown }[];
    return JSON.stringify((window as { persisted?: boolean }).persisted ? null : entry);
  });
  expect(reasons).toBe("null");
}

const isAllowed = (page: Page, category: string) => page.evaluate((id) => window.cookiehub?.isAllowed(id), category);

test("a page comes out of the cache with the choice that was made on the next one, and its tags start then, once", async ({
  shop,
  page,
  context,
}) => {
  await visitKeepable(shop);
  await expect(shop.banner).toBeVisible();
  await shop.visit("/product");
  await shop.decide("Accept all");
  const { deviceId } = await expectChoice(context);
  await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
  await goBackToKept(page);
  await expect(shop.banner).toBeHidden();
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  await shop.settle();
  expect(await shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  expect(await readHistory(shop.demo, deviceId)).toHaveLength(1);
});

test("a page comes out of the cache without what was withdrawn on the next one (L5)", async ({ shop, page }) => {
  await visitKeepable(shop);
  // No frames: one that is still loading when its page is left keeps the page out of the cache.
  await page.evaluate(() => window.cookiehub?.save({ analytics: true }));
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet"]);
  await shop.settle();
  await shop.visit("/product");
  await page.evaluate(() => window.cookiehub?.rejectAll());
  await goBackToKept(page);
  await expect.poll(() => isAllowed(page, "analytics")).toBe(false);
  await expect(shop.reopen).toBeVisible();
});

test("a visitor who is logged in goes back to the kept page too, which hears of the other devices again", async ({
  shop,
  page,
  browser,
}) => {
  const secret = await createSecret(shop.demo);
  await visitKeepable(shop);
  await expect(shop.banner).toBeVisible();
  const isListening = page.waitForResponse((response) => response.url().includes("/consent/events?"));
  await page.evaluate((identity) => window.cookiehub?.identify(identity), {
    userId: "kept",
    token: toToken(secret, "kept"),
  });
  await isListening;
  await shop.visit("/product");
  await expect(shop.banner).toBeVisible();
  await goBackToKept(page);

  const other = await browser.newContext();
  const phone = new Shop(await other.newPage(), shop.demo);
  await phone.visit();
  await phone.page.evaluate((identity) => window.cookiehub?.identify(identity), {
    userId: "kept",
    token: toToken(secret, "kept"),
  });
  await phone.decide("Accept all");
  await expect.poll(() => isAllowed(page, "marketing")).toBe(true);
  await expect(shop.banner).toBeHidden();
  await other.close();
});
