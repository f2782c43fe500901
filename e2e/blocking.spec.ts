import { writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { expect, test } from "./fixtures.ts";
import { type Choice, HITS, type Shop } from "./shop.ts";
import { serveVariant, withNonces } from "./variants.ts";
import { readViolations, watchViolations } from "./violations.ts";

test.describe("before a choice", () => {
  test("L1: nothing of the blocked tags runs, no request leaves for them, no cookie and no storage is written", async ({
    shop,
    page,
  }) => {
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (request.url().startsWith(shop.demo.thirdPartyUrl)) foreign.push(request.url());
    });
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(foreign.filter((url) => !url.endsWith("tag=marker"))).toEqual([]);
    expect(shop.hits()).toEqual({});
    expect(await shop.ranTags()).toEqual([]);
    expect(await shop.kept()).toEqual({ cookies: [], storage: [] });
  });

  test("L1, L3: scrolling, opening and closing the settings, and browsing on are not consent", async ({
    shop,
    page,
  }) => {
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await page.mouse.wheel(0, 4000);
    await shop.openPreferences();
    for (const control of await shop.preferences.getByRole("switch").all()) await expect(control).not.toBeChecked();
    await page.keyboard.press("Escape");
    await expect(shop.dialog).toBeHidden();
    await shop.visit("/product");
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    expect(await shop.kept()).toEqual({ cookies: [], storage: [] });
  });

  test("L2: refusing stands beside accepting, one click each, same size, weight and colours", async ({ shop }) => {
    await shop.visit();
    const look = (name: string) =>
      shop.banner.getByRole("button", { name }).evaluate((button) => {
        const { backgroundColor, color, fontWeight, fontSize, height } = getComputedStyle(button);
        return { backgroundColor, color, fontWeight, fontSize, height };
      });
    expect(await look("Reject all")).toEqual(await look("Accept all"));
  });
});

