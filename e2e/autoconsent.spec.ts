import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { publishConfig } from "../examples/demo/publish-config.ts";
import { createDemoConfig, TENANT_CODE } from "../examples/demo/tenant.ts";
import { LANGUAGES } from "../packages/widget/src/languages/load.ts";
import { expect, test } from "./fixtures.ts";
import type { Shop } from "./shop.ts";

/** What a refuser tells of its work, as far as we look. */
interface Message {
  readonly type: string;
  readonly cmp?: string;
  readonly result?: boolean;
}

interface RefuserWindow {
  autoconsentStandalone?: {
    readonly messages: readonly Message[];
    readonly instance: { readonly state: { readonly findCmpAttempts: number } };
  };
}

/** Languages whose words for asking and for refusing are in the refuser's lists. */
const KNOWN = ["ca", "de", "en", "es", "eu", "fr", "gl", "it", "nl", "pl", "pt", "pt-BR"];
const UNKNOWN = Object.keys(LANGUAGES).filter((code) => !KNOWN.includes(code));

const refuser = await readFile(
  fileURLToPath(new URL("./autoconsent.standalone.js", import.meta.resolve("@duckduckgo/autoconsent"))),
  "utf8",
);

test.use({ expectedErrors: [/^Failed to load resource/] });

/** Opens the shop as a page in this language, and waits for its banner. */
async function visitIn(shop: Shop, code: string, change = (html: string) => html): Promise<void> {
  shop.demo.changePages((page) => ({
    ...page,
    html: change(page.html).replace(/<html lang="[^"]*"/, `<html lang="${code}"`),
  }));
  const banner = shop.page.locator(`cookiehub-ui[data-part=banner][lang="${code}"]`);
  // On a busy machine a language may come too late for the banner, which is English then.
  await expect(async () => {
    await shop.visit();
    await expect(banner).toBeVisible({ timeout: 3_000 });
  }).toPass();
}

const readSnapshot = (page: Page) => page.evaluate(() => window.cookiehub?.getSnapshot());

const readMessages = (page: Page) =>
  page.evaluate(
    () =>
      (window as RefuserWindow).autoconsentStandalone?.messages.map(({ type, cmp, result }) => ({
        type,
        cmp,
        result,
      })) ?? [],
  );

const changeAndCountLooks = (page: Page) =>
  page.evaluate(() => {
    document.body.append(document.createElement("i"));
    return (window as RefuserWindow).autoconsentStandalone?.instance.state.findCmpAttempts ?? 0;
  });

test.describe("a tool that refuses for the visitor (autoconsent)", () => {
  test.beforeAll(async ({ demo }) => {
    const config = createDemoConfig(demo.shopUrl);
    await publishConfig(demo.serverUrl, demo.apiKey, { ...config, languages: Object.keys(LANGUAGES) });
  });

  test.afterAll(({ demo }) => publishConfig(demo.serverUrl, demo.apiKey, createDemoConfig(demo.shopUrl)));

  for (const code of KNOWN) {
    test(`finds the banner in "${code}" by its words alone, and refuses all`, async ({ shop, page }) => {
      await visitIn(shop, code);
      await page.evaluate(refuser);
      await expect
        .poll(() => readMessages(page))
        .toContainEqual({ type: "optOutResult", cmp: "HEURISTIC-REJECT", result: true });
      expect(await readSnapshot(page)).toMatchObject({
        decided: true,
        choices: { functional: false, analytics: false, marketing: false },
      });
      expect(shop.hits()).toEqual({});
    });
  }

  test(`accepts nothing in any of the ${UNKNOWN.length} other languages, whose words it does not know`, async ({
    shop,
    page,
  }) => {
    test.setTimeout(180_000);
    const bare = `<!doctype html><html lang="en"><body><script src="${shop.demo.serverUrl}/c/${TENANT_CODE}.js"></script></body></html>`;
    for (const code of UNKNOWN) {
      await visitIn(shop, code, () => bare);
      await page.evaluate(refuser);
      // Its heuristics run at the second look; the third is the sign that they are done, and waits for a change of the page.
      await expect.poll(() => changeAndCountLooks(page), { intervals: [50] }).toBeGreaterThan(2);
      expect(await readMessages(page), code).not.toContainEqual(expect.objectContaining({ type: "popupFound" }));
      expect(await readSnapshot(page), code).toMatchObject({ decided: false });
    }
    expect(shop.hits()).toEqual({});
  });
});
