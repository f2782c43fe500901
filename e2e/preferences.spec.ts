import type { Locator } from "@playwright/test";
import { publishConfig } from "../examples/demo/publish-config.ts";
import { createDemoConfig } from "../examples/demo/tenant.ts";
import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { Shop } from "./shop.ts";

// axe looks at every element three times over in each situation; a busy machine may take its time.
test.describe.configure({ timeout: 120_000 });

/** Switches marketing on in the open preferences, but not its video player. */
async function allowAllButVideo({ preferences }: Shop): Promise<void> {
  await preferences.getByRole("button", { name: "Marketing" }).click();
  await preferences.getByRole("switch", { name: "Marketing" }).click();
  await preferences.getByRole("switch", { name: "Video player" }).click();
}

test("L6, L15: every control has a name, and what is inside a category is read as a list and a table", async ({
  shop,
}) => {
  await shop.visit();
  await shop.openPreferences();
  await allowAllButVideo(shop);
  await expect(shop.preferences).toMatchAriaSnapshot(`
    - heading "Privacy settings" [level=2]
    - button "Close"
    - group "Privacy settings":
      - paragraph: /Choose what may run/
      - list:
        - listitem:
          - heading "Essential" [level=3]:
            - button "Essential"
          - paragraph: /1 cookie$/
          - text: Always on
        - listitem:
          - heading "Functional" [level=3]:
            - button "Functional"
          - paragraph: /1 service$/
          - text: Refused
          - switch "Functional"
        - listitem:
          - heading "Analytics" [level=3]:
            - button "Analytics"
          - paragraph: /2 services, 1 cookie$/
          - text: Refused
          - switch "Analytics"
        - listitem:
          - heading "Marketing" [level=3]:
            - button "Marketing" [expanded]
          - paragraph: /2 services, 2 cookies$/
          - text: Partly allowed
          - switch "Marketing" [checked]
          - list:
            - listitem:
              - heading "Adventure Ads" [level=4]
              - paragraph: Offers on other sites
              - paragraph: "Provider: Adventure Ads"
              - 'link "Privacy policy: Adventure Ads"'
              - text: Allowed
              - switch "Adventure Ads" [checked]
              - table "Adventure Ads":
                - rowgroup:
                  - row "Name Purpose Kept for":
                    - columnheader "Name"
                    - columnheader "Purpose"
                    - columnheader "Kept for"
                - rowgroup:
                  - row:
                    - cell "_ads_id"
                    - cell "Recognises you on other sites"
                    - cell "90 days"
                  - row:
                    - cell "ads_third"
                    - cell
                    - cell "90 days"
            - listitem:
              - heading "Video player" [level=4]
              - paragraph
              - paragraph
              - text: Refused
              - switch "Video player"
      - status: "Marketing: Partly allowed"
      - heading "Your choice" [level=3]
      - paragraph: You have not chosen yet.
    - button "Reject all"
    - button "Accept all"
    - button "Save my choice"
  `);
});

test("a service refused apart stays so: its category's tags run, the next page and the record know", async ({
  shop,
  context,
}) => {
  await shop.visit();
  await shop.openPreferences();
  await allowAllButVideo(shop);
  await shop.preferences.getByRole("button", { name: "Save my choice" }).click();
  await expect.poll(() => shop.ranTags()).toEqual(["ads"]);
  const next = new Shop(await context.newPage(), shop.demo);
  await next.visit("/product");
  const isAllowed = (id: string) => next.page.evaluate((name) => window.cookiehub?.isAllowed(name), id);
  await expect.poll(() => isAllowed("ads")).toBe(true);
  expect(await isAllowed("video")).toBe(false);
  await next.reopen.click();
  await next.preferences.getByRole("button", { name: "Marketing" }).click();
  await expect(next.preferences.getByRole("switch", { name: "Video player" })).not.toBeChecked();
});

const SITUATIONS = [
  { name: "light", use: { colorScheme: "light", viewport: { width: 1180, height: 720 } } },
  { name: "dark", use: { colorScheme: "dark", viewport: { width: 1180, height: 720 } } },
  { name: "320 px", use: { colorScheme: "light", viewport: { width: 320, height: 640 } } },
  { name: "400 % zoom", use: { colorScheme: "dark", viewport: { width: 320, height: 256 } } },
  {
    name: "forced colours",
    use: { contextOptions: { forcedColors: "active" }, viewport: { width: 700, height: 720 } },
  },
] as const;

for (const { name, use } of SITUATIONS) {
  test.describe(`axe finds nothing in the preferences (L15): ${name}`, () => {
    test.use(use);

    test("with an opened category, and with what holds and what held", async ({ shop, page }) => {
      await shop.visit();
      await shop.openPreferences();
      const dialogBox = await shop.dialog.boundingBox();
      expect(dialogBox?.width).toBeLessThanOrEqual(use.viewport.width);
      for (const opener of await shop.preferences.locator("[aria-expanded]").all()) await opener.click();
      await shop.preferences.getByRole("switch", { name: "Video player" }).click();
      await expectAccessible(page);
      await shop.preferences.getByRole("button", { name: "Save my choice" }).click();
      await shop.reopen.click();
      await shop.preferences.getByRole("button", { name: "Earlier choices" }).click();
      await expect(shop.preferences.getByRole("button", { name: /^Receipt: / })).toBeVisible();
      await expectAccessible(page);
      const isOverflowing = await shop.preferences.evaluate((host) =>
        [...host.querySelectorAll("*")].some((element) => element.getBoundingClientRect().right > innerWidth),
      );
      expect(isOverflowing, "nothing leaves the page sideways").toBe(false);
    });
  });
}

