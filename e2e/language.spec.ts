import { expect, test } from "./fixtures.ts";

test("a German page is asked in German, banner and preferences, and says so to screen readers", async ({ shop }) => {
  await shop.visit("/", "de");
  await expect(shop.banner.getByRole("button", { name: "Alle ablehnen" })).toBeVisible();
  await expect(shop.banner.getByRole("button", { name: "Alle akzeptieren" })).toBeVisible();
  await expect(shop.banner.getByRole("link", { name: "Datenschutzerklärung" })).toBeVisible();
  expect(await shop.banner.evaluate((region) => region.closest("[lang]")?.getAttribute("lang"))).toBe("de");
  await shop.banner.getByRole("button", { name: "Einstellungen" }).click();
  await expect(shop.preferences.getByRole("switch", { name: /Statistik/ })).not.toBeChecked();
  await shop.preferences.getByRole("button", { name: "Alle ablehnen" }).click();
  await expect(shop.dialog).toBeHidden();
  expect(shop.hits()).toEqual({});
});

test("a German page whose words cannot be had is asked in English instead of not at all", async ({ shop, page }) => {
  await page.route(`${shop.demo.serverUrl}/w/de*`, () => {
    // Never answered.
  });
  await page.goto(`${shop.demo.shopUrl}/?panel=off&lang=de`, { waitUntil: "domcontentloaded" });
  await expect(shop.banner.getByRole("button", { name: "Reject all" })).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test.describe("a visitor with a German browser on an English page", () => {
  test.use({ locale: "de-DE" });

  test("is asked in the page's language", async ({ shop }) => {
    await shop.visit();
    await expect(shop.banner.getByRole("button", { name: "Reject all" })).toBeVisible();
  });
});
