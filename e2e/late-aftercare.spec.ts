import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { expectTwins, twins } from "./twins.ts";

/** Keeps the file of what follows the first layer on its way, until it is let go. */
async function holdAftercare(page: Page): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/w/aftercare.*", async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

test("L2: a twin under the pointer when it is looked at is left as it is, and looked at when the pointer is gone", async ({
  shop,
  page,
}) => {
  // Whoever waits for the pointer to leave has seen it.
  await page.addInitScript(() => {
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (
      this: EventTarget,
      ...args: Parameters<typeof addEventListener>
    ) {
      if (args[0] === "pointerleave" && this instanceof HTMLButtonElement)
        document.documentElement.dataset.waiting = "";
      addEventListener.apply(this, args);
    };
  });
  const letGo = await holdAftercare(page);
  await shop.visit();
  const accept = shop.banner.getByRole("button", { name: "Accept all" });
  await expect(async () => {
    await accept.hover();
    expect(await accept.evaluate((button) => button.matches(":hover"))).toBe(true);
  }).toPass();
  const [reject, hovered] = await twins(page);
  expect(hovered.backgroundColor).not.toBe(reject.backgroundColor);

  letGo();
  await expect(page.locator("html[data-waiting]")).toHaveCount(1);
  expect(await accept.getAttribute("style")).toBeNull();
  await page.mouse.move(0, 0);
  await expectTwins(page);
  await accept.hover();
  await expect.poll(async () => (await twins(page))[1].backgroundColor).toBe(hovered.backgroundColor);
});

test("a copy of the banner that a router puts back before anything watches goes, and the living one stays", async ({
  shop,
  page,
}) => {
  const letGo = await holdAftercare(page);
  await shop.visit();
  await expect(shop.banner).toHaveCount(1);
  // As routers do that keep views: the copy has the looks of the banner, and nobody listens to its buttons.
  await page.evaluate(() => document.documentElement.replaceChild(document.body.cloneNode(true), document.body));
  await page.evaluate(() => window.cookiehub?.show());
  letGo();
  await expect(page.locator("cookiehub-ui[data-part=banner][data-kept]")).toHaveCount(1);
  await expect(page.locator("cookiehub-ui[data-part=banner]")).toHaveCount(1);
  await shop.banner.getByRole("button", { name: "Settings" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await shop.decide("Reject all");
  await expect(shop.banner).toHaveCount(0);
});
