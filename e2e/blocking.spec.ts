import { expect, test } from "./fixtures.ts";
import { type Choice, HITS } from "./shop.ts";

test.describe("before a choice", () => {
  test("L1: nothing of the blocked tags runs, no request leaves for them, no cookie and no storage is written", async ({
    shop,
    page,
  }) => {
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (request.url().startsWith(shop.demo.thirdPartyUrl)) foreign.push(request.url());
    });
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(foreign.filter((url) => !url.endsWith("tag=marker"))).toEqual([]);
    expect(shop.hits()).toEqual({});
    expect(await shop.ranTags()).toEqual([]);
    expect(await shop.kept()).toEqual({ cookies: [], storage: [] });
  });

  test("L1, L3: scrolling, opening and closing the settings, and browsing on are not consent", async ({
    shop,
    page,
  }) => {
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await page.mouse.wheel(0, 4000);
    await shop.openPreferences();
    for (const control of await shop.preferences.getByRole("switch").all()) await expect(control).not.toBeChecked();
    await page.keyboard.press("Escape");
    await expect(shop.dialog).toBeHidden();
    await shop.visit("/product");
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    expect(await shop.kept()).toEqual({ cookies: [], storage: [] });
  });

  test("L2: refusing stands beside accepting, one click each, same size, weight and colours", async ({ shop }) => {
    await shop.visit();
    const look = (name: string) =>
      shop.banner.getByRole("button", { name }).evaluate((button) => {
        const { backgroundColor, color, fontWeight, fontSize, height } = getComputedStyle(button);
        return { backgroundColor, color, fontWeight, fontSize, height };
      });
    expect(await look("Reject all")).toEqual(await look("Accept all"));
  });
});

test("accepting runs every tag exactly once, in document order", async ({ shop }) => {
  await shop.visit();
  await shop.decide("Accept all");
  const everything = { ...HITS.functional, ...HITS.analytics, ...HITS.marketing };
  await expect.poll(() => shop.hits()).toEqual(everything);
  expect(await shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  await shop.settle();
  expect(shop.hits()).toEqual(everything);
  expect((await shop.kept()).cookies).toEqual(expect.arrayContaining(["_ads_id", "_na_id", "cookiehub_consent"]));
});

test("rejecting runs nothing, now and on the next pages, and is not asked again (L9)", async ({ shop }) => {
  await shop.visit();
  await shop.decide("Reject all");
  await shop.settle();
  await shop.visit("/product");
  await shop.settle();
  await expect(shop.banner).toBeHidden();
  expect(shop.hits()).toEqual({});
  expect(await shop.ranTags()).toEqual([]);
  expect((await shop.kept()).cookies).toEqual(["cookiehub_consent"]);
});

for (const allowed of [
  ["functional"],
  ["analytics"],
  ["marketing"],
  ["functional", "marketing"],
] satisfies Choice[][]) {
  test(`a choice of ${allowed.join(" and ")} alone runs exactly its tags, once`, async ({ shop }) => {
    await shop.visit();
    await shop.openPreferences();
    await shop.choose(...allowed);
    const expected = Object.assign({}, ...allowed.map((category) => HITS[category]));
    await expect.poll(() => shop.hits()).toEqual(expected);
    await shop.settle();
    expect(shop.hits()).toEqual(expected);
  });
}

test("L5: withdrawing is as easy as consenting, stops what has not run, and consenting again runs nothing twice", async ({
  shop,
  page,
}) => {
  await shop.visit();
  await shop.openPreferences();
  await shop.choose("analytics");
  await expect.poll(() => shop.hits()).toEqual(HITS.analytics);

  await page.getByRole("contentinfo").getByRole("button", { name: "Privacy settings" }).click();
  await shop.preferences.getByRole("button", { name: "Reject all" }).click();
  await expect(shop.dialog).toBeHidden();
  await page.getByRole("contentinfo").getByRole("button", { name: "Privacy settings" }).click();
  await shop.preferences.getByRole("button", { name: "Accept all" }).click();

  const everything = { ...HITS.functional, ...HITS.analytics, ...HITS.marketing };
  await expect.poll(() => shop.hits()).toEqual(everything);
  await shop.settle();
  expect(shop.hits()).toEqual(everything);
  expect(await shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
});

test("a click followed at once by leaving the page is not lost", async ({ shop, page }) => {
  await shop.visit();
  await shop.banner.getByRole("button", { name: "Accept all" }).evaluate((button: HTMLElement) => {
    button.click();
    location.assign("/product?panel=off");
  });
  await page.waitForURL("**/product?panel=off");
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  await expect(shop.banner).toBeHidden();
});
