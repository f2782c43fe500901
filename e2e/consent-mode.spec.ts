import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

type Command = unknown[];

const TYPES = [
  "ad_personalization",
  "ad_storage",
  "ad_user_data",
  "analytics_storage",
  "functionality_storage",
  "personalization_storage",
  "security_storage",
];

/** Reads what Google tags would read: only `arguments` objects count (C3). */
function readCommands(page: Page): Promise<Command[]> {
  return page.evaluate(() =>
    Array.from(window.dataLayer ?? [])
      .filter((entry) => Object.prototype.toString.call(entry) === "[object Arguments]")
      .map((entry) => JSON.parse(JSON.stringify(Array.from(entry)))),
  );
}

async function readConsent(page: Page, kind: "default" | "update"): Promise<Record<string, unknown>[]> {
  const commands = await readCommands(page);
  return commands
    .filter(([command, name]) => command === "consent" && name === kind)
    .map((command) => command[2] as Record<string, unknown>);
}

test("C1, C2, C4: the default stands first, denies all of the seven but security, and lets tags wait for the update", async ({
  shop,
  page,
}) => {
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  const [first] = await readCommands(page);
  expect(first?.slice(0, 2)).toEqual(["consent", "default"]);
  const { wait_for_update: waitMs, ...state } = (first?.[2] ?? {}) as Record<string, unknown>;
  expect(waitMs).toBeGreaterThan(0);
  expect(Object.keys(state).sort()).toEqual(TYPES);
  expect(Object.entries(state).filter(([, value]) => value === "granted")).toEqual([["security_storage", "granted"]]);
  const names = (await readCommands(page)).map(([command, name]) => `${command} ${name}`);
  expect(names.indexOf("consent default")).toBeLessThan(names.indexOf("config G-DEMO"));
  expect(await readConsent(page, "update")).toEqual([]);
});

test("C3: every entry of dataLayer is an arguments object", async ({ shop, page }) => {
  await shop.visit();
  await shop.decide("Accept all");
  await expect.poll(() => readConsent(page, "update")).toHaveLength(1);
  const kinds = await page.evaluate(() =>
    Array.from(window.dataLayer ?? []).map((entry) => Object.prototype.toString.call(entry)),
  );
  expect(new Set(kinds)).toEqual(new Set(["[object Arguments]"]));
});

test("C6, C11, C12: one update per decision, before the tags run, so that the first hit carries the choice", async ({
  shop,
  page,
}) => {
  await shop.visit();
  await shop.openPreferences();
  await shop.choose("analytics");
  await expect.poll(() => shop.hits().gtag).toBe(1);
  const updates = await readConsent(page, "update");
  expect(updates).toHaveLength(1);
  expect(updates[0]).toMatchObject({
    analytics_storage: "granted",
    ad_storage: "denied",
    ad_user_data: "denied",
    ad_personalization: "denied",
  });
  expect(shop.demo.hits().find(({ tag }) => tag === "gtag")?.query.gcs).toBe("G101");
});

test("C6: a kept choice is sent as one update on each later page, before any hit", async ({ shop, page }) => {
  await shop.visit();
  await shop.decide("Accept all");
  await expect.poll(() => shop.hits().gtag).toBe(1);
  await shop.visit("/product");
  await expect.poll(() => shop.hits().gtag).toBe(2);
  expect(await readConsent(page, "update")).toHaveLength(1);
  expect(await readConsent(page, "default")).toHaveLength(1);
  expect(
    shop.demo
      .hits()
      .filter(({ tag }) => tag === "gtag")
      .map(({ query }) => query.gcs),
  ).toEqual(["G111", "G111"]);
});

test("C7: withdrawing sends denied for everything withdrawn, and the tag that already runs falls silent", async ({
  shop,
  page,
}) => {
  await shop.visit("/product");
  await shop.decide("Accept all");
  await expect.poll(() => shop.hits().gtag).toBe(1);
  await shop.reopen.click();
  await shop.preferences.getByRole("button", { name: "Reject all" }).click();
  await expect.poll(() => readConsent(page, "update")).toHaveLength(2);
  const last = (await readConsent(page, "update"))[1] ?? {};
  expect(Object.entries(last).filter(([, value]) => value === "granted")).toEqual([["security_storage", "granted"]]);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await shop.settle();
  expect(shop.hits().gtag).toBe(1);
});

test("C7, C11: refusing sends one update that grants nothing, and no Google-shaped tag is loaded", async ({
  shop,
  page,
}) => {
  await shop.visit();
  await shop.decide("Reject all");
  await expect.poll(() => readConsent(page, "update")).toHaveLength(1);
  const [update] = await readConsent(page, "update");
  expect(Object.entries(update ?? {}).filter(([, value]) => value === "granted")).toEqual([
    ["security_storage", "granted"],
  ]);
  await shop.settle();
  expect(shop.hits()).toEqual({});
});
