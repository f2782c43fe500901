import { readTcString } from "@cookiehub/schemas/signals";
import type { Page } from "@playwright/test";
import { readContrast } from "../packages/widget/src/theme/colour.ts";
import { expectAccessible } from "./axe.ts";
import { expect } from "./fixtures.ts";
import { answer, openAsked, readEvents, readTold, test } from "./tcf-page.ts";
import { expectTwins } from "./twins.ts";

const latest = async (page: Page) => (await readTold(page)).at(-1);
const readModel = async (page: Page) => readTcString((await latest(page))?.tcString ?? "");
const isAny = (flags: Record<string, boolean> = {}) => Object.values(flags).includes(true);
const toHex = (rgb: string) =>
  `#${(rgb.match(/\d+/g) ?? [])
    .slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, "0"))
    .join("")}`;
const openSettings = (page: Page) => page.getByRole("dialog", { name: "Privacy settings" });

test.describe("a shop under the TCF", () => {
  // A list that was never given out.
  test.use({ expectedErrors: [/404 \(Not Found\)/] });

  test("T24 T25 T26 T54 T84 T85: the first layer names purposes and vendors; a string without consent comes with it, one with it after", async ({
    tcfShop: shop,
    page,
  }) => {
    await shop.visit();
    await expect(shop.banner.getByText(/our 2\d\d partners/)).toBeVisible();
    await expect(shop.banner.getByRole("listitem").filter({ hasText: "Synthetic purpose 1" }).first()).toBeVisible();
    await expect.poll(() => readEvents(page)).toEqual(["cmpuishown"]);
    const shown = await latest(page);
    expect([isAny(shown?.purpose?.consents), isAny(shown?.vendor?.consents)]).toEqual([false, false]);
    expect(isAny(shown?.vendor?.legitimateInterests)).toBe(true);
    expect(shop.hits()).toEqual({});

    await answer(shop, "Accept all");
    const after = await latest(page);
    expect(after?.purpose?.consents).toMatchObject({ 1: true, 3: true, 4: true });
    expect(await readModel(page)).toMatchObject({
      ...{
        cmpId: 4095,
        publisherCountry: "DE",
        isServiceSpecific: true,
        vendorListVersion: 178,
        consentLanguage: "en",
      },
    });
    expect(Object.keys(after?.vendor?.disclosedVendors ?? {}).length).toBeGreaterThan(200);
  });

  test("T58 T62 T66: to reject all leaves no consent and no claim, and everybody who was shown", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    const before = await latest(page);
    await answer(shop, "Reject all");
    const after = await latest(page);
    const { purpose, vendor } = after ?? {};
    expect([purpose?.consents, purpose?.legitimateInterests].map(isAny)).toEqual([false, false]);
    expect([vendor?.consents, vendor?.legitimateInterests].map(isAny)).toEqual([false, false]);
    expect(vendor?.disclosedVendors).toEqual(before?.vendor?.disclosedVendors);
    await shop.settle();
    expect(shop.hits()).toEqual({});
  });

  test("T23 T27: on the next page the same string is there at once, and nobody is asked", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await answer(shop, "Accept all");
    const made = await latest(page);
    await shop.visit("/product");
    await expect.poll(() => readEvents(page)).toEqual(["tcloaded"]);
    expect((await latest(page))?.tcString).toBe(made?.tcString);
    await expect(shop.banner).toHaveCount(0);
  });

  test("C17: Google's tags hear what the string says, on the page of the choice and on the next", async ({
    tcfShop: shop,
    page,
  }) => {
    const readUpdates = () =>
      page.evaluate(() =>
        ((window as { dataLayer?: ArrayLike<unknown>[] }).dataLayer ?? [])
          .filter((entry) => entry[0] === "consent" && entry[1] === "update")
          .map((entry) => (entry[2] as Record<string, string>).ad_storage),
      );
    await openAsked(shop);
    await shop.decide("Accept all");
    await expect.poll(async () => (await readUpdates()).at(-1)).toBe("granted");
    await shop.visit("/product");
    await expect.poll(() => readEvents(page)).toEqual(["tcloaded"]);
    expect(await readUpdates()).toEqual(["granted"]);
  });

  test("T68: without its string a choice is as good as run out: nothing runs, and the visitor is asked", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await answer(shop, "Accept all");
    // The tags of this page come one by one.
    await shop.settle();
    await page.evaluate(() => localStorage.removeItem("cookiehub_tcf"));
    // Later than another tab could still be making it.
    await page.addInitScript(() => {
      const { now } = Date;
      Date.now = () => now() + 60_000;
    });
    shop.demo.forgetHits();
    await shop.visit("/product");
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    expect(await page.evaluate(() => window.cookiehub?.isAllowed("marketing"))).toBe(false);
  });

  test("T89 T90: one act to agree, its twin to refuse, one to choose; words and buttons have 5:1, whatever is scrolled", async ({
    tcfShop: shop,
    page,
  }) => {
    await shop.visit();
    await expect(shop.banner.getByText(/our 2\d\d partners/)).toBeVisible();
    await expectTwins(page);
    await expect(shop.banner.getByRole("button", { name: "Settings" })).toBeVisible();
    await expectAccessible(page);
    for (const button of await shop.banner.getByRole("button").all()) {
      const { color, backgroundColor } = await button.evaluate((element) => {
        const { color, backgroundColor } = getComputedStyle(element);
        return { color, backgroundColor };
      });
      expect(readContrast(toHex(color), toHex(backgroundColor))).toBeGreaterThanOrEqual(5);
    }
  });

  test("T100: the settings come back by their button, and take everything back with one act, as it was given", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await answer(shop, "Accept all");
    await shop.reopen.click();
    await expect(page.getByRole("switch", { name: /Synthetic purpose 1$/ })).toBeChecked();
    await page.getByRole("button", { name: "Reject all" }).click();
    await expect.poll(async () => isAny((await latest(page))?.purpose?.consents)).toBe(false);
    expect((await readEvents(page)).slice(-2)).toEqual(["cmpuishown", "useractioncomplete"]);
    await expect.poll(() => page.evaluate(() => window.cookiehub?.isAllowed("marketing"))).toBe(false);
  });

  for (const [name, colorScheme, width] of [
    ["light, wide", "light", 1180],
    ["dark, 320 px", "dark", 320],
  ] as const) {
    test(`L5, L11, L15: the settings show what was chosen before, with its receipts, and take it back: ${name}`, async ({
      tcfShop: shop,
      page,
    }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 720 });
      await openAsked(shop);
      await answer(shop, "Accept all");
      await shop.reopen.click();
      const record = shop.preferences.locator(".ch-choice");
      await expect(record).toContainText(/Chosen on \w+ \d+, \d{4}\. You will be asked again on/);
      const loads: string[] = [];
      page.on("request", (request) => loads.push(new URL(request.url()).pathname));
      await record.getByRole("button", { name: "Earlier choices" }).click();
      const decisions = record.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Receipt/ }) });
      await expect(decisions).toHaveText([/Accepted all.*Allowed: Analytics, Functional, and Marketing/]);
      expect(loads.map((path) => path.replace(/\.[0-9a-f]{10}\./, "."))).toEqual([
        ...["/w/history.js", "/api/v1/consent/history"],
      ]);
      await expectAccessible(page);
      const beyond = await record.evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(beyond, "nothing stands beyond its sides").toBeLessThanOrEqual(0);

      const saving = page.waitForEvent("download");
      await decisions.getByRole("button", { name: /^Receipt: / }).click();
      expect((await saving).suggestedFilename()).toMatch(/^cookiehub-receipt-aud_[\w-]+\.json$/);

      await record.getByRole("button", { name: "Withdraw all" }).click();
      await expect(openSettings(page)).toBeHidden();
      await expect.poll(async () => isAny((await latest(page))?.purpose?.consents)).toBe(false);
      await shop.reopen.click();
      await record.getByRole("button", { name: "Earlier choices" }).click();
      await expect(decisions).toHaveText([/Rejected all/, /Accepted all/]);
      await expect(record.getByRole("button", { name: "Withdraw all" })).toHaveCount(0);
    });
  }

  test("the record holds the string that vendors were told", async ({ tcfShop: shop, page }) => {
    await openAsked(shop);
    const sent = page.waitForRequest((request) => request.url().includes("/api/v1/consent?"));
    await shop.decide("Accept all");
    const body = JSON.parse((await sent).postData() ?? "{}") as { tc_string?: string };
    await expect.poll(async () => (await readEvents(page)).at(-1)).toBe("useractioncomplete");
    expect(body.tc_string).toBe((await latest(page))?.tcString);
    expect((await (await sent).response())?.status()).toBe(201);
  });

  test("T70: the browser asks nobody but the shop and its CookieHub", async ({ tcfShop: shop, page }) => {
    const hosts = new Set<string>();
    page.on("request", (request) => hosts.add(new URL(request.url()).origin));
    await shop.visit();
    await shop.openPreferences();
    await page.getByRole("tab", { name: /Vendors/ }).click();
    await expect(page.getByRole("searchbox")).toBeVisible();
    expect([...hosts].sort()).toEqual([shop.demo.serverUrl, shop.demo.shopUrl].sort());
  });

  test("T84 T93: the link of the first layer leads to the vendors, with every switch off", async ({
    tcfShop: shop,
    page,
  }) => {
    await shop.visit();
    await shop.banner.getByRole("link", { name: "List of partners" }).click();
    await expect(openSettings(page)).toBeVisible();
    await expect(page.getByRole("tab", { name: /Vendors/, selected: true })).toBeVisible();
    await expect(page.getByRole("switch", { checked: true })).toHaveCount(0);
  });

  test("C17 T25: what is chosen by purpose decides about the categories that need it, and stands in the string", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await shop.openPreferences();
    for (const id of [1, 8, 9, 10])
      await page.getByRole("switch", { name: new RegExp(`Synthetic purpose ${id}$`) }).click();
    await page.getByRole("button", { name: "Save my choice" }).click();
    await expect.poll(async () => (await readEvents(page)).at(-1)).toBe("useractioncomplete");
    const after = await latest(page);
    expect(Object.entries(after?.purpose?.consents ?? {}).flatMap(([id, isOn]) => (isOn ? [id] : []))).toEqual([
      ...["1", "8", "9", "10"],
    ]);
    const isAllowed = (id: string) => page.evaluate((category) => window.cookiehub?.isAllowed(category), id);
    expect([await isAllowed("analytics"), await isAllowed("marketing")]).toEqual([true, false]);
  });

  test("T76: a vendor that was not shown before forces the question; until it is answered the old string is told as such", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await answer(shop, "Accept all");
    const before = await latest(page);
    // As if an earlier list had been shown that did not have the first of these vendors.
    const kept = await page.evaluate(() => localStorage.getItem("cookiehub_tcf") ?? "");
    const { readTcString: read, toTcString: write } = await import("@cookiehub/schemas/signals");
    const model = read(before?.tcString ?? "");
    const [first, ...others] = model.disclosedVendors ?? [];
    const without = write({
      ...model,
      ...{ disclosedVendors: others, vendorConsents: [], vendorLegitimateInterests: [], publisherRestrictions: [] },
    });
    expect(first).toBeDefined();
    const earlier = kept
      .replace(before?.tcString ?? "-", without)
      .replace(/\/tcf\/[\w-]+/, `/tcf/177-${"A".repeat(22)}`);
    await page.evaluate((text) => localStorage.setItem("cookiehub_tcf", text), earlier);
    await shop.visit("/product");
    await expect(shop.banner).toBeVisible();
    await expect.poll(() => readEvents(page)).toEqual(["cmpuishown"]);
    expect((await latest(page))?.tcString).toBe(without);
    await answer(shop, "Reject all");
  });
});
