import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import type { Shop } from "./shop.ts";
import { serveVariant } from "./variants.ts";

test.describe.configure({ timeout: 120_000 });

const toFilm = ({ thirdPartyUrl }: Shop["demo"], more = "") =>
  `<iframe class="film" width="560" height="315" style="max-width:100%" title="A walk in the hills" data-consent-service="video" data-src="${thirdPartyUrl}/video" ${more}></iframe>`;
const inMain = (markup: string) => (html: string) => html.replace("</main>", `${markup}</main>`);
const getFilm = (page: Page) => page.getByRole("group", { name: "Content from Video player: A walk in the hills" });

/** Counts how far the page's content was moved since it began. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = window as unknown as { shift: number };
    seen.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { shift: number }).shift);
}

test("a blocked film shows what it is, loads once by the keyboard, and decides nothing", async ({ shop, page }) => {
  serveVariant(shop.demo, { change: inMain(toFilm(shop.demo)) });
  const readShift = await watchShifts(page);
  await shop.visit();
  const film = getFilm(page);
  await expect(film).toBeVisible();
  await expect(film.getByRole("button")).toHaveText(["Load once", "Always allow"]);
  await shop.settle();
  expect(shop.hits()).toEqual({});
  await film.getByRole("button", { name: "Load once" }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => shop.hits()).toEqual({ "video frame": 1 });
  await expect(film).toBeHidden();
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("film");
  expect(await page.evaluate(() => window.cookiehub?.getSnapshot().decided)).toBe(false);
  expect((await shop.kept()).cookies).toEqual([]);
  expect(await readShift()).toBe(0);
});

test("always allow decides for this service alone, on every later page too; a withdrawal brings it back", async ({
  shop,
  page,
}) => {
  serveVariant(shop.demo, { change: inMain(toFilm(shop.demo)) });
  await shop.visit();
  await getFilm(page).getByRole("button", { name: "Always allow" }).click();
  await expect.poll(() => shop.hits()).toEqual({ "video frame": 1 });
  // Leaving while it loads would let the next page wait for this answer: both ask for the same address.
  await page.frameLocator(".film").locator("body").waitFor();
  await expect(shop.banner).toBeHidden();
  const snapshot = await page.evaluate(() => window.cookiehub?.getSnapshot());
  expect(snapshot).toMatchObject({
    decided: true,
    choices: { marketing: false },
    services: { video: true, ads: false },
  });
  await shop.visit("/product");
  // The browser may have kept the answer: what counts is that the frame has its address.
  await expect(page.locator(".film")).toHaveAttribute("src", /video/);
  await page.frameLocator(".film").locator("body").waitFor();
  const hits = shop.hits();
  await page.evaluate(() => window.cookiehub?.rejectAll());
  await shop.visit();
  await expect(getFilm(page)).toBeVisible();
  await shop.settle();
  expect(shop.hits()).toEqual(hits);
});

test("a map that scripts draw has a placeholder at its place", async ({ shop, page }) => {
  const { thirdPartyUrl } = shop.demo;
  const map = `<div id="canvas" data-consent-placeholder title="Map" style="height:260px"><script type="text/plain" data-consent-service="map" data-src="${thirdPartyUrl}/analytics.js"></script><script type="text/plain" data-consent-service="map">document.querySelector("#canvas").append("drawn")</script></div>`;
  serveVariant(shop.demo, { change: inMain(map) });
  await shop.visit();
  const group = page.getByRole("group", { name: "Content from Shop map: Map" });
  await group.getByRole("button", { name: "Load once" }).click();
  await expect(page.locator("#canvas")).toHaveText("drawn");
  await expect(group).toBeHidden();
});

const SITUATIONS = [
  { name: "light", use: { colorScheme: "light", viewport: { width: 1180, height: 720 } }, dir: "ltr" },
  { name: "dark", use: { colorScheme: "dark", viewport: { width: 1180, height: 720 } }, dir: "ltr" },
  { name: "320 px", use: { colorScheme: "light", viewport: { width: 320, height: 640 } }, dir: "ltr" },
  { name: "right to left", use: { colorScheme: "light", viewport: { width: 1180, height: 720 } }, dir: "rtl" },
] as const;

for (const { name, use, dir } of SITUATIONS) {
  test.describe(`placeholders, ${name} (L15)`, () => {
    test.use(use);

    test("axe finds nothing, and nothing scrolls sideways", async ({ shop, page }) => {
      const preview = 'data-preview="/assets/map.svg"';
      const markup = `${toFilm(shop.demo)}${toFilm(shop.demo, preview).replace("hills", "dales").replace('data-consent-service="video"', 'data-consent-category="marketing"')}<iframe width="200" height="120" title="Small" data-consent-service="video" data-src="${shop.demo.thirdPartyUrl}/video"></iframe>`;
      serveVariant(shop.demo, {
        change: (html) => inMain(markup)(html).replace("<html", `<html dir="${dir}"`),
      });
      await shop.visit();
      await shop.decide("Reject all");
      await expect(getFilm(page)).toBeVisible();
      await expect(page.getByRole("group", { name: /Small/ })).toBeVisible();
      await getFilm(page).scrollIntoViewIfNeeded();
      await expectAccessible(page);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    });
  });
}

/** Counts the placeholders that come into the page in one task: by the timers that begin tasks, not by the clock. */
async function watchTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.addInitScript(() => {
    const placeholders: number[] = [0];
    const begin = window.setTimeout.bind(window);
    const later = (act: () => void, delayMs?: number) =>
      begin(() => {
        placeholders.push(0);
        act();
      }, delayMs);
    Object.assign(window, { placeholders, setTimeout: later });
    new MutationObserver((records) => {
      const hosts = records
        .flatMap(({ addedNodes }) => [...addedNodes])
        .filter((node) => node instanceof HTMLElement && node.dataset.part === "placeholder");
      placeholders.push((placeholders.pop() ?? 0) + hosts.length);
    }).observe(document, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => (window as unknown as { placeholders: number[] }).placeholders);
}

test("two hundred of them have a task each, and move nothing", async ({ shop, page }) => {
  const films = Array.from({ length: 200 }, () => `<p>Text</p>${toFilm(shop.demo)}`).join("");
  serveVariant(shop.demo, { change: inMain(films) });
  const readShift = await watchShifts(page);
  const readTasks = await watchTasks(page);
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await expect(getFilm(page)).toHaveCount(200, { timeout: 30_000 });
  expect(await readShift()).toBe(0);
  const tasks = (await readTasks()).filter((count) => count > 0);
  expect(tasks.length).toBeGreaterThanOrEqual(200);
  expect(Math.max(...tasks)).toBe(1);
});
