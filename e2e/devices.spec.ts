import type { Browser, Page } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";
import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { createSecret, toToken } from "./identity.ts";
import { expectChoice, readHistory, readRecord } from "./server-answers.ts";
import { HITS, Shop } from "./shop.ts";

/** Opens a device of its own, with the shop in it. */
async function openDevice(browser: Browser, demo: Demo): Promise<Shop> {
  const context = await browser.newContext();
  const shop = new Shop(await context.newPage(), demo);
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  return shop;
}

/** Logs in, and waits until the device hears of what happens on the others. */
async function logIn({ page, demo }: Shop, userId: string, token: string): Promise<void> {
  const isListening = page.waitForResponse((response) => response.url().includes("/consent/events?"));
  const isRead = page.waitForResponse(
    (response) =>
      response.request().method() === "GET" && response.url().startsWith(`${demo.serverUrl}/api/v1/consent?`),
  );
  await page.evaluate((identity) => window.cookiehub?.identify(identity), { userId, token });
  await Promise.all([isListening, isRead]);
}

/** Opens a device on which a user has logged in and agreed to everything, as the server knows. */
async function openAgreedDevice(
  browser: Browser,
  demo: Demo,
  userId: string,
): Promise<{ device: Shop; deviceId: string; secret: string }> {
  const secret = await createSecret(demo);
  const device = await openDevice(browser, demo);
  await logIn(device, userId, toToken(secret, userId));
  await device.decide("Accept all");
  const { deviceId } = await expectChoice(device.page.context());
  await expect.poll(async () => (await readRecord(demo, deviceId)).status).toBe("full");
  return { device, deviceId, secret };
}

async function logOut({ page, demo }: Shop): Promise<void> {
  const isRead = page.waitForResponse(
    (response) =>
      response.request().method() === "GET" && response.url().startsWith(`${demo.serverUrl}/api/v1/consent?`),
  );
  await page.evaluate(() => window.cookiehub?.forget());
  await isRead;
}

const isAllowed = (page: Page, category: string) => page.evaluate((id) => window.cookiehub?.isAllowed(id), category);
const isDecided = (page: Page) => page.evaluate(() => window.cookiehub?.getSnapshot().decided);

