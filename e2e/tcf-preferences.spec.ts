import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { build, type Plugin } from "esbuild";
import { expectAccessible } from "./axe.ts";

// axe looks at every element three times over in each situation; a busy machine may take its time.
test.describe.configure({ timeout: 120_000 });

const root = join(import.meta.dirname, "..");
const ORIGIN = "http://shop.example";
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'none'; img-src 'none'; require-trusted-types-for 'script'";

const ENTRY = `
import { createTcfFiles, createTcfRuntime } from "./packages/widget/test/tcf-dialog-kit.ts";
import { createSetup } from "./packages/widget/test/page-kit.ts";
import { language } from "./packages/widget/src/languages/en.ts";
import { openPreferences } from "./packages/widget/src/tcf-preferences/tcf-preferences.ts";
const code = document.documentElement.lang;
const runtime = createTcfRuntime(createTcfFiles(1500), { setup: createSetup() }, { ...language, code });
document.querySelector("h1").onclick = () => openPreferences(runtime);
`;

/** The same as in the widget's own build: a style sheet is a text. */
const inlineCss: Plugin = {
  name: "inline-css",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.css\?inline$/ }, ({ path, importer }) => ({
      path: join(dirname(importer), path.replace("?inline", "")),
      namespace: "css",
    }));
    onLoad({ filter: /./, namespace: "css" }, async ({ path }) => ({
      contents: await readFile(path, "utf8"),
      loader: "text",
    }));
  },
};

let script = "";

test.beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: root },
    ...{ bundle: true, write: false, format: "iife", conditions: ["@cookiehub/source"], plugins: [inlineCss] },
    // Where the kit's other pages find their chunks; this one has them.
    define: { "import.meta.url": JSON.stringify(`${ORIGIN}/`) },
  });
  script = outputFiles[0]?.text ?? "";
});

async function open(page: Page, language: string): Promise<string[]> {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.route(`${ORIGIN}/**`, (route) => {
    if (route.request().url().endsWith(".js")) return route.fulfill({ contentType: "text/javascript", body: script });
    return route.fulfill({
      headers: { "content-type": "text/html", "content-security-policy": POLICY },
      body: `<!doctype html><html lang="${language}"><head><title>Shop</title></head><body><main><h1>Shop</h1></main><script src="/tcf.js"></script></body></html>`,
    });
  });
  await page.goto(ORIGIN);
  // Schemas, which make the configuration here and are no part of the widget, ask whether they may compile.
  errors.length = 0;
  await page.getByRole("heading", { name: "Shop" }).click();
  return errors;
}

const SITUATIONS = [
  { name: "light, wide", use: { colorScheme: "light", viewport: { width: 1180, height: 720 } }, language: "en" },
  { name: "dark, 320 px", use: { colorScheme: "dark", viewport: { width: 320, height: 640 } }, language: "en" },
  { name: "from the right, low", use: { colorScheme: "light", viewport: { width: 640, height: 400 } }, language: "ar" },
] as const;

for (const { name, use, language } of SITUATIONS) {
  test.describe(`the second layer of TCF: ${name}`, () => {
    test.use(use);

    test("L15, D17: axe finds nothing in it, and a strict policy nothing to stop", async ({ page }) => {
      const errors = await open(page, language);
      await page.getByRole("tabpanel", { name: "Purposes" }).locator(".ch-cover").first().click();
      await page
        .getByRole("button", { name: /^Object: / })
        .first()
        .click();
      await page.getByRole("switch").first().click();
      await expectAccessible(page);

      await page.getByRole("tab", { name: "Vendors" }).click();
      await page.locator(".ch-window .ch-cover").first().click();
      await page.getByRole("button", { name: "What it stores on your device" }).click();
      await page.getByRole("switch", { name: "Consent: All listed vendors" }).click();
      await expectAccessible(page);

      const beyond = await page.evaluate(() =>
        [...document.querySelectorAll("cookiehub-ui *")]
          .filter((element) => element.checkVisibility())
          .map((element) => [element.className, element.getBoundingClientRect()] as const)
          .filter(([, { left, right }]) => left < -1 || right > innerWidth + 1)
          .map(([className]) => className),
      );
      expect(beyond, "nothing stands beyond the window's sides").toEqual([]);
      expect(errors).toEqual([]);
    });
  });
}

test.describe("forced colours", () => {
  test.use({ contextOptions: { forcedColors: "active" } });

  test("L15: an answer that was given can be told from one that was not", async ({ page }) => {
    await open(page, "en");
    const look = (name: RegExp) =>
      page
        .getByRole("button", { name })
        .first()
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    const before = await look(/^Object: /);
    await page
      .getByRole("button", { name: /^Object: / })
      .first()
      .click();
    expect(await look(/^Objected: /)).not.toBe(before);
  });
});