test("accepting runs every tag exactly once, in document order", async ({ shop }) => {
  await shop.visit();
  await shop.decide("Accept all");
  const everything = { ...HITS.functional, ...HITS.analytics, ...HITS.marketing };
  await expect.poll(() => shop.hits()).toEqual(everything);
  expect(await shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  await shop.settle();
  expect(shop.hits()).toEqual(everything);
  expect((await shop.kept()).cookies).toEqual(expect.arrayContaining(["_ads_id", "_na_id", "cookiehub_consent"]));
});

test("rejecting runs nothing, now and on the next pages, and is not asked again (L9)", async ({ shop }) => {
  await shop.visit();
  await shop.decide("Reject all");
  await shop.settle();
  await shop.visit("/product");
  await shop.settle();
  await expect(shop.banner).toBeHidden();
  expect(shop.hits()).toEqual({});
  expect(await shop.ranTags()).toEqual([]);
  expect((await shop.kept()).cookies).toEqual(["cookiehub_consent"]);
});

for (const allowed of [
  ["functional"],
  ["analytics"],
  ["marketing"],
  ["functional", "marketing"],
] satisfies Choice[][]) {
  test(`a choice of ${allowed.join(" and ")} alone runs exactly its tags, once`, async ({ shop }) => {
    await shop.visit();
    await shop.openPreferences();
    await shop.choose(...allowed);
    const expected = Object.assign({}, ...allowed.map((category) => HITS[category]));
    await expect.poll(() => shop.hits()).toEqual(expected);
    await shop.settle();
    expect(shop.hits()).toEqual(expected);
  });
}

test("L5: withdrawing is as easy as consenting, stops what has not run, and consenting again runs nothing twice", async ({
  shop,
  page,
}) => {
  await shop.visit();
  await shop.openPreferences();
  await shop.choose("analytics");
  await expect.poll(() => shop.hits()).toEqual(HITS.analytics);

  await page.getByRole("contentinfo").getByRole("button", { name: "Privacy settings" }).click();
  await shop.preferences.getByRole("button", { name: "Reject all" }).click();
  await expect(shop.dialog).toBeHidden();
  await page.getByRole("contentinfo").getByRole("button", { name: "Privacy settings" }).click();
  await shop.preferences.getByRole("button", { name: "Accept all" }).click();

  const everything = { ...HITS.functional, ...HITS.analytics, ...HITS.marketing };
  await expect.poll(() => shop.hits()).toEqual(everything);
  await shop.settle();
  expect(shop.hits()).toEqual(everything);
  expect(await shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
});

test("a click followed at once by leaving the page is not lost", async ({ shop, page }) => {
  await shop.visit();
  await shop.banner.getByRole("button", { name: "Accept all" }).evaluate((button: HTMLElement) => {
    button.click();
    location.assign("/product?panel=off");
  });
  await page.waitForURL("**/product?panel=off");
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  await expect(shop.banner).toBeHidden();
});

const MARK = 'data-consent-category="functional"';

/** One element of every kind, each with an address of its own at the third party; `tag` says which was asked for. */
function toEveryKind(thirdPartyUrl: string): string {
  const to = (tag: string, path = "collect") => `${thirdPartyUrl}/${path}?tag=${tag}`;
  return [
    `<script type="text/plain" ${MARK} data-src="${to("script")}"></script>`,
    `<script type="text/plain" ${MARK} async data-src="${to("async-script")}"></script>`,
    `<script type="text/plain" ${MARK} data-type="module" data-src="${to("module")}"></script>`,
    `<script type="text/plain" ${MARK}>(window.demoTags ??= []).push("inline")</script>`,
    `<script type="text/plain" ${MARK} data-type="module">(window.demoTags ??= []).push("inline-module")</script>`,
    `<iframe ${MARK} title="a" data-src="${to("iframe", "map")}"></iframe>`,
    `<img ${MARK} alt="" data-src="${to("img", "pixel.gif")}">`,
    `<img ${MARK} alt="" data-src="${to("never", "pixel.gif")}" data-srcset="${to("srcset", "pixel.gif")} 1x">`,
    `<picture><source data-srcset="${to("picture", "pixel.gif")}"><img ${MARK} alt="" data-src="${to("never", "pixel.gif")}"></picture>`,
    `<video ${MARK} preload="auto" data-src="${to("video")}" data-poster="${to("poster", "pixel.gif")}"></video>`,
    `<video ${MARK} preload="auto"><source data-src="${to("video-source")}" type="video/mp4"></video>`,
    `<audio ${MARK} preload="auto" data-src="${to("audio")}"></audio>`,
    `<link rel="stylesheet" ${MARK} data-href="${to("stylesheet")}">`,
    `<link rel="preload" as="image" ${MARK} data-href="${to("preload", "pixel.gif")}">`,
    `<object ${MARK} data-data="${to("object", "map")}" width="200" height="100"></object>`,
    `<embed ${MARK} data-src="${to("embed", "map")}" width="200" height="100">`,
  ].join("\n");
}

// Frames, objects and embeds ask for the map, whose page is counted under its own name.
const EVERY_HIT = {
  ...{ script: 1, "async-script": 1, module: 1, img: 1, srcset: 1, picture: 1, poster: 1, stylesheet: 1, preload: 1 },
  // The shop's own map, and three more.
  "map frame": 4,
};
const withEveryKind = (thirdPartyUrl: string) => (html: string) =>
  html.replace("</main>", `${toEveryKind(thirdPartyUrl)}</main>`);

/** What was asked for, without how often a player asks. */
const toCounts = ({ video, "video-source": source, audio, ...rest }: Record<string, number>) => ({
  players: [video, source, audio].map((count) => (count ?? 0) > 0),
  rest,
});
test.describe("every kind of element", () => {
  // The third party answers what is no script, style or film with nothing: the browser says so.
  test.use({ expectedErrors: [/Failed to load module script|MIME type|ERR_|404/] });

  test("L1: asks for nothing before a choice, nothing after a refusal, and once after consent", async ({ shop }) => {
    serveVariant(shop.demo, { change: withEveryKind(shop.demo.thirdPartyUrl) });
    await shop.visit();
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    await shop.decide("Reject all");
    await shop.settle();
    expect(shop.hits()).toEqual({});
    await shop.page.evaluate(() => window.cookiehub?.save({ functional: true }));
    await expect.poll(() => toCounts(shop.hits())).toEqual({ players: [true, true, true], rest: EVERY_HIT });
    await expect.poll(() => shop.ranTags()).toEqual(["inline", "inline-module"]);
    await shop.settle();
    expect(toCounts(shop.hits()).rest).toEqual(EVERY_HIT);
  });

  test("D17: all are released under an enforced policy with nonces and Trusted Types, without a violation", async ({
    shop,
    page,
  }) => {
    const { serverUrl, thirdPartyUrl } = shop.demo;
    const policy = [
      "default-src 'none'",
      "script-src 'nonce-c2hvcA' 'strict-dynamic'",
      `style-src 'self' ${thirdPartyUrl}`,
      `img-src 'self' ${thirdPartyUrl}`,
      `media-src ${thirdPartyUrl}`,
      `object-src ${thirdPartyUrl}`,
      `frame-src ${thirdPartyUrl}`,
      `connect-src 'self' ${serverUrl} ${thirdPartyUrl}`,
      "require-trusted-types-for 'script'",
      "trusted-types cookiehub",
    ].join("; ");
    const addKinds = withEveryKind(thirdPartyUrl);
    serveVariant(shop.demo, {
      headers: { "Content-Security-Policy": policy },
      change: (html) => withNonces("c2hvcA")(addKinds(html)),
    });
    await watchViolations(page);
    await shop.visit();
    await shop.page.waitForFunction(() => window.cookiehub?.getSnapshot);
    await shop.page.evaluate(() => window.cookiehub?.save({ functional: true }));
    await expect.poll(() => toCounts(shop.hits())).toEqual({ players: [true, true, true], rest: EVERY_HIT });
    await expect.poll(() => shop.ranTags()).toEqual(["inline", "inline-module"]);
    expect(await readViolations(page)).toEqual([]);
  });

  test("late: a single-page application that swaps its body gets each exactly once", async ({ shop, page }) => {
    await shop.visit("/product");
    await shop.decide("Accept all");
    await expect.poll(() => shop.ranTags()).toContain("ads");
    await shop.settle();
    // What the first view started may still be on its way to the third party.
    await shop.settle();
    shop.demo.forgetHits();
    await page.evaluate((markup) => {
      history.pushState({}, "", "/next");
      const body = document.createElement("body");
      body.append(
        document.createRange().createContextualFragment(`<main><section><div>${markup}</div></section></main>`),
      );
      document.body.replaceWith(body);
    }, toEveryKind(shop.demo.thirdPartyUrl));
    const late = { ...EVERY_HIT, "map frame": 3 };
    await expect.poll(() => toCounts(shop.hits())).toEqual({ players: [true, true, true], rest: late });
    await shop.settle();
    expect(toCounts(shop.hits()).rest).toEqual(late);
  });
});

test("a script that would write over the page is reported, not run, and harms nothing", async ({ shop, page }) => {
  const writing = `<script type="text/plain" data-consent-category="functional">document.write("<p>gone</p>"); window.demoTags = ["wrote"];</script>`;
  serveVariant(shop.demo, { change: (html) => html.replace("</main>", `${writing}</main>`) });
  await shop.visit();
  await expect(shop.banner).toBeVisible();
  await page.evaluate(() => {
    const messages: string[] = [];
    Object.assign(window, { messages });
    window.cookiehub?.on("error", ({ message }) => messages.push(message));
  });
  await shop.decide("Accept all");
  await expect.poll(() => shop.ranTags()).toEqual(["analytics", "gtag", "snippet", "ads"]);
  const messages = await page.evaluate(() => (window as unknown as { messages: string[] }).messages);
  expect(messages).toEqual([expect.stringContaining("wipe the page")]);
  await expect(page.locator("h1")).toBeVisible();
});

test.describe("a page that has no origin", () => {
  // Decisions of origins that are none of the tenant's are refused by the server: they hold on this page.
  test.use({ expectedErrors: [/status of 403/] });

  const late = `<script type="text/plain" ${MARK}>(window.demoTags ??= []).push("inline")</script>`;
  const expectToWork = async (shop: Shop) => {
    await expect(shop.banner).toBeVisible();
    await shop.settle();
    expect(shop.hits()).toEqual({});
    await shop.openPreferences();
    await shop.choose("functional");
    await expect.poll(() => shop.ranTags()).toEqual(["inline"]);
    await expect.poll(() => shop.hits()).toEqual(HITS.functional);
    await shop.page.evaluate(() => window.cookiehub?.rejectAll());
    await expect.poll(() => shop.page.evaluate(() => window.cookiehub?.isAllowed("functional"))).toBe(false);
  };

  test("since it is sandboxed, without cookies and storage, holds back and releases as any other", async ({ shop }) => {
    serveVariant(shop.demo, {
      headers: { "Content-Security-Policy": "sandbox allow-scripts" },
      change: (html) => html.replace("</main>", `${late}</main>`),
    });
    await shop.visit();
    await expectToWork(shop);
  });

  test("since it is a file, holds back and releases as any other", async ({ shop, page }, info) => {
    const answer = await page.request.get(`${shop.demo.shopUrl}/?panel=off`);
    const html = (await answer.text()).replaceAll('="/assets/', `="${shop.demo.shopUrl}/assets/`);
    const path = info.outputPath("shop.html");
    await writeFile(path, html.replace("</main>", `${late}</main>`));
    await page.goto(pathToFileURL(path).href);
    await expectToWork(shop);
  });
});