test.describe("a user with two devices", () => {
  test.use({ expectedErrors: NETWORK_ERRORS });

  test("decides on one, and the other follows without a reload: agreement, withdrawal, and over a restart of the server", async ({
    browser,
    freshDemo,
  }) => {
    test.setTimeout(120_000);
    const secret = await createSecret(freshDemo);
    const [phone, laptop] = [await openDevice(browser, freshDemo), await openDevice(browser, freshDemo)];
    for (const device of [phone, laptop]) await logIn(device, "ann", toToken(secret, "ann"));
    for (const device of [phone, laptop]) await expect(device.banner).toBeVisible();

    await phone.decide("Accept all");
    await expect(laptop.banner).toBeHidden();
    await expect.poll(() => laptop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
    const { deviceId } = await expectChoice(phone.page.context());
    expect((await expectChoice(laptop.page.context())).deviceId).not.toBe(deviceId);
    await laptop.page.evaluate(() => window.cookiehub?.rejectAll());
    await expect.poll(() => isAllowed(phone.page, "analytics")).toBe(false);

    await freshDemo.restartServer();
    await phone.page.evaluate(() => window.cookiehub?.save({ functional: true }));
    // Both come back after pauses that grow with each failure, of which half is chance.
    await expect.poll(() => isAllowed(laptop.page, "functional"), { timeout: 90_000 }).toBe(true);
    expect(await isAllowed(laptop.page, "analytics")).toBe(false);
    const history = await readHistory(freshDemo, deviceId);
    expect(history.filter(({ action }) => action === "custom")).toHaveLength(1);
    for (const device of [phone, laptop]) await device.page.context().close();
  });

  test("that was refused by a server that stops, and had heard nothing yet, hears what it missed", async ({
    browser,
    freshDemo,
  }) => {
    test.setTimeout(120_000);
    const secret = await createSecret(freshDemo);
    const [phone, laptop] = [await openDevice(browser, freshDemo), await openDevice(browser, freshDemo)];
    for (const device of [phone, laptop]) await logIn(device, "dora", toToken(secret, "dora"));
    const refused = laptop.page.waitForResponse((response) => response.status() === 503);
    await laptop.page.route("**/consent/events?*", (route) => route.fulfill({ status: 503 }), { times: 1 });
    await freshDemo.restartServer();
    await refused;
    await phone.page.evaluate(() => window.cookiehub?.save({ functional: true }));
    await expect.poll(() => isAllowed(laptop.page, "functional"), { timeout: 60_000 }).toBe(true);
    for (const device of [phone, laptop]) await device.page.context().close();
  });

  test("logs out: the next person at that device does not go by their choice, and is not heard by their devices", async ({
    browser,
    freshDemo,
  }) => {
    const secret = await createSecret(freshDemo);
    const [shared, phone] = [await openDevice(browser, freshDemo), await openDevice(browser, freshDemo)];
    for (const device of [shared, phone]) await logIn(device, "bea", toToken(secret, "bea"));
    await phone.decide("Accept all");
    await expect.poll(() => isAllowed(shared.page, "marketing")).toBe(true);
    // Both have done all that was allowed: nothing of it arrives after the logout.
    const everyHit = Object.entries(Object.assign({}, ...Object.values(HITS)) as Record<string, number>);
    const fromBoth = Object.fromEntries(everyHit.map(([tag, count]) => [tag, 2 * count]));
    await expect.poll(() => shared.hits(), { timeout: 20_000 }).toEqual(fromBoth);

    await logOut(shared);
    await expect(shared.banner).toBeVisible();
    for (const category of ["functional", "analytics", "marketing"]) {
      expect(await isAllowed(shared.page, category)).toBe(false);
    }
    freshDemo.forgetHits();
    await shared.visit("/product");
    await expect(shared.banner).toBeVisible();
    await shared.settle();
    expect(shared.hits()).toEqual({});

    await shared.decide("Reject all");
    const { deviceId } = await expectChoice(shared.page.context());
    await expect.poll(async () => (await readRecord(freshDemo, deviceId)).status).toBe("none");
    await phone.settle();
    expect(await isAllowed(phone.page, "marketing")).toBe(true);
    for (const device of [shared, phone]) await device.page.context().close();
  });

  test("logs out while CookieHub is away: their choice does not stay either", async ({ browser, freshDemo }) => {
    const { device: shared } = await openAgreedDevice(browser, freshDemo, "cleo");
    await freshDemo.stopServer();
    await shared.page.evaluate(() => window.cookiehub?.forget());
    await expect.poll(() => isAllowed(shared.page, "marketing")).toBe(false);

    await freshDemo.restartServer();
    await shared.visit("/product");
    await expect(shared.banner).toBeVisible();
    expect(await isAllowed(shared.page, "marketing")).toBe(false);
    // What the next person decides is theirs, not the user's.
    await shared.decide("Reject all");
    const next = await expectChoice(shared.page.context());
    await expect.poll(async () => (await readRecord(freshDemo, next.deviceId)).user_id).toBeNull();
    await expect.poll(async () => (await readRecord(freshDemo, next.deviceId)).consent_timestamp).not.toBeNull();
    await shared.page.context().close();
  });
});

test.describe("a logout for which nothing can be loaded", () => {
  test.use({ expectedErrors: NETWORK_ERRORS });

  test("is done by the next page: the user's choice does not become the next person's", async ({
    browser,
    freshDemo,
  }) => {
    const { device: shared } = await openAgreedDevice(browser, freshDemo, "dan");

    await shared.page.route("**/w/*", (route) => route.abort("blockedbyclient"));
    await shared.visit("/product");
    await shared.page.evaluate(() => window.cookiehub?.forget());
    await shared.settle();

    await shared.page.unroute("**/w/*");
    await shared.visit();
    await expect(shared.banner).toBeVisible();
    expect(await isAllowed(shared.page, "marketing")).toBe(false);
    await shared.decide("Reject all");
    const next = await expectChoice(shared.page.context());
    await expect.poll(async () => (await readRecord(freshDemo, next.deviceId)).status).toBe("none");
    expect((await readRecord(freshDemo, next.deviceId)).user_id).toBeNull();
    await shared.page.context().close();
  });
});

test.describe("a token that is not the user's", () => {
  test.use({ expectedErrors: [/the server responded with a status of 40[13]/] });

  test("changes nothing: no choice comes in, none goes out, and the page hears of an error", async ({
    browser,
    page,
    context,
    freshDemo,
  }) => {
    const { device: victim, deviceId, secret } = await openAgreedDevice(browser, freshDemo, "dora");

    const shop = new Shop(page, freshDemo);
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await page.evaluate(() => {
      window.cookiehub?.on("error", ({ message }) => Object.assign(window, { told: message }));
    });
    for (const token of [toToken("0".repeat(64), "dora"), toToken(secret, "eve")]) {
      await page.evaluate((identity) => window.cookiehub?.identify(identity), { userId: "dora", token });
      await expect.poll(() => page.evaluate(() => (window as { told?: string }).told)).toMatch(/answered 40[13]/);
      await page.evaluate(() => Object.assign(window, { told: "" }));
    }
    await expect(shop.banner).toBeVisible();
    expect(await isDecided(page)).toBe(false);
    await shop.decide("Reject all");
    const own = await expectChoice(context);
    await expect.poll(() => readHistory(freshDemo, own.deviceId)).toHaveLength(1);
    await victim.settle();
    expect(await isAllowed(victim.page, "marketing")).toBe(true);
    expect((await readRecord(freshDemo, deviceId)).status).toBe("full");
    await victim.page.context().close();
  });
});
