import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { startDemo } from "../examples/demo/start-demo.ts";
import { findChromium } from "../scripts/chromium.ts";
import { Shop } from "./shop.ts";
import { toSmallerPng } from "./smaller-png.ts";

// Takes the two pictures of the README from the running demo:
// node --conditions=@cookiehub/source e2e/pictures.ts

const directory = resolve(import.meta.dirname, "../docs/images");

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  await writeFile(join(directory, name), toSmallerPng(await page.screenshot({ scale: "css" })));
}

const dataDir = await mkdtemp(join(tmpdir(), "cookiehub-pictures-"));
const demo = await startDemo({ ports: "free", dataDir });
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath ? { executablePath } : {}),
  args: ["--disable-background-networking", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
try {
  const first = new Shop(await browser.newPage({ viewport: { width: 1180, height: 560 } }), demo);
  await first.visit();
  await first.banner.waitFor();
  await take(first.page, "banner.png");
  await first.decide("Reject all");
  await first.page.context().close();

  const page = await browser.newPage({ viewport: { width: 1440, height: 890 } });
  const second = new Shop(page, demo);
  await page.goto(demo.shopUrl);
  await second.openPreferences();
  await second.choose("functional", "analytics");
  await page.getByText("partly allowed").waitFor();
  await page.getByText("custom").waitFor();
  await page.waitForFunction(() =>
    /Partly\s+1/.test(document.querySelector<HTMLElement>("[data-panel=status]")?.innerText ?? ""),
  );
  await take(page, "demo.png");
} finally {
  await browser.close();
  await demo.close();
  await rm(dataDir, { recursive: true, force: true });
}