test("axe finds nothing where the page is written from the right, and the line's end is on the left", async ({
  freshDemo,
  page,
}) => {
  await publishConfig(freshDemo.serverUrl, freshDemo.apiKey, {
    ...createDemoConfig(freshDemo.shopUrl),
    languages: ["ar"],
  });
  const shop = new Shop(page, freshDemo);
  await page.goto(`${freshDemo.shopUrl}/?panel=off`);
  await expect.poll(() => page.evaluate(() => typeof window.cookiehub?.open)).toBe("function");
  await page.evaluate(() => {
    window.cookiehub?.rejectAll();
    window.cookiehub?.open();
  });
  const control = shop.preferences.getByRole("switch").last();
  await control.click();
  for (const opener of await shop.preferences.locator("[aria-expanded]").all()) await opener.click();
  await expectAccessible(page);
  const [line, end] = [await shop.preferences.boundingBox(), await control.boundingBox()];
  expect((end?.x ?? 0) + (end?.width ?? 0)).toBeLessThan((line?.x ?? 0) + 640);
});

test("L15: the keyboard goes round inside, in both directions, opens, scrolls and switches; Escape decides nothing", async ({
  shop,
  page,
  context,
}) => {
  await shop.visit();
  const settings = await shop.openPreferencesBy("Enter");
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      const label = document.getElementById(activeElement?.getAttribute("aria-labelledby") ?? "")?.textContent;
      return `${activeElement?.role ?? activeElement?.localName} ${label ?? activeElement?.ariaLabel ?? activeElement?.textContent}`;
    });
  expect(await focused()).toBe("button Close");
  const walk = async (key: string, count: number) => {
    const names: string[] = [];
    for (let stop = 0; stop < count; stop += 1) {
      await page.keyboard.press(key);
      names.push(await focused());
    }
    return names;
  };
  const there = [
    "button Essential",
    "button Functional",
    "switch Functional",
    "button Analytics",
    "switch Analytics",
    "button Marketing",
    "switch Marketing",
    "button Reject all",
    "button Accept all",
    "button Save my choice",
  ];
  const forth = (await walk("Tab", there.length + 1)).filter((name) => name !== "group Privacy settings");
  expect(forth.slice(0, there.length)).toEqual(there);
  await shop.preferences.getByRole("button", { name: "Accept all" }).focus();
  expect(await walk("Shift+Tab", 3)).toEqual(["button Reject all", "switch Marketing", "button Marketing"]);
  await shop.preferences.getByRole("button", { name: "Marketing" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("switch Marketing");
  await page.keyboard.press("Enter");
  expect(await walk("Tab", 3)).toEqual([
    "a Privacy policy: Adventure Ads",
    "switch Adventure Ads",
    "switch Video player",
  ]);
  await page.keyboard.press("Space");
  await expect(shop.preferences.getByRole("switch", { name: "Video player" })).not.toBeChecked();
  const body = shop.preferences.getByRole("group", { name: "Privacy settings" });
  await body.focus();
  await body.evaluate((element) => element.scrollTo(0, 0));
  await page.keyboard.press("End");
  await expect.poll(() => body.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await expect(shop.dialog).toBeHidden();
  await expect(settings).toBeFocused();
  expect(await context.cookies()).toEqual([]);
});

test("the chunk is fetched once the browser is idle, and never for a visitor who saves data", async ({
  shop,
  page,
}) => {
  const chunks: string[] = [];
  page.on("request", (request) => {
    if (/\/preferences\.[0-9a-f]+\.js/.test(request.url())) chunks.push(request.url());
  });
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await expect.poll(() => chunks.length).toBe(1);
  chunks.length = 0;
  await page.clock.install();
  await page.addInitScript(() =>
    Object.defineProperty(navigator, "connection", { configurable: true, value: { saveData: true } }),
  );
  await shop.visit("/product");
  await expect(shop.banner).toBeVisible();
  for (let turn = 0; turn < 4; turn += 1) await page.clock.fastForward(30_000);
  await shop.settle();
  expect(chunks).toEqual([]);
});

for (const [name, approach] of [
  ["the pointer", (settings: Locator) => settings.hover()],
  ["the focus", (settings: Locator) => settings.focus()],
] as const) {
  test(`the chunk is fetched when ${name} comes to the settings, for a visitor who saves data too, and opens nothing`, async ({
    shop,
    page,
  }) => {
    await page.addInitScript(() =>
      Object.defineProperty(navigator, "connection", { configurable: true, value: { saveData: true } }),
    );
    await shop.visit();
    const chunk = page.waitForRequest(/\/preferences\.[0-9a-f]+\.js/);
    await approach(shop.banner.getByRole("button", { name: "Settings" }));
    await chunk;
    await shop.settle();
    await expect(shop.preferences).toHaveCount(0);
  });
}

test("the preferences are as wide as a phone allows and no wider than 560 px, dim the page, and have our ink", async ({
  shop,
  page,
}) => {
  await shop.visit();
  await shop.openPreferences();
  const readWidth = () => shop.dialog.evaluate((element) => element.getBoundingClientRect().width);
  expect(await readWidth()).toBe(560);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await readWidth()).toBe(300);
  expect(await shop.dialog.evaluate((element) => getComputedStyle(element, "::backdrop").backgroundColor)).toBe(
    "rgba(16, 18, 27, 0.45)",
  );
  const readInk = (element: Element) => getComputedStyle(element).color;
  expect(await shop.preferences.getByRole("heading", { name: "Privacy settings" }).evaluate(readInk)).toBe(
    await page.locator("cookiehub-ui[data-part=banner] h2").evaluate(readInk),
  );
});
