import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { Shop } from "./shop.ts";
import { serveVariant, withNonces } from "./variants.ts";

const NONCE = "c2hvcA";

async function openHistory(shop: Shop): Promise<void> {
  await shop.reopen.click();
  await expect(shop.dialog).toBeVisible();
  await shop.preferences.getByRole("button", { name: "Earlier choices" }).click();
}

test("L5, L11: a visitor reads what they chose and when, and one click takes it all back", async ({ shop }) => {
  await shop.visit();
  await shop.decide("Accept all");
  await shop.reopen.click();
  await expect(shop.preferences).toContainText("Allowed: Functional, Analytics, and Marketing");
  await expect(shop.preferences).toContainText(
    /Chosen on \w+ \d+, \d{4}\. You will be asked again on \w+ \d+, \d{4}\./,
  );
  const size = async (name: string) => {
    const box = await shop.preferences.getByRole("button", { name, exact: true }).boundingBox();
    return Math.round(box?.height ?? 0);
  };
  expect(await size("Withdraw all")).toBe(await size("Accept all"));
  await shop.preferences.getByRole("button", { name: "Withdraw all" }).click();
  await expect(shop.dialog).toBeHidden();
  await expect.poll(() => shop.page.evaluate(() => window.cookiehub?.isAllowed("analytics"))).toBe(false);

  await openHistory(shop);
  const decisions = shop.preferences
    .getByRole("listitem")
    .filter({ has: shop.page.getByRole("button", { name: /^Receipt/ }) });
  await expect(decisions).toHaveText([/Rejected all.*Refused:/, /Accepted all.*Allowed:/]);
  await expect(shop.preferences).toContainText(/Consent ID: con_/);
  await expect(shop.preferences.getByRole("button", { name: "Withdraw all" })).toHaveCount(0);
});

test("L11: under a strict policy with Trusted Types a receipt is saved as a file whose hash is the one in the log", async ({
  shop,
  page,
}) => {
  const { serverUrl } = shop.demo;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${NONCE}' 'strict-dynamic'`,
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${serverUrl}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  serveVariant(shop.demo, { headers: { "Content-Security-Policy": policy }, change: withNonces(NONCE) });
  await shop.visit("/privacy");
  await shop.decide("Reject all");
  await openHistory(shop);
  const saving = page.waitForEvent("download");
  await shop.preferences.getByRole("button", { name: /^Receipt: / }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/^cookiehub-receipt-aud_[\w-]+\.json$/);
  const receipt = JSON.parse(await readFile(await download.path(), "utf8"));
  expect(receipt).toMatchObject({
    status: "logged",
    decision: { action: "reject_all", consent_method: "banner_reject" },
    proof: { checkpoint: expect.any(String) },
  });
  const leaf = createHash("sha256").update(Buffer.concat([Buffer.of(0), Buffer.from(receipt.entry)]));
  expect(leaf.digest("hex")).toBe(receipt.leaf_hash);
});

test.describe("with the server gone", () => {
  test.use({ expectedErrors: NETWORK_ERRORS });

  test("says what is known here, and that the rest cannot be loaded now", async ({ freshDemo, page }) => {
    const shop = new Shop(page, freshDemo);
    await shop.visit();
    await shop.decide("Accept all");
    await shop.reopen.hover();
    await shop.settle();
    await freshDemo.stopServer();
    await openHistory(shop);
    await expect(shop.preferences.getByText("This cannot be loaded now. Try again later.")).toBeVisible();
    await expect(shop.preferences).toContainText("Allowed: Functional, Analytics, and Marketing");
    await freshDemo.restartServer();
    for (let press = 0; press < 2; press += 1)
      await shop.preferences.getByRole("button", { name: "Earlier choices" }).click();
    await expect(shop.preferences.getByText("Accepted all")).toBeVisible();
  });
});
