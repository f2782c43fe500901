import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { findChromium } from "../scripts/chromium.ts";
import type { BenchRow, BenchRows } from "./bench-row.ts";
import { startTimingSite, TAG_MS, TAGS, type TimingSite } from "./widget-timing-site.ts";
import { readTraceCost, TRACE_CATEGORIES } from "./widget-timing-trace.ts";

const SLOW_DOWN = 4;
// Nothing looks at the page meanwhile: what a harness asks runs on the page's own thread.
const LOAD_MS = 1500;
const SETTLE_MS = 500;
// Event Timing reports nothing shorter: a click without an entry took at most this.
const EVENT_FLOOR_MS = 16;

/** What one first visit and the visit after it measured; times in milliseconds. */
interface Visit {
  readonly scriptMs: number;
  readonly longestTaskMs: number;
  readonly clickMs: number;
  readonly cls: number;
  readonly isBannerLcp: boolean;
  readonly returningMs: number;
}

/** What the widget costs a slow phone: a quarter of this machine's speed, 390x844 pixels, ten tags waiting. */
export const rows: BenchRows = async ({ short }) => {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium: install one, or name it in CHROMIUM_PATH");
  const site = await startTimingSite();
  const browser = await chromium.launch({ executablePath });
  const setting = { browser, site };
  try {
    // The first visit warms the servers and the browser; it does not count.
    await measureVisit(setting, 0);
    const bareMs = await measureBare(setting);
    const visits: Visit[] = [];
    while (visits.length < (short ? 5 : 9)) visits.push(await measureVisit(setting, bareMs));
    return toRows(visits);
  } finally {
    await browser.close();
    await site.close();
  }
};

function toRows(visits: readonly Visit[]): BenchRow[] {
  const toRow = (
    what: string,
    unit: string,
    budget: number,
    read: (visit: Visit) => number,
    pick = toMedian,
  ): BenchRow => ({
    what: `widget at 4x slow-down: ${what}`,
    measured: pick(visits.map(read)),
    unit,
    budget,
    budgetText: budget === 0 ? "0" : `<= ${budget} ${unit}`,
    gate: "none",
  });
  return [
    toRow("script time to the banner", "ms", 40, (visit) => visit.scriptMs),
    toRow("longest task", "ms", 50, (visit) => visit.longestTaskMs),
    toRow(`accept click to next paint with ten ${TAG_MS} ms tags waiting`, "ms", 50, (visit) => visit.clickMs),
    toRow("CLS", "", 0, (visit) => visit.cls, toWorst),
    toRow("banner is the LCP element", "of 1", 0, (visit) => Number(visit.isBannerLcp), toWorst),
    toRow("returning visitor: tags released after script start", "ms", 5, (visit) => visit.returningMs),
  ];
}

interface Setting {
  readonly browser: Browser;
  readonly site: TimingSite;
}

/** What our own observers take on a page without the widget. */
const measureBare = ({ browser, site }: Setting): Promise<number> =>
  withSlowPage(browser, async (page, session) => {
    await page.goto(site.toUrl("bare"));
    await page.waitForTimeout(LOAD_MS);
    return readScriptMs(session);
  });

async function measureVisit({ browser, site }: Setting, bareMs: number): Promise<Visit> {
  // Tracing makes scripts slower, so what is traced is a visit of its own.
  const traced = await withSlowPage(browser, (page) => traceLoad(browser, page, site, "inline"));
  return withSlowPage(browser, async (page, session) => {
    await page.goto(site.toUrl("inline"));
    await page.waitForTimeout(LOAD_MS);
    const scriptMs = (await readScriptMs(session)) - bareMs;
    const { lcp } = await page.evaluate(readVitals);
    if (lcp.length === 0) throw new Error("the browser reported no largest paint");
    await accept(page);
    const { cls, events } = await page.evaluate(readVitals);
    const { tagsReleasedMs } = await traceLoad(browser, page, site, "external");
    if (tagsReleasedMs === null) throw new Error("the returning visit released no tags");
    return {
      scriptMs,
      longestTaskMs: traced.longestTaskMs,
      clickMs: Math.max(EVENT_FLOOR_MS, ...events),
      cls,
      isBannerLcp: lcp.at(-1) === "banner",
      returningMs: tagsReleasedMs,
    };
  });
}

async function withSlowPage<Value>(
  browser: Browser,
  act: (page: Page, session: CDPSession) => Promise<Value>,
): Promise<Value> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(observeVitals);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_DOWN });
    // The thread's own time: what else the machine does is not counted.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    return await act(page, session);
  } finally {
    await context.close();
  }
}

async function readScriptMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN) * 1000;
}

async function traceLoad(browser: Browser, page: Page, site: TimingSite, kind: "inline" | "external") {
  await browser.startTracing(page, { categories: TRACE_CATEGORIES });
  await page.goto(site.toUrl(kind));
  await page.waitForTimeout(LOAD_MS);
  return readTraceCost(await browser.stopTracing(), { scriptUrl: `${site.serverUrl}/` });
}

/** Presses the button with nothing but a mouse, and waits until every tag has run. */
async function accept(page: Page): Promise<void> {
  const button = page.locator("cookiehub-ui").getByRole("button", { name: "Accept all" });
  const box = await button.boundingBox();
  if (!box) throw new Error("the banner cannot be seen");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForTimeout(SETTLE_MS);
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForTimeout(SETTLE_MS);
  await page.waitForFunction((tags) => (window as { ranTags?: number }).ranTags === tags, TAGS, { polling: 100 });
}

interface Vitals {
  cls: number;
  /** Whose element was the largest paint so far, in order. */
  lcp: ("banner" | "page")[];
  /** Durations of the events of an interaction: from the input to the next paint, in steps of 8 ms. */
  events: number[];
}

// Runs in the page, before anything of it.
function observeVitals(): void {
  const vitals: Vitals = { cls: 0, lcp: [], events: [] };
  Object.assign(window, { vitals });
  const observe = <Entry>(type: string, add: (entry: PerformanceEntry & Entry) => void, more = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & Entry)[]) add(entry);
    }).observe({ type, buffered: true, ...more });
  observe<{ value: number }>("layout-shift", ({ value }) => {
    vitals.cls += value;
  });
  // What stands in a shadow root is reported without its element; only the banner has one here.
  observe<{ element?: Element | null }>("largest-contentful-paint", ({ element }) => {
    vitals.lcp.push(element && !element.closest("cookiehub-ui") ? "page" : "banner");
  });
  observe<{ interactionId?: number }>(
    "event",
    ({ interactionId, duration }) => {
      if (interactionId) vitals.events.push(duration);
    },
    { durationThreshold: 16 },
  );
}

const readVitals = (): Vitals => (window as unknown as { vitals: Vitals }).vitals;

function toMedian(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

// For what may never happen.
function toWorst(values: readonly number[]): number {
  return Math.max(...values);
}
