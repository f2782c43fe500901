import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";

test.describe("CookieHub cannot be reached from the first byte", () => {
  test.use({ expectedErrors: NETWORK_ERRORS });

  test("everything stays blocked, and the shop works", async ({ shop, page }) => {
    await page.route(`${shop.demo.serverUrl}/**`, (route) => route.abort("connectionrefused"));
    await shop.visit("/product");
    await page.getByRole("button", { name: "Add to cart" }).click();
    await expect(page.getByText("Added to your cart.")).toBeVisible();
    await page.getByRole("contentinfo").getByRole("button", { name: "Privacy settings" }).click();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    expect(await shop.kept()).toEqual({ cookies: [], storage: [] });
  });

  test("a script that never answers delays neither the page's content nor its own behaviour", async ({
    shop,
    page,
  }) => {
    await page.route(`${shop.demo.serverUrl}/**`, () => {
      // Never answered.
    });
    await page.goto(`${shop.demo.shopUrl}/product?panel=off`, { waitUntil: "domcontentloaded" });
    await page.getByRole("button", { name: "Add to cart" }).click();
    await expect(page.getByText("Added to your cart.")).toBeVisible();
    expect(shop.hits()).toEqual({});
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
});

for (const [name, answer] of [
  ["an error page", { status: 503, contentType: "text/html", body: "<h1>Sorry</h1>" }],
  ["nothing", { status: 200, contentType: "text/javascript", body: "" }],
] as const) {
  test.describe(`CookieHub's script answers with ${name}`, () => {
    test.use({ expectedErrors: [/^Failed to load resource: the server responded with a status of 503/] });

    test("everything stays blocked", async ({ shop, page }) => {
      await page.route(`${shop.demo.serverUrl}/c/**`, (route) => route.fulfill(answer));
      await shop.visit();
      await shop.settle();
      expect(shop.hits()).toEqual({});
      expect(await shop.kept()).toEqual({ cookies: [], storage: [] });
    });
  });
}
