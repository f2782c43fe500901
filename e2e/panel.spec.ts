import { expect, test } from "./fixtures.ts";

test("the live panel follows a visit: blocked tags, the choice, the record, its audit entry, the figures, and forgetting", async ({
  shop,
  page,
}) => {
  await page.goto(shop.demo.shopUrl);
  const panel = page.getByRole("complementary", { name: "What happens here" });
  await expect(panel.getByText("CookieHub answers.")).toBeVisible();
  await expect(panel.getByText("Blocked")).toHaveCount(6);
  await expect(panel.getByText("None: not one request has left for the third party.")).toBeVisible();
  await expect(panel.getByText("No cookie: nothing was chosen yet, and nothing is kept.")).toBeVisible();

  await shop.openPreferences();
  await shop.choose("analytics");
  await expect(panel.getByText("Released")).toHaveCount(3);
  await expect(panel.getByText("Blocked")).toHaveCount(3);
  await expect(panel.getByText("functional, marketing")).toBeVisible();
  await expect(panel.getByText("partly allowed")).toBeVisible();
  await expect(panel.getByText("custom")).toBeVisible();
  await expect(panel.getByText("gtag script")).toBeVisible();
  await expect.poll(() => panel.locator("[data-panel=status]").innerText()).toMatch(/Partly\s+[1-9]/);
  await expect.poll(() => panel.locator("[data-panel=funnel]").innerText()).toMatch(/Settings opened\s+[1-9]/);

  await panel.getByRole("button", { name: "Forget me" }).click();
  await expect(shop.banner).toBeVisible();
  expect(await shop.kept()).toEqual({ cookies: [], storage: [] });
});

test("the API key never reaches the browser", async ({ shop, page }) => {
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (response.url().startsWith(shop.demo.shopUrl)) bodies.push(response.text().catch(() => ""));
  });
  await page.goto(shop.demo.shopUrl);
  await shop.decide("Accept all");
  await expect(page.getByText("everything allowed")).toBeVisible();
  const all = (await Promise.all(bodies)).join("\n");
  expect(all).toContain("accept_all");
  expect(all).not.toContain(shop.demo.apiKey);
});

test("the shop refuses what it does not have", async ({ shop }) => {
  const status = async (path: string, method = "GET") =>
    (await fetch(`${shop.demo.shopUrl}${path}`, { method })).status;
  expect(await status("/nothing")).toBe(404);
  expect(await status("/assets/..%2fmain.ts")).toBe(404);
  expect(await status("/assets/constructor")).toBe(404);
  expect(await status("/", "POST")).toBe(405);
});
