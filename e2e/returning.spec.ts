import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { HITS } from "./shop.ts";

test.use({ expectedErrors: NETWORK_ERRORS });

for (const way of ["hangs", "is dead"] as const) {
  test(`a returning visit runs the allowed tags before any network answer: CookieHub ${way}, its script comes from the cache`, async ({
    shop,
    page,
  }) => {
    const script = `${shop.demo.serverUrl}/c/demo0001.js`;
    await shop.visit();
    await shop.openPreferences();
    await shop.choose("analytics");
    await expect.poll(() => shop.hits()).toEqual(HITS.analytics);
    const cached = await (await fetch(script)).text();
    shop.demo.forgetHits();

    const asked: string[] = [];
    await page.route(`${shop.demo.serverUrl}/**`, async (route) => {
      const url = route.request().url();
      if (url === script) return route.fulfill({ body: cached, contentType: "text/javascript" });
      asked.push(url);
      // A request that hangs is one whose route is never answered.
      if (way === "is dead") await route.abort();
    });
    await shop.visit("/checkout");
    await expect.poll(() => shop.hits()).toEqual(HITS.analytics);
    await expect(shop.banner).toBeHidden();
    expect(await shop.ranTags()).toEqual(["analytics", "gtag", "snippet"]);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
}

test("the script of a tenant may be cached, so that a returning visit needs no network for it", async ({ shop }) => {
  const answer = await fetch(`${shop.demo.serverUrl}/c/demo0001.js`);
  expect(answer.headers.get("cache-control")).toMatch(/max-age=[1-9]/);
  expect(answer.headers.get("content-type")).toContain("javascript");
});
