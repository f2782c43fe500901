import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { expectChoice, readHistory, readRecord } from "./server-answers.ts";
import { HITS, Shop } from "./shop.ts";

test.use({ expectedErrors: NETWORK_ERRORS });

test("a decision made offline holds at once and reaches the server when the network is back, once", async ({
  shop,
  context,
}) => {
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await context.setOffline(true);
  await shop.decide("Reject all");
  const { deviceId } = await expectChoice(context);
  expect(await readHistory(shop.demo, deviceId)).toEqual([]);

  await context.setOffline(false);
  await expect.poll(() => readHistory(shop.demo, deviceId)).toHaveLength(1);
  await shop.visit("/product");
  await shop.settle();
  const [entry, ...more] = await readHistory(shop.demo, deviceId);
  expect(entry?.action).toBe("reject_all");
  expect(more).toEqual([]);
});

test("a decision made while CookieHub is away survives a reload, and arrives later, once", async ({
  page,
  context,
  freshDemo,
}) => {
  const shop = new Shop(page, freshDemo);
  const script = `${freshDemo.serverUrl}/c/demo0001.js`;
  const cached = await (await fetch(script)).text();
  await context.route(script, (route) => route.fulfill({ body: cached, contentType: "text/javascript" }));
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await freshDemo.stopServer();
  await page.evaluate(() => window.cookiehub?.save({ analytics: true }));
  const { deviceId, decidedAtMs } = await expectChoice(context);
  await expect.poll(() => shop.hits()).toEqual(HITS.analytics);
  await shop.visit();
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet"]);

  await freshDemo.restartServer();
  expect(await readHistory(freshDemo, deviceId)).toEqual([]);
  await shop.visit("/checkout");
  await expect.poll(() => readHistory(freshDemo, deviceId)).toHaveLength(1);
  await shop.visit();
  await shop.settle();
  const entries = await readHistory(freshDemo, deviceId);
  expect(entries.map(({ categories }) => categories)).toEqual([
    { essential: true, functional: false, analytics: true, marketing: false },
  ]);
  const record = await readRecord(freshDemo, deviceId);
  expect(record.status).toBe("partial");
  expect(Math.abs(Date.parse(record.consent_timestamp ?? "") - decidedAtMs)).toBeLessThan(60_000);
});

test("a decision whose answer is lost on the way back is sent again and stays one", async ({ shop, context }) => {
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  let sent = 0;
  await context.route(`${shop.demo.serverUrl}/api/v1/consent?**`, async (route) => {
    sent += 1;
    if (sent > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await shop.decide("Accept all");
  const { deviceId } = await expectChoice(context);
  await expect.poll(() => sent).toBe(1);
  await shop.visit("/product");
  await expect.poll(() => sent).toBe(2);
  await shop.settle();
  expect(await readHistory(shop.demo, deviceId)).toHaveLength(1);
});
