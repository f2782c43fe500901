import type { BrowserContext, Page } from "@playwright/test";
import { expect, NETWORK_ERRORS, test, watchErrors } from "./fixtures.ts";
import { expectChoice, readHistory, readRecord } from "./server-answers.ts";
import { Shop } from "./shop.ts";

const ALL_TAGS = ["analytics", "gtag", "snippet", "ads"];

/** Opens one more tab of the same browser. */
async function openTab(context: BrowserContext, { demo }: Shop): Promise<{ tab: Shop; errors: string[] }> {
  const page = await context.newPage();
  const errors = watchErrors(page);
  return { tab: new Shop(page, demo), errors };
}

const readAllowed = (page: Page, category: string) => page.evaluate((id) => window.cookiehub?.isAllowed(id), category);

/** What the page's Google tags were told last. */
const readLastUpdate = (page: Page) =>
  page.evaluate(() => {
    const updates = (window.dataLayer ?? []).filter((entry) => entry[0] === "consent" && entry[1] === "update");
    return (updates.at(-1)?.[2] as { analytics_storage?: string } | undefined)?.analytics_storage;
  });

/** Every tag has run in this tab, and none of them twice. */
async function expectOneStart(tab: Shop): Promise<void> {
  await expect.poll(() => tab.ranTags()).toEqual(ALL_TAGS);
  await tab.settle();
  expect(await tab.ranTags()).toEqual(ALL_TAGS);
}

async function refuseLocalStorage(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("The page may not keep anything", "SecurityError");
      },
    });
  });
}

for (const [name, prepare] of [
  ["two tabs of a site", async () => {}],
  ["two tabs of a site that may keep cookies and nothing else", refuseLocalStorage],
] as const) {
  test.describe(name, () => {
    test("a decision in one is followed by the other at once: its banner goes, its tags start there, once", async ({
      shop,
      context,
    }) => {
      await prepare(context);
      const { tab, errors } = await openTab(context, shop);
      await shop.visit();
      await tab.visit("/product");
      for (const one of [shop, tab]) await expect(one.banner).toBeVisible();
      await shop.decide("Accept all");
      await expect(tab.banner).toBeHidden();
      for (const one of [shop, tab]) await expectOneStart(one);
      const { deviceId } = await expectChoice(context);
      await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
      expect(errors).toEqual([]);
    });

    test("a withdrawal in one of two returning tabs, neither of which has shown anything, is heard by the other (L5)", async ({
      shop,
      context,
    }) => {
      await prepare(context);
      await shop.visit();
      await shop.decide("Accept all");
      await expectOneStart(shop);
      const { tab, errors } = await openTab(context, shop);
      for (const one of [shop, tab]) {
        await one.visit("/product");
        await expectOneStart(one);
      }
      await tab.page.evaluate(() => {
        window.cookiehub?.on("change", ({ choices }) => Object.assign(window, { heard: choices.analytics }));
      });
      await shop.page.evaluate(() => window.cookiehub?.rejectAll());
      await expect.poll(() => readAllowed(tab.page, "analytics")).toBe(false);
      await expect.poll(() => tab.page.evaluate(() => (window as { heard?: boolean }).heard)).toBe(false);
      expect(await readLastUpdate(tab.page)).toBe("denied");
      await expect(tab.banner).toBeHidden();
      // Only the tab where it was decided delivers it.
      const { deviceId } = await expectChoice(context);
      await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(2);
      await tab.settle();
      expect(await readHistory(shop.demo, deviceId)).toHaveLength(2);
      expect(errors).toEqual([]);
    });

    test.describe("without a network", () => {
      test.use({ expectedErrors: NETWORK_ERRORS });

      test("two decisions, one in each, are delivered once each, and the later one stands", async ({
        shop,
        context,
      }) => {
        await prepare(context);
        const { tab } = await openTab(context, shop);
        for (const one of [shop, tab]) {
          await one.visit();
          await expect(one.banner).toBeVisible();
          await one.settle();
        }
        await context.setOffline(true);
        await shop.decide("Reject all");
        await expect(tab.banner).toBeHidden();
        await tab.page.evaluate(() => window.cookiehub?.save({ functional: true }));
        await expect.poll(() => readAllowed(shop.page, "functional")).toBe(true);
        const { deviceId } = await expectChoice(context);
        expect(await readHistory(shop.demo, deviceId)).toEqual([]);

        await context.setOffline(false);
        await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(2);
        for (const one of [shop, tab]) {
          await one.visit("/checkout");
          await one.settle();
        }
        const history = await readHistory(shop.demo, deviceId);
        expect(history.map(({ action }) => action).sort()).toEqual(["custom", "reject_all"]);
        expect((await readRecord(shop.demo, deviceId)).categories).toMatchObject({
          functional: { consented: true },
          marketing: { consented: false },
        });
      });
    });
  });
}
