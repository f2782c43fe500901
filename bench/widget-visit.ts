import { brotliCompressSync } from "node:zlib";
import type { Browser, CDPSession, Page } from "playwright-core";
import { TAGS, type TagKind } from "./peers/tag.ts";
import type { Contender } from "./widget-timing-site.ts";
import { readTraceCost, TRACE_CATEGORIES } from "./widget-timing-trace.ts";
import { observeVitals, readVitals, STANDS_BINDING, watchFor } from "./widget-timing-vitals.ts";

const SLOW_DOWN = 4;
// Nothing looks at the page meanwhile: what a harness asks runs on the page's own thread.
const LOAD_MS = 1500;
const SETTLE_MS = 500;
// Event Timing reports nothing shorter: a click without an entry took at most this.
const EVENT_FLOOR_MS = 16;

/** What one first visit and the visit after it measured; times in milliseconds. */
export interface Visit {
  /** Script until the banner stands. */
  readonly scriptToBannerMs: number;
  /** Script of the first second and a half, with whatever follows the banner. */
  readonly scriptMs: number;
  readonly longestTaskMs: number;
  readonly clickMs: number;
  readonly cls: number;
  readonly isBannerLcp: boolean;
  readonly returningMs: number;
  /** The same on this machine as it is, not slowed down. */
  readonly returningFastMs: number;
}

/** Script of a page that is nobody's: our own observers'. In milliseconds. */
export type BareCost = Pick<Visit, "scriptToBannerMs" | "scriptMs">;

/** What a banner brings to a page, whatever the machine. */
export interface Weight {
  /** Scripts and styles that were loaded until the banner stood, each compressed by brotli at its best. */
  readonly bytes: number;
  /** Elements in the body and its shadow trees, without scripts. */
  readonly elements: number;
}

/** What our own observers take on a page without a banner, in milliseconds of script. */
export const measureBare = (browser: Browser, bareUrl: string): Promise<BareCost> =>
  withSlowPage(browser, "no-banner", (page, session) => measureScript(page, session, bareUrl, "p"));

/** Measures a first visit, its acceptance, and the visit after it, on a slow phone. */
export async function measureVisit(browser: Browser, contender: Contender, bare: BareCost): Promise<Visit> {
  const { bannerSelector } = contender;
  // Tracing makes scripts slower, so what is traced is a visit of its own.
  const traced = await withSlowPage(browser, bannerSelector, (page) => traceLoad(browser, page, contender, "inline"));
  return withSlowPage(browser, bannerSelector, async (page, session) => {
    const script = await measureScript(page, session, contender.toUrl({ tags: "inline" }), `${bannerSelector} button`);
    const { lcp } = await page.evaluate(readVitals);
    if (lcp.length === 0) throw new Error("the browser reported no largest paint");
    await accept(page, contender);
    const { cls, events } = await page.evaluate(readVitals);
    const returningMs = await traceReturn(browser, page, contender);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    return {
      scriptToBannerMs: script.scriptToBannerMs - bare.scriptToBannerMs,
      scriptMs: script.scriptMs - bare.scriptMs,
      longestTaskMs: traced.longestTaskMs,
      clickMs: Math.max(EVENT_FLOOR_MS, ...events),
      cls,
      isBannerLcp: lcp.at(-1) === "banner",
      returningMs,
      returningFastMs: await traceReturn(browser, page, contender),
    };
  });
}

async function traceReturn(browser: Browser, page: Page, contender: Contender): Promise<number> {
  const { tagsReleasedMs } = await traceLoad(browser, page, contender, "external");
  if (tagsReleasedMs === null) throw new Error(`${contender.name}: the returning visit released no tags`);
  return tagsReleasedMs;
}

