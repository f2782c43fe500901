import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../scripts/chromium.ts";
import type { BenchRows } from "./bench-row.ts";
import { toMedian } from "./median.ts";
import { startTimingSite } from "./widget-timing-site.ts";

const ELEMENTS = 30_000;
const INSERTS = 10_000;
const SLOW_DOWN = 4;
const LOAD_MS = 1500;
const ROUNDS = 7;

/**
 * What watching for late elements costs a page that is large and busy: how much longer 10,000 inserts into 30,000
 * elements take while the visitor has not chosen yet and everything that arrives is looked at.
 */
export const rows: BenchRows = async ({ short }) => {
  // Nothing is gated by it, and it takes minutes.
  if (short) return [];
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium: install one, or name it in CHROMIUM_PATH");
  const site = await startTimingSite({ peers: [] });
  const browser = await chromium.launch({ executablePath });
  const without: number[] = [];
  const watched: number[] = [];
  try {
    // In turns, so that both have the same share of what else the machine does. Round 0 warms up.
    for (let round = 0; round <= ROUNDS; round++) {
      const pair = [
        await measureInserts(browser, site.toBareUrl(ELEMENTS), null),
        await measureInserts(browser, site.ours.toUrl({ elements: ELEMENTS }), site.ours.acceptSelector),
      ] as const;
      if (round === 0) continue;
      without.push(pair[0]);
      watched.push(pair[1]);
    }
  } finally {
    await browser.close();
    await site.close();
  }
  return [
    {
      what: "widget observer: time of 10,000 inserts into 30,000 elements, with it and without, 4x slow-down",
      measured: toMedian(watched) / toMedian(without),
      unit: "x",
      budget: 1.1,
      budgetText: "<= 1.1 x",
      gate: "none",
    },
  ];
};

/** Measures the main thread's own time, in milliseconds, from the first insert until all of them are laid out. */
async function measureInserts(browser: Browser, url: string, bannerSelector: string | null): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await page.goto(url);
    if (bannerSelector !== null) await page.locator(bannerSelector).waitFor();
    await page.waitForTimeout(LOAD_MS);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_DOWN });
    const readTaskMs = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
    };
    const before = await readTaskMs();
    await page.evaluate(insertLate, INSERTS);
    return (await readTaskMs()) - before;
  } finally {
    await context.close();
  }
}

/**
 * Runs in the page: inserts one by one; the observer is told after every hundred, and all is laid out once, at the end.
 * Turns of the page between them would bring frames, and each of those costs more than the observer.
 */
async function insertLate(inserts: number): Promise<void> {
  for (let number = 0; number < inserts; number++) {
    const element = document.createElement("div");
    element.append(document.createElement("span"), "late");
    document.body.append(element);
    if (number % 100 === 99) await null;
  }
  document.body.getBoundingClientRect();
}
