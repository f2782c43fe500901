import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DEFAULT_CATEGORIES } from "@cookiehub/schemas";
import type { BannerLayout, CategoryConfig, ConsentHistoryEntry } from "@cookiehub/schemas/types";
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

const openCategory = async (page: Page): Promise<void> => {
  await openPreferences(page);
  const name = page.locator("cookiehub-ui .ch-cover");
  await name.click();
  await page.locator("cookiehub-ui .ch-inside .ch-switch").first().click();
  await name.evaluate((element) => element.scrollIntoView());
};

const openHistory = async (page: Page): Promise<void> => {
  await page.route("**/api/v1/consent/history?*", (route) => route.fulfill({ json: { decisions: DECISIONS } }));
  await page.locator("cookiehub-ui[data-part=banner] button").nth(2).click();
  await page.locator("cookiehub-ui[data-part=reopen] button").click();
  await page.locator("cookiehub-ui .ch-choice .ch-fold").click();
  await page.locator("cookiehub-ui .ch-own").first().waitFor();
  await page.locator("cookiehub-ui .ch-choice .ch-fold").evaluate((element) => element.scrollIntoView());
};

const showPlaceholders = async (page: Page): Promise<void> => {
  await page.locator("cookiehub-ui[data-part=banner] button").nth(1).click();
  await page.locator("cookiehub-ui[data-part=placeholder]").nth(1).waitFor();
};

const toLayouts = (colorScheme: "light" | "dark", language: string): Shot[] =>
  LAYOUTS.map((layout) => ({
    ...{ label: `${layout}, ${colorScheme}, ${language}`, width: 1000, height: 520 },
    ...{ colorScheme, language, banner: { layout } },
  }));

const PHONE = { width: 320, height: 568 };

const COOKIES: CategoryConfig["cookies"] = [
  { name: "_trail", purpose: "Tells visitors apart", duration: "30 days", service: "films" },
];
const SERVICES: CategoryConfig["services"] = [
  { id: "films", name: "Trail Films", description: "Plays films", provider: "Trail Films Ltd" },
  { id: "offers", name: "Trail Offers", description: "Offers on other sites" },
];
const config = {
  categories: DEFAULT_CATEGORIES.map((category) =>
    category.id === "marketing" ? { ...category, cookies: COOKIES, services: SERVICES } : category,
  ),
};
const toDecision = (at: string, isAllowed: boolean): Partial<ConsentHistoryEntry> => ({
  ...{ audit_id: `aud_${at}`, consent_id: "con_4f1c9ad27be0583e", at, action: isAllowed ? "accept_all" : "reject_all" },
  categories: Object.fromEntries(DEFAULT_CATEGORIES.map(({ id, required }) => [id, required || isAllowed])),
});
const DECISIONS = [toDecision("2026-11-20T10:15:00.000Z", true), toDecision("2026-11-01T08:00:00.000Z", false)];
const EMBEDS = `<main style="padding:20px"><h1>Northwind Outdoor</h1>
  <iframe style="width:100%;height:230px;border:0;border-radius:12px" data-consent-service="films" data-src="https://films.example/1"></iframe>
  <iframe style="width:100%;height:230px;border:0;border-radius:12px;margin-top:12px" data-consent-category="functional" data-src="https://maps.example/1"></iframe></main>`;

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
  inside: [
    { label: "a category opened, a service allowed", ...PHONE, config, act: openCategory },
    { label: "what was chosen before", ...PHONE, config, act: openHistory },
    { label: "placeholders, German", ...PHONE, config, language: "de", body: EMBEDS, act: showPlaceholders },
    { label: "a category opened, dark", ...PHONE, config, colorScheme: "dark", act: openCategory },
    { label: "what was chosen before, Arabic", ...PHONE, config, language: "ar", act: openHistory },
    {
      ...{ label: "placeholders, Arabic, dark", ...PHONE, config, language: "ar", colorScheme: "dark" },
      ...{ body: EMBEDS, act: showPlaceholders },
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
