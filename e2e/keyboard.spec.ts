import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { openStand, type Stand, toShopPage } from "./stand.ts";

/** What has the focus, in its words. */
const readFocus = (page: Page) =>
  page.evaluate(() => {
    const active = document.activeElement;
    return active?.getAttribute("aria-label") || active?.textContent?.trim() || active?.localName || "";
  });

async function walk(page: Page, key: string, steps: number): Promise<string[]> {
  const names: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(key);
    names.push(await readFocus(page));
  }
  return names;
}

async function open(page: Page, stand: Stand): Promise<void> {
  await openStand(page, stand);
  await expect(page.locator("cookiehub-ui[data-part=banner]")).toHaveCount(1);
}

const banner = (page: Page) => page.locator("cookiehub-ui[data-part=banner]");
const isDecided = (page: Page) => page.evaluate(() => window.cookiehub?.getSnapshot().decided);

for (const layout of ["bar", "box", "corner", "cloud"] as const) {
  test(`L15: the ${layout} is met first, forwards and backwards, in reading order, and the page follows it`, async ({
    page,
  }) => {
    await open(page, { banner: { layout } });
    expect(await readFocus(page), "focus is not stolen").not.toMatch(/Accept all$/);
    const isRow = layout === "bar" || layout === "cloud";
    const actions = isRow ? ["Settings", "Reject all", "Accept all"] : ["Reject all", "Accept all", "Settings"];
    const forwards = ["Privacy policy", ...actions, "Northwind Outdoor"];
    expect(await walk(page, "Tab", 5)).toEqual(forwards);
    expect(await walk(page, "Shift+Tab", 4)).toEqual(forwards.slice(0, 4).reverse());
    expect(await isDecided(page)).toBe(false);
  });
}

for (const key of ["Enter", "Space"]) {
  test(`L15: ${key} decides, and the focus goes on to the button that undoes it`, async ({ page }) => {
    await open(page, {});
    await banner(page).getByRole("button", { name: "Reject all" }).focus();
    await page.keyboard.press(key);
    await expect(banner(page)).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Privacy settings" })).toBeFocused();
    expect(await page.evaluate(() => window.cookiehub?.getSnapshot().status)).toBe("none");
  });
}

test("L3, L15: Escape decides nothing in a first layer that is no dialog", async ({ page }) => {
  await open(page, {});
  await banner(page).getByRole("button", { name: "Accept all" }).focus();
  await page.keyboard.press("Escape");
  await expect(banner(page)).toBeVisible();
  expect(await isDecided(page)).toBe(false);
});

test("L3, L15: a modal first layer begins at its title, keeps the focus inside, and no Escape gets rid of the question", async ({
  page,
}) => {
  await open(page, { banner: { layout: "modal" } });
  await expect(page.getByRole("dialog", { name: "Your privacy here" })).toBeVisible();
  expect(await readFocus(page)).toBe("Your privacy here");
  const names = [...(await walk(page, "Tab", 7)), ...(await walk(page, "Shift+Tab", 7))];
  expect(names.filter((name) => name === "Northwind Outdoor")).toEqual([]);
  for (const name of ["Privacy policy", "Settings", "Reject all", "Accept all"]) expect(names).toContain(name);
  // Browsers let a second Escape close a dialog that prevented the first.
  for (let press = 0; press < 4; press += 1) await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Your privacy here" })).toBeVisible();
  await expect.poll(() => readFocus(page)).toBe("Your privacy here");
  expect(await isDecided(page)).toBe(false);
  await page.keyboard.press("Enter");
  expect(await isDecided(page), "Enter at the title decides nothing").toBe(false);
});

