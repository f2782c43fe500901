import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

// axe looks at every element three times over in each situation; a busy machine may take its time.
test.describe.configure({ timeout: 120_000 });

const SITUATIONS = [
  { name: "light, wide", use: { colorScheme: "light", viewport: { width: 1180, height: 720 } }, language: "en" },
  { name: "dark, wide", use: { colorScheme: "dark", viewport: { width: 1180, height: 720 } }, language: "en" },
  { name: "light, 320 px", use: { colorScheme: "light", viewport: { width: 320, height: 640 } }, language: "en" },
  { name: "dark, 320 px, German", use: { colorScheme: "dark", viewport: { width: 320, height: 640 } }, language: "de" },
  { name: "German, wide", use: { colorScheme: "light", viewport: { width: 1180, height: 720 } }, language: "de" },
] as const;

for (const { name, use, language } of SITUATIONS) {
  test.describe(`axe finds nothing (L15): ${name}`, () => {
    test.use(use);

    test("banner, preferences, and the page with its re-open button", async ({ shop, page }) => {
      await shop.visit("/", language);
      await expect(shop.banner).toBeVisible();
      await expectAccessible(page);

      await shop.banner.getByRole("button", { name: /^(Settings|Einstellungen)$/ }).click();
      await expect(shop.dialog).toBeVisible();
      await shop.preferences.getByRole("switch").last().click();
      await expectAccessible(page);

      await shop.preferences.getByRole("button", { name: /^(Save my choice|Auswahl speichern)$/ }).click();
      await expect(shop.reopen).toBeVisible();
      await expectAccessible(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, "the page must not scroll sideways").toBeLessThanOrEqual(0);
    });
  });
}

for (const path of ["/product", "/checkout", "/privacy"]) {
  test(`axe finds nothing on ${path} of the shop with the live panel`, async ({ shop, page }) => {
    await page.goto(`${shop.demo.shopUrl}${path}`);
    await expect(page.getByText("CookieHub answers.")).toBeVisible();
    await shop.decide("Accept all");
    await expect(page.getByText("everything allowed")).toBeVisible();
    await expectAccessible(page);
  });
}

test("L15: the keyboard meets the banner before the page, in reading order, and focus was not stolen on load", async ({
  shop,
  page,
}) => {
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  const order: string[] = [];
  for (let stop = 0; stop < 5; stop += 1) {
    await page.keyboard.press("Tab");
    order.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ""));
  }
  expect(order).toEqual(["Privacy policy", "Settings", "Reject all", "Accept all", "Northwind Outdoor"]);
});

for (const key of ["Enter", "Space"]) {
  test(`L15: ${key} works every control, focus stays in the dialog, and Escape returns it to the opener without deciding`, async ({
    shop,
    page,
    context,
  }) => {
    await shop.visit();
    const settings = shop.banner.getByRole("button", { name: "Settings" });
    await settings.focus();
    await page.keyboard.press(key);
    await expect(shop.dialog).toBeVisible();
    for (let stop = 0; stop < 12; stop += 1) {
      await page.keyboard.press(stop % 3 === 2 ? "Shift+Tab" : "Tab");
      expect(
        await page.evaluate(() => document.activeElement?.closest("main, header, footer") ?? null),
        "focus left the dialog",
      ).toBeNull();
    }
    await page.keyboard.press("Escape");
    await expect(shop.dialog).toBeHidden();
    await expect(settings).toBeFocused();
    expect(await context.cookies()).toEqual([]);

    await page.keyboard.press(key);
    const analytics = shop.preferences.getByRole("switch", { name: /Analytics/ });
    await analytics.focus();
    await page.keyboard.press("Space");
    await expect(analytics).toBeChecked();
    await shop.preferences.getByRole("button", { name: "Save my choice" }).focus();
    await page.keyboard.press(key);
    await expect(shop.dialog).toBeHidden();
    await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet"]);

    await shop.reopen.focus();
    await page.keyboard.press(key);
    await expect(shop.preferences.getByRole("switch", { name: /Analytics/ })).toBeChecked();
    await page.keyboard.press("Escape");
    await expect(shop.reopen).toBeFocused();
  });
}

test("L6, L15: a screen reader hears a named region, a named dialog, and every switch with its state", async ({
  shop,
}) => {
  await shop.visit();
  await expect(shop.banner).toMatchAriaSnapshot(`
    - region "Your privacy here":
      - heading "Your privacy here" [level=2]
      - paragraph:
        - text: /./
        - link "Privacy policy"
      - button "Settings"
      - button "Reject all"
      - button "Accept all"
  `);
  await shop.openPreferences();
  await expect(shop.preferences.getByRole("heading", { name: "Privacy settings" })).toBeVisible();
  for (const name of [/Functional/, /Analytics/, /Marketing/]) {
    await expect(shop.preferences.getByRole("switch", { name })).not.toBeChecked();
  }
  await expect(shop.preferences.getByRole("switch", { name: /Essential/ })).toHaveCount(0);
  await expect(shop.preferences.getByText("Always on")).toBeVisible();
});

test.describe("with reduced motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("L15: nothing moves", async ({ shop, page }) => {
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await shop.openPreferences();
    const moving = await page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === "running").length,
    );
    expect(moving).toBe(0);
  });
});
