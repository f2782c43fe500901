import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { inHead, serveVariant } from "./variants.ts";

// Headless Chromium stops producing frames when nothing moves; then shifts and paints go unreported.
const ENDLESS_ANIMATION =
  "<style>@keyframes beat { to { opacity: 0.99 } } body::after { content: ''; position: fixed; width: 1px; height: 1px; animation: beat 1s infinite }</style>";

async function observe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const vitals = { cls: 0, shifts: [] as string[], lcp: [] as string[] };
    Object.assign(window, { vitals });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number;
        sources?: { node?: Node | null }[];
      })[]) {
        vitals.cls += entry.value;
        vitals.shifts.push(
          entry.sources?.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 90) ?? "?").join() ?? "",
        );
      }
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { element?: Element | null })[]) {
        vitals.lcp.push(
          entry.element?.closest(".shop") ? "shop" : (entry.element?.outerHTML.slice(0, 80) ?? "unknown"),
        );
      }
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
}

const readVitals = (page: Page) =>
  page.evaluate(() => (window as unknown as { vitals: { cls: number; shifts: string[]; lcp: string[] } }).vitals);

for (const [name, viewport] of [
  ["a wide screen", { width: 1180, height: 720 }],
  ["a phone", { width: 360, height: 740 }],
] as const) {
  test.describe(name, () => {
    test.use({ viewport });

    test("CLS is 0 from the first paint to the decision, and the banner is never the LCP element", async ({
      shop,
      page,
    }) => {
      await observe(page);
      serveVariant(shop.demo, { change: inHead(ENDLESS_ANIMATION) });
      await shop.visit();
      await expect(shop.banner).toBeVisible();
      await shop.settle();
      // Three frames with the banner in place, so that its own paint is among what was observed.
      await page.evaluate(
        () =>
          new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))),
      );
      const { lcp } = await readVitals(page);
      expect(lcp.length).toBeGreaterThan(0);
      expect(new Set(lcp)).toEqual(new Set(["shop"]));

      await shop.openPreferences();
      await shop.choose("functional");
      await expect.poll(() => shop.hits()["map frame"]).toBe(1);
      await expect(shop.reopen).toBeVisible();
      const { cls, shifts } = await readVitals(page);
      expect({ cls, shifts }).toEqual({ cls: 0, shifts: [] });
    });
  });
}

test("the live panel of the demo moves nothing either", async ({ shop, page }) => {
  await observe(page);
  serveVariant(shop.demo, { change: inHead(ENDLESS_ANIMATION) });
  await page.goto(shop.demo.shopUrl);
  await expect(page.getByText("CookieHub answers.")).toBeVisible();
  await shop.decide("Accept all");
  await expect(page.getByText("everything allowed")).toBeVisible();
  expect(await readVitals(page)).toMatchObject({ cls: 0, shifts: [] });
});
