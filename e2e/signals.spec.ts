import type { TenantConfig } from "@cookiehub/schemas/types";
import type { Page } from "@playwright/test";
import { publishConfig } from "../examples/demo/publish-config.ts";
import type { Demo } from "../examples/demo/start-demo.ts";
import { createDemoConfig } from "../examples/demo/tenant.ts";
import { expect, test } from "./fixtures.ts";
import { expectChoice, readHistory, readRecord } from "./server-answers.ts";
import { HITS, Shop } from "./shop.ts";

/** Publishes the demo's configuration with a change. */
async function change(demo: Demo, change: (config: TenantConfig) => Partial<TenantConfig>): Promise<void> {
  const config = createDemoConfig(demo.shopUrl);
  await publishConfig(demo.serverUrl, demo.apiKey, { ...config, ...change(config) });
}

/** Lets the visit come from a place, and the browser send its signal as the property, the header, both or neither. */
async function comeFrom(page: Page, demo: Demo, place: string, signal: { property?: boolean; header?: string } = {}) {
  if (signal.property) {
    await page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true }));
  }
  if (signal.header) await page.context().setExtraHTTPHeaders({ "Sec-GPC": signal.header });
  await page.route(`${demo.serverUrl}/c/**`, (route) =>
    route.continue({ headers: { ...route.request().headers(), "x-geo-country": place } }),
  );
}

/** Comes with the signal to a shop in Germany whose tenant lets it refuse. */
async function visitWithSignal(page: Page, demo: Demo): Promise<Shop> {
  await change(demo, () => ({ privacy_signals: { gpc_refuses: true, dnt: false } }));
  await comeFrom(page, demo, "DE", { property: true, header: "1" });
  const shop = new Shop(page, demo);
  await shop.visit();
  return shop;
}

const readCommands = (page: Page) =>
  page.evaluate(() => Array.from(window.dataLayer ?? [], (entry) => `${entry[0]} ${entry[1]}`));

test.describe("Google tags", () => {
  test("C11: in the basic mode no request leaves for a marked Google tag before a choice, and none after a refusal", async ({
    shop,
    page,
  }) => {
    const asked: string[] = [];
    page.on("request", (request) => {
      if (/\/g(tag|\/collect)/.test(new URL(request.url()).pathname)) asked.push(request.url());
    });
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    await shop.decide("Reject all");
    await shop.settle();
    expect(asked).toEqual([]);
    await page.getByRole("contentinfo").getByRole("button", { name: "Privacy settings" }).click();
    await shop.preferences.getByRole("button", { name: "Accept all" }).click();
    await expect.poll(() => asked.length).toBe(2);
  });

  test("C11: in the advanced mode an unmarked tag loads at once, and finds everything denied before its first command", async ({
    shop,
    page,
  }) => {
    const { thirdPartyUrl } = shop.demo;
    shop.demo.changePages((served) => ({
      ...served,
      html: served.html.replace(
        `<script type="text/plain" data-consent-category="analytics" data-src="${thirdPartyUrl}/gtag`,
        `<script async src="${thirdPartyUrl}/gtag`,
      ),
    }));
    await shop.visit();
    await expect.poll(() => shop.hits()).toEqual({ "gtag script": 1 });
    expect((await readCommands(page)).slice(0, 3)).toEqual([
      "consent default",
      `js ${await readSecond(page)}`,
      "config G-DEMO",
    ]);
    await shop.decide("Accept all");
    // A tag that is there hears the update; it is not loaded a second time.
    await expect.poll(async () => (await readCommands(page)).at(-1)).toBe("consent update");
    await shop.settle();
    expect(shop.hits()["gtag script"]).toBe(1);
  });

  // `gcs` and `gcd` are computed by Google's own tag, which no test of ours can load; a stand-in of ours would only prove
  // itself. What they are computed from is proved: which commands stand in dataLayer, in which order, with which values.
  for (const [choice, values] of [
    ["Reject all", { ad_storage: "denied", analytics_storage: "denied" }],
    ["Accept all", { ad_storage: "granted", analytics_storage: "granted" }],
  ] as const) {
    test(`C12: what gcs and gcd are made from: denied by default, then one update, after "${choice}"`, async ({
      shop,
      page,
    }) => {
      await shop.visit();
      await shop.decide(choice);
      await expect
        .poll(async () => (await readCommands(page)).filter((name) => name === "consent update"))
        .toHaveLength(1);
      const states = await page.evaluate(() =>
        Array.from(window.dataLayer ?? [])
          .filter(([command]) => command === "consent")
          .map(([, name, body]) => [name, body.ad_storage, body.analytics_storage]),
      );
      expect(states).toEqual([
        ["default", "denied", "denied"],
        ["update", values.ad_storage, values.analytics_storage],
      ]);
    });
  }
});

