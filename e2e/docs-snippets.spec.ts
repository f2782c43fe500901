import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { headStub } from "@cookiehub/widget/stub";
import type { Page } from "@playwright/test";
import type { Demo } from "../examples/demo/start-demo.ts";
import { expect, test } from "./fixtures.ts";
import { openGuidePage, toModulePage, toPageHtml } from "./guide-page.ts";
import { bundleFile, isModule, readSnippets, type Snippet, toPath, writeModules } from "./snippets.ts";

/** What a site's developer copies from. A guide that is not there yet is left out. */
const GUIDES = [
  "packages/widget/README.md",
  "docs/guides/install.md",
  "docs/guides/accessibility.md",
  "docs/guides/automatic-blocking.md",
  "docs/guides/blocking.md",
  "docs/guides/consent-mode.md",
  "docs/guides/consent-strings.md",
  "docs/guides/tcf-api.md",
  "docs/guides/gpp.md",
  "docs/guides/theming.md",
  "docs/guides/vendor-signals.md",
  "docs/reference/widget-api.md",
];
/** Settings, which the schemas check; commands of the server; policies; drawings. */
const NOT_FOR_PAGES = ["json", "sh", "http", "text", "css", "mermaid"];
const INSTALL = "docs/guides/install.md";

const snippets = await readSnippets(GUIDES);
let folder: string;

