import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { BannerLayout } from "@cookiehub/schemas/types";
import { type Browser, chromium, type Page } from "@playwright/test";
import { findChromium } from "../scripts/chromium.ts";
import { toSmallerPng } from "./smaller-png.ts";
import { openStand, type Stand } from "./stand.ts";

// Takes the pictures of docs/reference/looks.md with the built widget:
// npm run build && node --conditions=@cookiehub/source e2e/contact-sheet.ts

const directory = resolve(import.meta.dirname, "../docs/images");
const LAYOUTS: readonly BannerLayout[] = ["bar", "box", "corner", "cloud", "modal"];

interface Shot extends Stand {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme?: "light" | "dark";
  readonly forcedColors?: "active" | "none";
  /** What the visitor does first. */
  act?(page: Page): Promise<void>;
}

const openPreferences = async (page: Page): Promise<void> => {
  await page.locator("cookiehub-ui[data-part=banner] button").first().click();
  await page.locator("cookiehub-ui[data-part=preferences] button").first().waitFor();
};

const toLayouts = (colorScheme: "light" | "dark", language: string): Shot[] =>
  LAYOUTS.map((layout) => ({
    ...{ label: `${layout}, ${colorScheme}, ${language}`, width: 1000, height: 520 },
    ...{ colorScheme, language, banner: { layout } },
  }));

const PHONE = { width: 320, height: 568 };
const SHEETS: Record<string, readonly Shot[]> = {
  "light-ltr": toLayouts("light", "en"),
  "dark-ltr": toLayouts("dark", "en"),
  "light-rtl": toLayouts("light", "ar"),
  "dark-rtl": toLayouts("dark", "ar"),
  phone: [
    { label: "320 px", ...PHONE },
    { label: "320 px, dark, German", ...PHONE, colorScheme: "dark", language: "de" },
    { label: "320 px, Finnish, modal", ...PHONE, language: "fi", banner: { layout: "modal" } },
    { label: "320 px, Arabic", ...PHONE, language: "ar" },
    { label: "400 % zoom", width: 320, height: 256 },
    { label: "forced colours", ...PHONE, forcedColors: "active" },
  ],
  states: [
    { label: "preferences", ...PHONE, act: openPreferences },
    { label: "preferences, dark", ...PHONE, colorScheme: "dark", act: openPreferences },
    { label: "preferences, Arabic", ...PHONE, language: "ar", act: openPreferences },
    { label: "opt-out, signal honoured", ...PHONE, model: "opt-out", gpc: true },
    { label: "information only", ...PHONE, model: "notice" },
    {
      ...{ label: "decided", ...PHONE },
      async act(page) {
        await page.locator("cookiehub-ui[data-part=banner] button").nth(1).click();
        await page.locator("cookiehub-ui[data-part=reopen] button").waitFor();
      },
    },
  ],
};

async function take(browser: Browser, shot: Shot): Promise<string> {
  const { label, width, height, colorScheme = "light", forcedColors = "none", act, ...stand } = shot;
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme,
    forcedColors,
    reducedMotion: "reduce",
  });
  await openStand(page, stand);
  await page.locator("cookiehub-ui[data-part=banner] button").first().waitFor();
  await act?.(page);
  await page.mouse.move(0, 0);
  const picture = (await page.screenshot()).toString("base64");
  await page.close();
  return `<figure><img src="data:image/png;base64,${picture}"><figcaption>${label}</figcaption></figure>`;
}

async function writeSheet(browser: Browser, name: string, shots: readonly Shot[]): Promise<void> {
  const figures = [];
  for (const shot of shots) figures.push(await take(browser, shot));
  const isWide = (shots[0]?.width ?? 0) > 500;
  const page = await browser.newPage({ viewport: { width: isWide ? 1040 : 900, height: 400 } });
  await page.setContent(`<style>body{margin:0;padding:12px;background:#d9dce3;font:13px/20px system-ui,sans-serif;color:#17181d;
    display:grid;gap:12px;grid-template-columns:repeat(${isWide ? 2 : 3},1fr);align-items:start}figure{margin:0}
    img{display:block;width:100%;border:1px solid #b9bdc7;box-sizing:border-box}</style>${figures.join("")}`);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const png = toSmallerPng(await page.screenshot({ fullPage: true, scale: "css" }));
  await writeFile(join(directory, `contact-sheet-${name}.png`), png);
  process.stdout.write(`contact-sheet-${name}.png ${png.length}\n`);
  await page.close();
}

const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ["--disable-background-networking", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
try {
  for (const [name, shots] of Object.entries(SHEETS)) await writeSheet(browser, name, shots);
} finally {
  await browser.close();
}
