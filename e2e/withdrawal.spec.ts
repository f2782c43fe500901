import type { BrowserContext, Page } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import type { Shop } from "./shop.ts";

const readNames = async (context: BrowserContext) => (await context.cookies()).map(({ name }) => name).sort();

/** Writes cookies as a tag would. */
async function writeCookies(page: Page, ...texts: string[]): Promise<void> {
  await page.evaluate((all) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the way in which tags write them
    for (const text of all) document.cookie = text;
  }, texts);
}

/** Changes the configuration that the page is handed, as a tenant would: no other test sees it. */
async function changeSetup(shop: Shop, change: (setup: SetupText) => void): Promise<void> {
  await shop.page.route("**/c/demo0001.js*", async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    // The setup is the last argument of the script's only call.
    const at = text.lastIndexOf('({"');
    const end = text.lastIndexOf("})") + 1;
    const setup = JSON.parse(text.slice(at + 1, end)) as SetupText;
    change(setup);
    await route.fulfill({ response, body: `${text.slice(0, at + 1)}${JSON.stringify(setup)}${text.slice(end)}` });
  });
}

interface SetupText {
  config: {
    banner: { offer_reload?: boolean };
    categories: { id: string; cookies: { name: string; service?: string }[] }[];
  };
}

const withPatterns = (setup: SetupText) => {
  for (const category of setup.config.categories) {
    if (category.id === "marketing") category.cookies.push({ name: "_trk*" });
  }
};

test.describe("withdrawing (L5)", () => {
  test("deletes what the category has left, by name and pattern, on every path and in every storage, and keeps the rest", async ({
    shop,
    page,
    context,
  }) => {
    await changeSetup(shop, withPatterns);
    await shop.visit("/product");
    await shop.decide("Accept all");
    await expect.poll(() => readNames(context)).toEqual(expect.arrayContaining(["_ads_id", "_na_id"]));
    await writeCookies(page, "_trk_root=1; Path=/", "_trk_here=1; Path=/product", "cart=1; Path=/");
    await page.evaluate(() => {
      localStorage.setItem("_trk_local", "1");
      sessionStorage.setItem("_trk_tab", "1");
      localStorage.setItem("cart", "1");
    });
    await page.evaluate(() => window.cookiehub?.save({ functional: true, analytics: true }));
    await expect.poll(() => readNames(context)).not.toEqual(expect.arrayContaining(["_trk_here"]));
    const own = (await readNames(context)).filter((name) => !name.startsWith("ads_third"));
    expect(own).toEqual(["_na_id", "cart", "cookiehub_consent"]);
    const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    expect(kept.filter((name) => name.startsWith("_trk") || name === "cart")).toEqual(["cart"]);
  });

  test("deletes on every parent domain, host-only, secure and partitioned alike", async ({ shop, context, page }) => {
    await changeSetup(shop, withPatterns);
    await shop.visit();
    await shop.decide("Accept all");
    const url = new URL(shop.demo.shopUrl);
    await context.addCookies([
      { name: "_trk_host", value: "1", url: url.origin },
      { name: "_trk_domain", value: "1", domain: `.${url.hostname}`, path: "/" },
    ]);
    await page.evaluate(() => window.cookiehub?.rejectAll());
    await expect.poll(async () => (await readNames(context)).filter((name) => name.startsWith("_trk"))).toEqual([]);
  });

  test("deletes once more what a tag that still runs writes again", async ({ shop, page, context }) => {
    await changeSetup(shop, withPatterns);
    await shop.visit();
    await shop.decide("Accept all");
    await writeCookies(page, "_trk=1; Path=/");
    await page.evaluate(() => window.cookiehub?.rejectAll());
    await expect.poll(() => readNames(context)).not.toContain("_trk");
    await writeCookies(page, "_trk=2; Path=/");
    await expect.poll(() => readNames(context)).not.toContain("_trk");
    await expect.poll(() => page.evaluate(() => localStorage.getItem("cookiehub_cleanup"))).toBeNull();
  });

  test("is finished by the next page where the visitor leaves at once", async ({ shop, page, context }) => {
    await changeSetup(shop, withPatterns);
    await shop.visit();
    await shop.decide("Accept all");
    await writeCookies(page, "_trk=1; Path=/");
    await page.evaluate(() => {
      window.cookiehub?.rejectAll();
      location.assign("/product?panel=off");
    });
    await page.waitForURL("**/product?panel=off");
    await expect.poll(() => readNames(context)).not.toContain("_trk");
    await expect.poll(() => page.evaluate(() => localStorage.getItem("cookiehub_cleanup"))).toBeNull();
  });

  test("asks before the page is loaded again, and only where the tenant offers it", async ({ shop, page }) => {
    await changeSetup(shop, (setup) => {
      setup.config.banner.offer_reload = true;
    });
    await shop.visit();
    await shop.decide("Accept all");
    await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
    const offer = page.getByRole("region", { name: "Reload the page" });
    await page.evaluate(() => window.cookiehub?.rejectAll());
    await expect(offer).toBeVisible();
    await expect(offer.getByRole("status")).toHaveText(/What has already started runs/);
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 640 });
    await expectAccessible(page);
    await offer.getByRole("button", { name: "Not now" }).click();
    await expect(offer).toBeHidden();
    expect(await shop.ranTags()).toHaveLength(4);

    await page.evaluate(() => window.cookiehub?.acceptAll());
    await page.evaluate(() => window.cookiehub?.rejectAll());
    await offer.getByRole("button", { name: "Reload the page" }).click();
    await expect.poll(() => shop.ranTags()).toEqual([]);
    await expect(shop.banner).toBeHidden();
  });

  test("nothing is asked where nothing that ran was withdrawn", async ({ shop, page }) => {
    await changeSetup(shop, (setup) => {
      setup.config.banner.offer_reload = true;
    });
    await shop.visit();
    await shop.decide("Reject all");
    await page.evaluate(() => window.cookiehub?.rejectAll());
    await shop.settle();
    await expect(page.locator("cookiehub-ui[data-part=reload]")).toHaveCount(0);
  });
});