test.beforeAll(async () => {
  folder = await writeModules(snippets);
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

const find = (file: string, guide = INSTALL): Snippet => {
  const found = snippets.find((snippet) => snippet.guide === guide && snippet.file === file);
  if (!found) throw new Error(`${guide} has no ${file}`);
  return found;
};
const ready = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string>((resolve) =>
        window.cookiehub?.push((api) => void api.ready.then((now) => resolve(now.regulation))),
      ),
  );
const runModule = async (page: Page, demo: Demo, snippet: Snippet) =>
  openGuidePage(page, demo, toModulePage(await bundleFile(toPath(folder, snippet))));

test.describe("the examples in the guides", () => {
  test("are of a kind that something runs, or say why they are not run", () => {
    const unknown = snippets.filter(
      ({ language }) => !["html", "js", "ts", "tsx", "vue", ...NOT_FOR_PAGES].includes(language),
    );
    expect(unknown.map(({ guide, line, language }) => `${guide}:${line} ${language}`)).toEqual([]);
    const held = snippets.filter(({ reason }) => reason !== null);
    expect(held.filter(({ reason }) => !reason).map(({ guide, line }) => `${guide}:${line} gives no reason`)).toEqual(
      [],
    );
    expect(held.length).toBeLessThanOrEqual(3);
  });

  test("compile against the package's own types", async () => {
    const tsc = join(import.meta.dirname, "../node_modules/typescript/bin/tsc");
    const found = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).then(
      () => "",
      (error: { stdout: string }) => error.stdout,
    );
    expect(found).toBe("");
  });

  for (const snippet of snippets.filter(({ language, reason }) => language === "html" && reason === null)) {
    test(`${snippet.guide}, line ${snippet.line}: the page asks, then starts everything that it marks`, async ({
      page,
      demo,
    }) => {
      const { foreign } = await openGuidePage(page, demo, toPageHtml(snippet.text));
      expect(await ready(page)).not.toBe("");
      await expect(page.getByRole("button", { name: "Reject all" })).toBeVisible();
      const marked = await page.evaluate(() => [...(window.cookiehub?.blocked() ?? [])]);
      expect(marked.filter(({ src, released }) => released || (src && foreign.includes(src)))).toEqual([]);
      await page.getByRole("button", { name: "Accept all" }).click();
      await expect
        .poll(() => page.evaluate(() => window.cookiehub?.blocked().filter(({ released }) => !released)))
        .toEqual([]);
      // Which picture and film is fetched is the browser's choice.
      const fetched = marked.flatMap(({ kind, src }) =>
        src && ["script", "iframe", "link"].includes(kind) ? src : [],
      );
      for (const src of fetched) await expect.poll(() => foreign).toContain(src);
    });
  }

  for (const snippet of snippets.filter(({ language, reason }) => language === "js" && reason === null)) {
    test(`${snippet.guide}, line ${snippet.line}: the script runs, before CookieHub and after it`, async ({
      page,
      demo,
    }) => {
      const script = `<script>window.errors = []; cookiehub.push((api) => void api.on("error", (error) => errors.push(error.message)));</script>
<script>${snippet.text}</script>`;
      await openGuidePage(
        page,
        demo,
        toPageHtml(`<script>/* stub */</script>${/push|dataLayer/.test(snippet.text) ? script : ""}`),
      );
      expect(await ready(page)).not.toBe("");
      await page.evaluate(snippet.text);
      await page.evaluate(() => window.cookiehub?.acceptAll());
      await expect.poll(() => page.evaluate(() => window.cookiehub?.getSnapshot().status)).toBe("full");
      expect(await page.evaluate(() => (window as { errors?: string[] }).errors ?? [])).toEqual([]);
    });
  }

  for (const snippet of snippets.filter((one) => isModule(one) && one.reason === null)) {
    test(`${snippet.guide}, line ${snippet.line}: ${snippet.file} is bundled and runs without an error`, async ({
      page,
      demo,
    }) => {
      await runModule(page, demo, snippet);
      if (/\binit\(/.test(snippet.text) && !/export function/.test(snippet.text))
        expect(await ready(page)).not.toBe("");
    });
  }
});

test.describe("what the installation guide says", () => {
  test("its stub is the one that the package writes", () => {
    const blocks = snippets.filter(({ guide, text }) => guide === INSTALL && text.includes("!function(w)"));
    expect(blocks).toHaveLength(1);
    expect(blocks[0]?.text).toContain(`<script>${headStub()}</script>`);
  });

  for (const [name, file] of [
    ["React", "src/main.tsx"],
    ["Vue", "src/main.ts"],
  ] as const) {
    test(`${name}: the gate holds the frame back until marketing is allowed, and again after a withdrawal`, async ({
      page,
      demo,
    }) => {
      const { foreign } = await runModule(page, demo, find(file));
      await expect(page.getByText("You have not decided yet.")).toBeVisible();
      await expect(page.getByText("Allow marketing to see the film.")).toBeVisible();
      await page.getByRole("button", { name: "Accept all" }).click();
      await expect(page.getByTitle("Our tents")).toBeVisible();
      await expect(page.getByText("This visit is counted.")).toBeVisible();
      // The frame stands in the page before its request has been heard of here.
      await expect.poll(() => foreign).toEqual(["https://video.example/embed/1"]);
      await page.evaluate(() => window.cookiehub?.rejectAll());
      await expect(page.getByText("Allow marketing to see the film.")).toBeVisible();
      await expect(page.getByTitle("Our tents")).toHaveCount(0);
      await page.getByRole("main").getByRole("button", { name: "Privacy settings" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    });
  }

  test("Next: the layout renders with the stub on the server, hydrates without a mismatch, and the banner shows", async ({
    page,
    demo,
  }) => {
    const layout = toPath(folder, find("app/layout.tsx"));
    const entry = join(dirname(layout), "entry.tsx");
    const server = join(folder, "server.mjs");
    await mkdir(dirname(entry), { recursive: true });
    await writeFile(entry, toNextEntry("server"));
    await writeFile(server, await bundleFile(entry, "node"));
    const { html } = (await import(pathToFileURL(server).href)) as { html: string };
    expect(html).toContain(`<head><script>${headStub()}</script></head>`);
    await writeFile(entry, toNextEntry("browser"));
    const code = (await bundleFile(entry)).replace(/<\/(script)/gi, "<\\/$1");
    const icon = '<link rel="icon" href="data:,">';
    await openGuidePage(
      page,
      demo,
      `<!doctype html>${html.replace("</body>", `<script type="module">${code}</script></body>`).replace("<head>", `<head>${icon}`)}`,
    );
    await expect(page.getByRole("button", { name: "Reject all" })).toBeVisible();
    expect(await page.evaluate(() => (window as { mismatches?: string[] }).mismatches)).toEqual([]);
  });

  test("headless: both buttons decide, nothing of ours is shown, and the decision is kept", async ({
    page,
    demo,
    context,
  }) => {
    const snippet = snippets.find(({ guide, text }) => guide === INSTALL && text.includes("widget/headless"));
    if (!snippet) throw new Error("The guide has no headless example");
    await runModule(page, demo, snippet);
    await page.getByRole("region", { name: "Cookies" }).getByRole("button", { name: "Reject all" }).click();
    await expect(page.getByRole("region", { name: "Cookies" })).toHaveCount(0);
    await expect(page.locator("cookiehub-ui")).toHaveCount(0);
    expect((await context.cookies()).map(({ name }) => name)).toEqual(["cookiehub_consent"]);
  });

  test("the element opens the settings", async ({ page, demo }) => {
    const snippet = snippets.find(({ guide, text }) => guide === INSTALL && text.includes("widget/element"));
    const code = await bundleFile(toPath(folder, snippet ?? find("element.ts")));
    const tag = '<script async src="https://consent.example/c/demo0001.js"></script>';
    await openGuidePage(page, demo, toModulePage(code).replace("</head>", `${tag}</head>`));
    await page.getByRole("button", { name: "Privacy settings" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.locator("cookiehub-settings")).toBeFocused();
  });
});

function toNextEntry(side: "server" | "browser"): string {
  const imports = 'import Layout from "./layout"; const page = <Layout><main>Shop</main></Layout>;';
  return side === "server"
    ? `import { renderToString } from "react-dom/server"; ${imports} export const html = renderToString(page);`
    : `import { hydrateRoot } from "react-dom/client"; ${imports} window.mismatches = [];
       document.querySelector('link[rel="icon"]').remove(); document.querySelector('script[type="module"]').remove();
       hydrateRoot(document, page, { onRecoverableError: (error) => window.mismatches.push(String(error)) });`;
}
