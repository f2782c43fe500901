import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { readFigures } from "./server-answers.ts";
import { HITS, Shop } from "./shop.ts";

/** Goes to another view of the shop as a single-page router does: the same page, another body, another address. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(async (address) => {
    const answer = await fetch(address);
    const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
    history.pushState(null, "", address);
    document.documentElement.replaceChild(document.adoptNode(body), document.body);
  }, `${path}?panel=off`);
}

const countParts = (page: Page, part: string) => page.locator(`cookiehub-ui[data-part=${part}]`).count();
const getFilmPanel = (page: Page) => page.getByRole("group", { name: /Content from/ });

test.describe("a single-page shop", () => {
  test("keeps the question before an undecided visitor, holds back what each view brings, and is one page view", async ({
    page,
    freshDemo,
  }) => {
    const shop = new Shop(page, freshDemo);
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    for (const path of ["/product", "/checkout", "/product"]) {
      await goTo(page, path);
      await expect(shop.banner).toBeVisible();
      expect(await countParts(page, "banner")).toBe(1);
    }
    await expect(getFilmPanel(page)).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});

    await shop.decide("Accept all");
    await expect(getFilmPanel(page)).toBeHidden();
    const { "map frame": _, ...ofTheView } = { ...HITS.functional, ...HITS.analytics, ...HITS.marketing };
    await expect.poll(() => shop.hits()).toEqual({ ...ofTheView, "video frame": 1 });
    await expect
      .poll(() => readFigures(freshDemo))
      .toMatchObject({ status: { decisions: 1 }, funnel: { impressions: 1, decisions: 1 } });
  });

  test("releases what an allowed view brings, once for each view, and keeps the way back to the settings", async ({
    shop,
    page,
  }) => {
    await shop.visit("/checkout");
    await shop.openPreferences();
    await shop.choose("functional");
    await expect(shop.reopen).toBeVisible();
    shop.demo.forgetHits();
    for (const [path, maps] of [
      ["/", 1],
      ["/product", 1],
      ["/", 2],
    ] as const) {
      await goTo(page, path);
      await expect(shop.reopen).toBeVisible();
      expect(await countParts(page, "reopen")).toBe(1);
      await expect(shop.banner).toBeHidden();
      await expect.poll(() => shop.hits()).toEqual({ "map frame": maps });
    }
    await shop.settle();
    expect(shop.hits()).toEqual({ "map frame": 2 });
    await shop.reopen.click();
    await expect(shop.dialog).toBeVisible();
  });

  test("takes a withdrawal in one view to the next", async ({ shop, page }) => {
    await shop.visit("/checkout");
    await shop.decide("Accept all");
    await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
    await page.evaluate(() => window.cookiehub?.rejectAll());
    await shop.settle();
    shop.demo.forgetHits();
    await goTo(page, "/product");
    await expect(getFilmPanel(page)).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    await expect(shop.reopen).toBeVisible();
  });
});
