import { rm } from "node:fs/promises";
import { expect, NETWORK_ERRORS, test } from "./fixtures.ts";
import { openGuidePage, toModulePage, toPageHtml } from "./guide-page.ts";
import { bundleFile, readSnippets, toPath, writeModules } from "./snippets.ts";

// The add-ons that the reference shows, as the two builds run them: the one of the script tag has short names.
const snippets = await readSnippets(["docs/reference/widget-api.md"]);
let folder: string;

test.use({ expectedErrors: NETWORK_ERRORS });
test.beforeAll(async () => {
  folder = await writeModules(snippets);
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test("one in the early queue of the script tag is started with the law, and hears of the choice", async ({
  page,
  demo,
}) => {
  const example = snippets.find(({ language }) => language === "js");
  await openGuidePage(
    page,
    demo,
    toPageHtml(`<head><script>${example?.text}</script>
<script async src="https://consent.example/c/demo0001.js"></script></head>`),
  );
  const root = page.locator("html");
  // Where the visitor is cannot be known on a machine of its own.
  await expect(root).toHaveClass(/\blaw-default\b/);
  await expect(root).not.toHaveClass(/allows-analytics/);
  await page.getByRole("button", { name: "Accept all" }).click();
  await expect(root).toHaveClass(/allows-analytics/);
});

test("one that npm's init is given hears each change, and what fails later in it is an error event", async ({
  page,
  demo,
}) => {
  const told: (string | null)[] = [];
  await page.route(`${demo.shopUrl}/consent-log`, (route) => {
    told.push(route.request().postData());
    return told.length > 1 ? route.abort() : route.fulfill({ status: 204 });
  });
  const module = snippets.find(({ file }) => file === "src/shop-log.ts");
  if (!module) throw new Error("The reference has no add-on for npm");
  await openGuidePage(page, demo, toModulePage(await bundleFile(toPath(folder, module))));
  await page.getByRole("button", { name: "Accept all" }).click();
  await expect.poll(() => told).toEqual(["full"]);
  const failed = page.evaluate(
    () => new Promise<string>((resolve) => window.cookiehub?.on("error", ({ message }) => resolve(message))),
  );
  await page.evaluate(() => window.cookiehub?.rejectAll());
  expect(await failed).toContain("fetch");
});
