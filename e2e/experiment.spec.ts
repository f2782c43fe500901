import type { Page } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";
import { createDemoConfig } from "../examples/demo/tenant.ts";
import { expect, test } from "./fixtures.ts";
import { Shop } from "./shop.ts";

const VISITS_MAX = 30;
const ARMS: Readonly<Record<string, string>> = {
  "words.control": "bar Your privacy here",
  "words.short": "box Your choice",
};

/** Starts an experiment with two arms that differ in layout and title. */
async function startExperiment({ serverUrl, apiKey, shopUrl }: Demo): Promise<void> {
  const address = `${serverUrl}/api/v1/tenants/${createDemoConfig(shopUrl).tenant_id}/experiments/words`;
  const headers = { "X-API-Key": apiKey, "Content-Type": "application/json" };
  const variants = [
    { id: "control" },
    { id: "short", banner: { layout: "box" }, translations: { en: { messages: { banner_title: "Your choice" } } } },
  ];
  const draft = await fetch(address, { method: "PUT", headers, body: JSON.stringify({ traffic: 1, variants }) });
  expect(draft.status).toBe(200);
  const started = await fetch(`${address}/start`, { method: "POST", headers });
  expect(started.status).toBe(200);
}

/** Notes every banner that is in the page at any time: its layout and title. */
async function noteBanners(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = new Set<string>();
    Object.assign(window, { seenBanners: seen });
    new MutationObserver(() => {
      for (const host of document.querySelectorAll<HTMLElement>("cookiehub-ui[data-part=banner]"))
        seen.add(`${host.dataset.layout} ${host.querySelector("h2")?.textContent}`);
    }).observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  });
}

const readBanners = (page: Page) =>
  page.evaluate(() => [...(window as unknown as { seenBanners: Set<string> }).seenBanners]);

test("a visitor sees one arm of an experiment from the first moment on, the report and the decision name it, and the next page shows it again", async ({
  browser,
  freshDemo,
}) => {
  await startExperiment(freshDemo);
  const seenArms = new Set<string>();
  for (let visit = 0; visit < VISITS_MAX && seenArms.size < 2; visit++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const shop = new Shop(page, freshDemo);
    await noteBanners(page);
    const reported = page.waitForRequest(`${freshDemo.serverUrl}/v3/events`);
    await shop.visit();
    const { variant } = (await reported).postDataJSON() as { variant: string };
    expect(await readBanners(page)).toEqual([ARMS[variant]]);

    const posted = page.waitForRequest((request) => request.method() === "POST" && /\/consent\?/.test(request.url()));
    await page.locator("cookiehub-ui").getByRole("button", { name: "Reject all" }).click();
    expect(JSON.parse((await posted).postData() ?? "")).toMatchObject({
      variant,
      time_to_decision_ms: expect.any(Number),
    });
    await shop.visit("/product");
    await page.evaluate(() => window.cookiehub?.show());
    await expect.poll(() => readBanners(page)).toEqual([ARMS[variant]]);
    seenArms.add(variant);
    await context.close();
  }
  expect([...seenArms].sort()).toEqual(Object.keys(ARMS));
});