function readSecond(page: Page): Promise<string> {
  return page.evaluate(() => String(window.dataLayer?.[1]?.[1]));
}

test.describe("other receivers", () => {
  test("only those that are switched on are told; each has its default before its own tag, and hears decision and withdrawal", async ({
    page,
    freshDemo,
  }) => {
    await change(freshDemo, () => ({ vendor_signals: ["microsoft-uet", "matomo"] }));
    // The page's own snippets queue before CookieHub is there: it loads asynchronously.
    freshDemo.changePages((served) => ({
      ...served,
      html: served.html.replace(
        "<script>gtag(",
        '<script>uetq = ["event", "page_view", {}]; _paq = [["trackPageView"]]</script><script>gtag(',
      ),
    }));
    const shop = new Shop(page, freshDemo);
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    const read = () =>
      page.evaluate(() => {
        const { uetq, _paq } = window as unknown as Record<string, unknown>;
        return JSON.stringify({ uetq, _paq });
      });
    const uetq = ["consent", "default", { ad_storage: "denied" }, "event", "page_view", {}];
    const _paq = [["requireConsent"], ["trackPageView"]];
    expect(JSON.parse(await read())).toEqual({ uetq, _paq });
    await shop.decide("Accept all");
    uetq.push("consent", "update", { ad_storage: "granted" });
    _paq.push(["setConsentGiven"]);
    await expect.poll(async () => JSON.parse(await read())).toEqual({ uetq, _paq });
    await shop.reopen.click();
    await shop.preferences.getByRole("button", { name: "Reject all" }).click();
    uetq.push("consent", "update", { ad_storage: "denied" });
    _paq.push(["forgetConsentGiven"]);
    await expect.poll(async () => JSON.parse(await read())).toEqual({ uetq, _paq });
    const others = ["clarity", "fbq", "ttq", "amzn_consent", "wp_consent_type"];
    expect(await page.evaluate((names) => names.filter((name) => name in window), others)).toEqual([]);
  });
});

