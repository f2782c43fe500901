import type { Page } from "@playwright/test";
import { publishConfig } from "../examples/demo/publish-config.ts";
import type { Demo } from "../examples/demo/start-demo.ts";
import { createDemoConfig } from "../examples/demo/tenant.ts";
import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { expectChoice, readHistory } from "./server-answers.ts";
import { Shop } from "./shop.ts";

// The browser's own line about a token that is refused.
test.use({
  expectedErrors: [/^Failed to load resource: the server responded with a status of 403/, ...NETWORK_ERRORS],
});

/** The same shop under another name: for browsers another site. */
const toOther = (demo: Demo) => demo.shopUrl.replace("localhost", "127.0.0.1");

async function publishSharing(demo: Demo): Promise<void> {
  const config = createDemoConfig(demo.shopUrl);
  const sharing = { subdomains: false, cross_domain: true };
  await publishConfig(demo.serverUrl, demo.apiKey, { ...config, subdomains: [new URL(toOther(demo)).host], sharing });
}

async function addLink(page: Page, href: string): Promise<void> {
  await page.evaluate((address) => {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "Our other shop";
    document.body.prepend(link);
  }, href);
}

test("a link between two domains of a tenant carries the choice: no second question, and no id that links the two", async ({
  page,
  context,
  freshDemo,
}) => {
  const shop = new Shop(page, freshDemo);
  await publishSharing(freshDemo);
  await shop.visit();
  await shop.decide("Reject all");
  const here = await expectChoice(context, freshDemo.shopUrl);
  await expect.poll(() => readHistory(freshDemo, here.deviceId)).toHaveLength(1);

  await addLink(page, `${toOther(freshDemo)}/?panel=off`);
  const link = page.getByRole("link", { name: "Our other shop" });
  const issued = page.waitForResponse((response) => response.url().includes("/consent/transfer?"));
  await link.hover();
  await issued;
  await link.click();
  await page.waitForURL(/127\.0\.0\.1/);
  await expect.poll(() => page.evaluate(() => window.cookiehub?.getSnapshot().decided)).toBe(true);
  await expect(shop.banner).toBeHidden();
  expect(page.url()).not.toContain("cookiehub_link");
  const there = await expectChoice(context, toOther(freshDemo));
  expect([there.granted, there.decidedAtMs, there.method]).toEqual([here.granted, here.decidedAtMs, "import"]);
  expect(there.deviceId).not.toBe(here.deviceId);
  await expect.poll(() => readHistory(freshDemo, there.deviceId)).toHaveLength(1);
});

test("a link that is no good asks the visitor, and leaves no trace in the address", async ({ page, freshDemo }) => {
  await publishSharing(freshDemo);
  const shop = new Shop(page, freshDemo);
  await page.goto(`${toOther(freshDemo)}/?panel=off&cookiehub_link=forged.token`);
  await expect(shop.banner).toBeVisible();
  expect(page.url()).toBe(`${toOther(freshDemo)}/?panel=off`);
});