test("where the law lets it, Escape closes a modal notice; that decides nothing", async ({ page }) => {
  await open(page, { banner: { layout: "modal" }, model: "opt-out" });
  await expect(page.getByRole("dialog", { name: "Your privacy choices" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(banner(page)).toHaveCount(0);
  expect(await isDecided(page)).toBe(false);
  await page.getByRole("link", { name: "Northwind Outdoor" }).click();
});

test("preferences over a modal first layer: Escape goes back to the button that opened them", async ({ page }) => {
  await open(page, { banner: { layout: "modal" } });
  const settings = banner(page).getByRole("button", { name: "Settings" });
  await settings.focus();
  await page.keyboard.press("Enter");
  const preferences = page.getByRole("dialog", { name: "Privacy settings" });
  await expect(preferences).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(preferences).toHaveCount(0);
  await expect(settings).toBeFocused();
  await page.getByRole("button", { name: "Accept all" }).click();
  await expect(page.locator("cookiehub-ui dialog[open]")).toHaveCount(0);
  await page.getByRole("link", { name: "Northwind Outdoor" }).click();
});

test("a modal first layer that the visitor's own tools have hidden holds the page no longer", async ({ page }) => {
  await open(page, { banner: { layout: "modal" } });
  await expect(page.getByRole("dialog")).toBeVisible();
  // As a content blocker does it: with a style that no page can beat.
  await banner(page).evaluate((host) => {
    const dialog = host.shadowRoot?.querySelector("dialog");
    dialog?.style.setProperty("display", "none", "important");
  });
  await page.getByRole("link", { name: "Northwind Outdoor" }).click({ timeout: 5_000 });
  expect(await isDecided(page)).toBe(false);
});

test("L5, L15: the re-open button opens by Enter and Space, and gets the focus back", async ({ page }) => {
  await open(page, {});
  await banner(page).getByRole("button", { name: "Accept all" }).click();
  const reopen = page.getByRole("button", { name: "Privacy settings" });
  for (const key of ["Enter", "Space"]) {
    await reopen.focus();
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog", { name: "Privacy settings" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(reopen).toBeFocused();
  }
});

const LOSSES = {
  "replaces its body": `const body = document.createElement("body"); body.innerHTML = SHOP; document.documentElement.replaceChild(body, document.body);`,
  "empties its body": `document.body.innerHTML = SHOP;`,
  "takes our elements out": `document.querySelectorAll("cookiehub-ui").forEach((host) => host.remove());`,
  "puts a copy of an old body back": `const copy = document.body.cloneNode(true); document.documentElement.replaceChild(copy, document.body);`,
} as const;

for (const [name, act] of Object.entries(LOSSES)) {
  const lose = (page: Page) => page.evaluate(`{ const SHOP = ${JSON.stringify(toShopPage())}; ${act} }`);

  for (const layout of ["bar", "modal"] as const) {
    test(`L5: a page that ${name} keeps the ${layout}, an open dialog does not leave it dead, and the re-open button stays`, async ({
      page,
    }) => {
      await open(page, { banner: { layout } });
      await lose(page);
      await expect(banner(page)).toHaveCount(1);
      await banner(page).getByRole("button", { name: "Settings" }).click();
      const preferences = page.getByRole("dialog", { name: "Privacy settings" });
      await expect(preferences).toBeVisible();
      await lose(page);
      await expect(preferences).toHaveCount(0);
      await expect(banner(page)).toHaveCount(1);
      await banner(page).getByRole("button", { name: "Settings" }).click();
      await expect(preferences).toBeVisible();
      await page.keyboard.press("Escape");
      await banner(page).getByRole("button", { name: "Reject all" }).click();
      const reopen = page.locator("cookiehub-ui[data-part=reopen] button");
      await expect(reopen).toHaveCount(1);
      await lose(page);
      await expect(reopen).toHaveCount(1);
      await expect(banner(page)).toHaveCount(0);
      await reopen.click();
      await expect(preferences).toBeVisible();
    });
  }
}

test("a page that takes our elements away ever again is left alone in the end", async ({ page }) => {
  await open(page, {});
  const rounds = await page.evaluate(async () => {
    let count = 0;
    new MutationObserver(() => {
      const host = document.querySelector("cookiehub-ui");
      if (host) count += 1;
      host?.remove();
    }).observe(document.body, { childList: true });
    document.querySelector("cookiehub-ui")?.remove();
    for (let turn = 0; turn < 200; turn += 1) await new Promise((done) => setTimeout(done));
    return count;
  });
  expect(rounds).toBeLessThanOrEqual(60);
  expect(rounds).toBeGreaterThan(10);
});

test("2.4.11: at 320 px, what Tab reaches behind the first layer is scrolled into sight", async ({ shop, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await shop.visit();
  // What looks after the focus comes after the first layer.
  await page.waitForLoadState("networkidle");
  await page.locator(".products a").nth(1).focus();
  const banner = page.locator("cookiehub-ui[data-part=banner]");
  await expect
    .poll(async () => {
      const [link, cover] = [await page.locator(".products a").nth(1).boundingBox(), await banner.boundingBox()];
      return link && cover && link.y >= 0 && link.y < cover.y;
    })
    .toBe(true);
});
