import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import type { Shop } from "./shop.ts";

/** Lets the visit come from a place, as a CDN in front of CookieHub says it. */
async function visitFrom(page: Page, shop: Shop, place: string): Promise<void> {
  await page.route(`${shop.demo.serverUrl}/c/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), "x-geo-country": place } }),
  );
  await shop.visit();
}

test("in California tags run until refused, and the notice offers the opt-out", async ({ shop, page }) => {
  await visitFrom(page, shop, "US-CA");
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  await page.getByRole("button", { name: "Do not sell or share my personal information" }).click();
  await expect.poll(async () => (await shop.kept()).cookies).toContain("cookiehub_consent");
  shop.demo.forgetHits();
  await shop.visit("/checkout");
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet"]);
  await shop.settle();
  expect(shop.hits().pixel).toBeUndefined();
});

test("P2, P5, P7: Global Privacy Control is honoured on the first view without a prompt, and the notice says so", async ({
  shop,
  page,
}) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  await visitFrom(page, shop, "US-CA");
  await expect(page.getByText(/Opt-out request honored/)).toBeVisible();
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet"]);
  await shop.settle();
  expect(Object.keys(shop.hits())).not.toEqual(expect.arrayContaining(["ads script"]));
  expect(shop.hits().pixel).toBeUndefined();
});

test("P4: Global Privacy Control is never consent: where opt-in holds, everything stays blocked", async ({
  shop,
  page,
}) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  await visitFrom(page, shop, "DE");
  await expect(shop.banner).toBeVisible();
  await shop.settle();
  expect(shop.hits()).toEqual({});
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`axe finds nothing (L15): ${colorScheme}`, () => {
    test.use({ colorScheme });
    test.setTimeout(120_000);

    test("the opt-out notice, and the one that says the signal was honoured", async ({ shop, page }) => {
      await visitFrom(page, shop, "US-CA");
      await expect(page.getByRole("button", { name: "Do not sell or share my personal information" })).toBeVisible();
      await expectAccessible(page);
      await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
      await shop.visit();
      await expect(page.getByText(/Opt-out request honored/)).toBeVisible();
      await expectAccessible(page);
    });
  });
}
