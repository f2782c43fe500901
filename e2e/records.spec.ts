import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { expectChoice, readFigures, readHistory, readRecord } from "./server-answers.ts";
import { Shop } from "./shop.ts";

test("record, audit entries and figures agree with what was clicked, also after the server was restarted in between", async ({
  page,
  context,
  freshDemo,
}) => {
  const shop = new Shop(page, freshDemo);
  await shop.visit();
  await shop.openPreferences();
  await shop.choose("analytics");
  const { deviceId } = await expectChoice(context);
  await expect.poll(async () => (await readRecord(freshDemo, deviceId)).status).toBe("partial");
  await expect
    .poll(() => readFigures(freshDemo))
    .toMatchObject({
      status: { decisions: 1, all_allowed: 0, partial: 1, all_denied: 0 },
      funnel: { impressions: 1, dialogs_opened: 1, decisions: 1 },
    });
  const before = { record: await readRecord(freshDemo, deviceId), history: await readHistory(freshDemo, deviceId) };

  await freshDemo.restartServer();
  expect(await readRecord(freshDemo, deviceId)).toEqual(before.record);
  expect(await readHistory(freshDemo, deviceId)).toEqual(before.history);

  await shop.visit("/product");
  await shop.reopen.click();
  await shop.preferences.getByRole("button", { name: "Accept all" }).click();
  await expect.poll(async () => (await readRecord(freshDemo, deviceId)).status).toBe("full");
  const history = await readHistory(freshDemo, deviceId);
  expect(history.map(({ action }) => action)).toEqual(["accept_all", "custom"]);
  expect(history.map(({ categories }) => categories)).toEqual([
    { essential: true, functional: true, analytics: true, marketing: true },
    { essential: true, functional: false, analytics: true, marketing: false },
  ]);
  await expect
    .poll(() => readFigures(freshDemo))
    .toMatchObject({
      status: { decisions: 2, all_allowed: 1, partial: 1, all_denied: 0 },
      funnel: { impressions: 1, dialogs_opened: 2, decisions: 2 },
    });
});

test("three visitors who choose differently make three records and the right figures", async ({
  browser,
  freshDemo,
}) => {
  const devices: string[] = [];
  for (const button of ["Accept all", "Reject all", "Accept all"] as const) {
    const context = await browser.newContext();
    const shop = new Shop(await context.newPage(), freshDemo);
    await shop.visit();
    await shop.decide(button);
    const { deviceId } = await expectChoice(context);
    await expect.poll(() => readHistory(freshDemo, deviceId)).toHaveLength(1);
    devices.push(deviceId);
    await context.close();
  }
  expect(new Set(devices).size).toBe(3);
  await expect
    .poll(() => readFigures(freshDemo))
    .toMatchObject({
      status: { decisions: 3, all_allowed: 2, partial: 0, all_denied: 1 },
      funnel: { impressions: 3, dialogs_opened: 0, decisions: 3 },
    });
});

test.describe("with the server down", () => {
  test.use({ expectedErrors: NETWORK_ERRORS });

  test("a decision waits for the restarted server and is then recorded once", async ({ page, context, freshDemo }) => {
    const shop = new Shop(page, freshDemo);
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await freshDemo.stopServer();
    await shop.decide("Accept all");
    await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
    const { deviceId } = await expectChoice(context);

    await freshDemo.restartServer();
    await shop.visit("/product");
    await expect.poll(() => readHistory(freshDemo, deviceId)).toHaveLength(1);
    expect((await readRecord(freshDemo, deviceId)).status).toBe("full");
    await expect.poll(async () => (await readFigures(freshDemo)).status.all_allowed).toBe(1);
  });
});