/** Weighs what a banner loads and builds until it stands. */
export async function measureWeight(browser: Browser, contender: Contender, bareUrl: string): Promise<Weight> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await page.goto(bareUrl);
    const before = await countElements(session);
    const loaded: Promise<Buffer>[] = [];
    page.on("response", (response) => {
      const isFile = ["script", "stylesheet"].includes(response.request().resourceType());
      if (isFile && response.url().startsWith(contender.filesUrl)) loaded.push(response.body());
    });
    await page.goto(contender.toUrl());
    await page.locator(contender.acceptSelector).waitFor();
    const bodies = await Promise.all(loaded);
    return {
      bytes: bodies.reduce((sum, body) => sum + brotliCompressSync(body).length, 0),
      elements: (await countElements(session)) - before,
    };
  } finally {
    await context.close();
  }
}

interface DomNode {
  readonly nodeName: string;
  readonly nodeType: number;
  readonly children?: readonly DomNode[];
  readonly shadowRoots?: readonly DomNode[];
}

const ELEMENT_NODE = 1;

async function countElements(session: CDPSession): Promise<number> {
  const { root }: { root: DomNode } = await session.send("DOM.getDocument", { depth: -1, pierce: true });
  const count = (node: DomNode): number =>
    [...(node.children ?? []), ...(node.shadowRoots ?? [])].reduce(
      (sum, child) => sum + count(child),
      node.nodeType === ELEMENT_NODE && node.nodeName !== "SCRIPT" ? 1 : 0,
    );
  const find = (node: DomNode): DomNode | undefined =>
    node.nodeName === "BODY" ? node : node.children?.map(find).find((found) => found !== undefined);
  const body = find(root);
  if (!body) throw new Error("the page has no body");
  return count(body);
}

async function withSlowPage<Value>(
  browser: Browser,
  bannerSelector: string,
  act: (page: Page, session: CDPSession) => Promise<Value>,
): Promise<Value> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(observeVitals, bannerSelector);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_DOWN });
    // The thread's own time: what else the machine does is not counted.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    return await act(page, session);
  } finally {
    await context.close();
  }
}

/** Loads a page, and reads its script time when what is waited for stands, and a second and a half after the start. */
async function measureScript(page: Page, session: CDPSession, url: string, selector: string): Promise<BareCost> {
  await session.send("Runtime.addBinding", { name: STANDS_BINDING });
  const source = `(${watchFor.toString()})(${JSON.stringify({ selector, binding: STANDS_BINDING })})`;
  const { identifier } = await session.send("Page.addScriptToEvaluateOnNewDocument", { source });
  let atBanner: Promise<number> | null = null;
  session.once("Runtime.bindingCalled", () => {
    // Asked at once: what follows the banner has to be loaded first.
    atBanner = readScriptMs(session);
  });
  await session.send("Page.enable");
  await session.send("Runtime.enable");
  await page.goto(url);
  await page.waitForTimeout(LOAD_MS);
  if (!atBanner) throw new Error(`Nothing was to be seen of ${selector} within ${LOAD_MS} ms`);
  const cost = { scriptToBannerMs: await atBanner, scriptMs: await readScriptMs(session) };
  await session.send("Page.removeScriptToEvaluateOnNewDocument", { identifier });
  await session.send("Runtime.disable");
  return cost;
}

async function readScriptMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN) * 1000;
}

async function traceLoad(browser: Browser, page: Page, { toUrl, filesUrl }: Contender, kind: TagKind) {
  await browser.startTracing(page, { categories: TRACE_CATEGORIES });
  await page.goto(toUrl({ tags: kind }));
  await page.waitForTimeout(LOAD_MS);
  return readTraceCost(await browser.stopTracing(), { scriptUrl: filesUrl });
}

/** Presses the button with nothing but a mouse, and waits until every tag has run. */
async function accept(page: Page, { name, acceptSelector }: Contender): Promise<void> {
  const box = await page.locator(acceptSelector).boundingBox();
  if (!box) throw new Error(`${name}: the banner cannot be seen`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForTimeout(SETTLE_MS);
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForTimeout(SETTLE_MS);
  await page.waitForFunction((tags) => (window as { ranTags?: number }).ranTags === tags, TAGS, { polling: 100 });
}
