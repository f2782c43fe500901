import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { openStand } from "./stand.ts";

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
    const settings = await shop.openPreferencesBy(key);
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

for (const layout of ["bar", "box", "corner", "cloud", "modal"] as const) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`axe finds nothing (L15): ${layout}, ${colorScheme}`, () => {
      test.use({ colorScheme });

      test("from left to right and from right to left, at 1280, 390 and 320 px", async ({ page }) => {
        for (const language of ["en", "ar"]) {
          await page.setViewportSize({ width: 1280, height: 720 });
          await openStand(page, { banner: { layout }, language });
          await expect(page.locator("cookiehub-ui[data-part=banner] button")).toHaveCount(3);
          for (const width of [1280, 390, 320]) {
            await page.setViewportSize({ width, height: 720 });
            await expectAccessible(page);
          }
        }
      });
    });
  }
}

for (const model of ["opt-out", "notice"] as const) {
  test(`axe finds nothing where the law does not ask before (L15): ${model}, from right to left too, at 1280 and 320 px`, async ({
    page,
  }) => {
    for (const layout of ["bar", "modal"] as const) {
      for (const language of ["en", "ar"]) {
        await openStand(page, { banner: { layout }, model, language, gpc: true });
        await expect(page.locator("cookiehub-ui[data-part=banner] button").first()).toBeVisible();
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 720 });
          await expectAccessible(page);
        }
      }
    }
  });
}

test("axe finds nothing without a shadow root either (L15)", async ({ page }) => {
  for (const layout of ["bar", "modal"] as const) {
    await openStand(page, { banner: { layout, isolation: "none" } });
    await expect(page.locator("cookiehub-ui[data-part=banner] button")).toHaveCount(3);
    await expectAccessible(page);
  }
});

const CONTROLS = {
  "opt-in": ["link Privacy policy", "button Settings", "button Reject all", "button Accept all"],
  "opt-out": [
    "link Privacy policy",
    "button Do not sell or share my personal information",
    "button Settings",
    "button Close",
  ],
  notice: ["link Privacy policy", "button Settings", "button Close"],
} as const;

for (const [model, controls] of Object.entries(CONTROLS) as [keyof typeof CONTROLS, readonly string[]][]) {
  for (const layout of ["bar", "modal"] as const) {
    test(`L6, L15: the accessibility tree of the ${layout} names every control (${model})`, async ({ page }) => {
      await openStand(page, { banner: { layout }, model, body: "<main>Shop</main>" });
      await expect(page.locator("cookiehub-ui[data-part=banner] button").first()).toBeVisible();
      const session = await page.context().newCDPSession(page);
      const { nodes } = (await session.send("Accessibility.getFullAXTree")) as {
        nodes: { ignored: boolean; role?: { value: string }; name?: { value: string } }[];
      };
      const named = nodes
        .filter(({ ignored }) => !ignored)
        .map(({ role, name }) => `${role?.value} ${name?.value ?? ""}`.trim());
      // The tree is listed level by level; the order is what the walks of keyboard.spec.ts show.
      expect(named.filter((name) => /^(button|link)/.test(name)).sort()).toEqual([...controls].sort());
      const title = model === "opt-in" ? "Your privacy here" : "Your privacy choices";
      expect(named).toContain(`${layout === "modal" ? "dialog" : "region"} ${title}`);
      expect(named).toContain(`heading ${title}`);
    });
  }
}