test.describe("the browser's signal", () => {
  // A script cannot read the header; the server can, and an agreement made in the signal's presence stands against it (P8).
  for (const header of ["1", undefined]) {
    test(`P1 P2: the header is the signal, with or without the property, and only if it is 1: ${header ?? "none"} at the decision`, async ({
      page,
      context,
      freshDemo,
    }) => {
      const shop = new Shop(page, freshDemo);
      await comeFrom(page, freshDemo, "US-CA", header ? { header } : {});
      await shop.visit();
      await page.getByRole("button", { name: "Settings", exact: true }).click();
      await shop.preferences.getByRole("button", { name: "Accept all" }).click();
      const { deviceId, gpc } = await expectChoice(context);
      expect(gpc).toBe(false);
      await expect.poll(async () => (await readHistory(freshDemo, deviceId)).length).toBe(1);
      const query = new URLSearchParams({ tenant: "demo", device: deviceId });
      const isSaleAllowed = async (signal: string) => {
        const headers = { "X-Geo-Country": "US-CA", "Sec-GPC": signal };
        const answer = await fetch(`${freshDemo.serverUrl}/api/v1/consent?${query}`, { headers });
        return (await answer.json()).categories.marketing.consented;
      };
      expect([await isSaleAllowed("1"), await isSaleAllowed("0")]).toEqual([header === "1", true]);
    });
  }

  test("P5 P9 P10: where the tenant says so, the signal refuses on the first view without a prompt, and is in the record", async ({
    page,
    context,
    freshDemo,
  }) => {
    const shop = await visitWithSignal(page, freshDemo);
    await expect(shop.reopen).toBeVisible();
    await expect(shop.banner).toBeHidden();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    const { deviceId } = await expectChoice(context);
    await expect.poll(async () => (await readHistory(freshDemo, deviceId)).length).toBe(1);
    expect((await readHistory(freshDemo, deviceId))[0]).toMatchObject({
      consent_method: "gpc",
      categories: { functional: false, analytics: false, marketing: false },
    });

    await shop.visit("/product");
    await expect(shop.reopen).toBeVisible();
    await shop.settle();
    expect(await readHistory(freshDemo, deviceId)).toHaveLength(1);
  });

  test("P8: what the visitor allows in the settings then wins over the signal, and both are logged", async ({
    page,
    context,
    freshDemo,
  }) => {
    const shop = await visitWithSignal(page, freshDemo);
    await shop.reopen.click();
    await shop.choose("analytics", "marketing");
    await expect.poll(() => shop.hits()).toEqual({ ...HITS.analytics, ...HITS.marketing });
    await shop.visit("/product");
    await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
    const { deviceId } = await expectChoice(context);
    await expect
      .poll(async () => (await readHistory(freshDemo, deviceId)).map((entry) => entry.consent_method))
      .toEqual(["preferences", "gpc"]);
    expect((await readRecord(freshDemo, deviceId)).categories.marketing?.consented).toBe(true);
  });

  test("P7: who comes back to California and sees no notice is told in the settings that the signal was honoured", async ({
    shop,
    page,
  }) => {
    await comeFrom(page, shop.demo, "US-CA", { property: true, header: "1" });
    await shop.visit();
    await page.getByRole("button", { name: "Close" }).click();
    await shop.visit("/product");
    await expect(shop.reopen).toBeVisible();
    await expect(page.getByText(/Opt-out request honored/)).toHaveCount(0);
    await shop.reopen.click();
    await expect(shop.preferences.getByText(/Opt-out request honored/)).toBeVisible();
  });
});

test.describe("what the law asks of the first layer", () => {
  test("L7: accepting everything stands beside choosing by purpose, and each purpose is chosen alone", async ({
    shop,
  }) => {
    await shop.visit();
    await expect(shop.banner.getByRole("button", { name: "Accept all" })).toBeVisible();
    await expect(shop.banner.getByRole("button", { name: "Settings" })).toBeVisible();
    await shop.openPreferences();
    await shop.choose("functional");
    await expect.poll(() => shop.hits()).toEqual(HITS.functional);
    await shop.settle();
    expect(shop.hits()).toEqual(HITS.functional);
  });

  test("L9 L10: a refusal is kept for its whole time, and after it everything is blocked and asked again", async ({
    shop,
    page,
    context,
  }) => {
    await shop.visit();
    await shop.decide("Reject all");
    const { expiresAtMs } = await expectChoice(context);
    const visitAt = async (timeMs: number) => {
      await page.clock.setFixedTime(timeMs);
      await shop.visit();
    };
    await visitAt(expiresAtMs - 60_000);
    await expect(shop.reopen).toBeVisible();
    await expect(shop.banner).toBeHidden();
    await visitAt(expiresAtMs + 1000);
    await expect(shop.banner).toBeVisible();
    expect(shop.hits()).toEqual({});
  });
});
