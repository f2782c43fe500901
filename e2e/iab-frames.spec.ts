import { join } from "node:path";
import { headStub } from "@cookiehub/widget/stub";
import type { Frame, Page } from "@playwright/test";
import { build } from "esbuild";
import { expect, test } from "./fixtures.ts";
import { readViolations, watchViolations } from "./violations.ts";

const SHOP = "https://shop.example";
/** Each holds the next: a vendor stands three frames deep, and every frame is of another site. */
const FRAMES = ["https://ads.example/1", "https://exchange.example/2", "https://vendor.example/3"];
const NONCE = "c2hvcA";

/** Goes into every foreign frame: finds the page that answers as vendors do, asks it, keeps what comes back. */
const VENDOR = `
  const answers = [];
  let asked = null;
  for (let one = window; ; one = one.parent) {
    try { if (one.frames.__tcfapiLocator) asked = one; } catch {}
    if (asked || one === window.top) break;
  }
  const post = (message) => asked.postMessage(message, "*");
  addEventListener("message", ({ data, origin }) => answers.push({ data, origin }));`;

interface Told {
  readonly data: unknown;
  readonly origin: string;
}
declare const answers: Told[];
declare const asked: Window | null;
declare const post: (message: unknown) => void;

const bundled = build({
  entryPoints: [join(import.meta.dirname, "iab-main.ts")],
  ...{ bundle: true, format: "iife", target: "es2020", write: false, conditions: ["@cookiehub/source"] },
});

interface Shop {
  /** The vendor's frame, three deep. */
  readonly vendor: Frame;
  /** Lets the main script come, and waits until it has run. */
  loadMain(): Promise<void>;
}

/** Opens a shop whose head begins with the stub; its main script is as slow as the test wants it. */
async function openShop(page: Page, { head = "", policy = "" } = {}): Promise<Shop> {
  const script = (await bundled).outputFiles[0]?.text ?? "";
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const toFrame = (src = "") => (src ? `<iframe src="${src}"></iframe>` : "");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
    <script nonce="${NONCE}">${headStub({ tcf: true, gpp: true })}</script>${head}<script nonce="${NONCE}" async src="/main.js"></script>
    </head><body><main>Shop</main>${toFrame(FRAMES[0])}</body></html>`;
  await page.route(`${SHOP}/`, (route) =>
    route.fulfill({ contentType: "text/html", body: html, headers: { "Content-Security-Policy": policy } }),
  );
  await page.route(`${SHOP}/main.js`, async (route) => {
    await isReleased;
    await route.fulfill({ contentType: "text/javascript", body: script }).catch(() => {});
  });
  for (const [index, address] of FRAMES.entries())
    await page.route(address, (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<!doctype html><title>Frame</title><script>${VENDOR}</script>${toFrame(FRAMES[index + 1])}`,
      }),
    );
  await page.goto(`${SHOP}/`, { waitUntil: "commit" });
  await expect.poll(() => page.frame({ url: FRAMES[2] ?? "" })?.evaluate(() => document.readyState)).toBe("complete");
  const vendor = page.frame({ url: FRAMES[2] ?? "" });
  if (!vendor) throw new Error("the vendor's frame is not there");
  return {
    vendor,
    async loadMain() {
      release();
      await expect.poll(() => page.evaluate(() => Boolean(window.testApi))).toBe(true);
    },
  };
}

const toCall = (callId: number | string, command: string, parameter?: unknown) => ({
  __tcfapiCall: { command, version: 2, parameter, callId },
});
const say = (frame: Frame, ...messages: unknown[]) =>
  frame.evaluate((all) => {
    for (const message of all) post(message);
  }, messages);
const readAnswers = (frame: Frame) => frame.evaluate(() => answers);
const readReturns = async (frame: Frame) =>
  (await readAnswers(frame)).map(({ data }) => (data as { __tcfapiReturn: unknown }).__tcfapiReturn);
const decide = (page: Page) =>
  page.evaluate(() => {
    window.testApi?.set({ eventStatus: "useractioncomplete" });
    window.testApi?.onChange();
  });

test("T1: __tcfapi is a function for the first script of the head, through the swap, until the page is left", async ({
  page,
}) => {
  // Every value that is put there from the stub on.
  const head = `<script>window.kinds = [typeof __tcfapi]; { let now = __tcfapi; Object.defineProperty(window, "__tcfapi",
    { get: () => now, set(next) { kinds.push(typeof next); now = next } }) }
    addEventListener("pagehide", () => sessionStorage.setItem("left", typeof __tcfapi))</script>`;
  const { loadMain } = await openShop(page, { head });
  await loadMain();
  const kinds = await page.evaluate(() => (window as unknown as { kinds: string[] }).kinds);
  expect(kinds).toEqual(["function", "function"]);
  await page.reload({ waitUntil: "commit" });
  expect(await page.evaluate(() => sessionStorage.getItem("left"))).toBe("function");
});

test("T2 T3 T4 T14 T36: with the stub alone, a frame three deep of another site finds it, hears ping, and else silence", async ({
  page,
}) => {
  const { vendor } = await openShop(page);
  expect(await vendor.evaluate(() => asked === window.top)).toBe(true);
  await say(vendor, toCall(1, "getTCData"), toCall(2, "addEventListener"), toCall(3, "ping"));
  await expect.poll(() => readAnswers(vendor)).toHaveLength(1);
  expect(await readAnswers(vendor)).toMatchObject([
    { origin: SHOP, data: { __tcfapiReturn: { callId: 3, success: true, returnValue: { cmpStatus: "stub" } } } },
  ]);
  expect(await page.evaluate(() => [...document.querySelectorAll("iframe[name]")].map((one) => one.outerHTML))).toEqual(
    ["__tcfapiLocator", "__gppLocator"].map((name) => `<iframe name="${name}" style="display: none;"></iframe>`),
  );
});

test("T7 T8 T9 T38: what was asked while the main script was on its way is answered by it, text as text, in order", async ({
  page,
}) => {
  const { vendor, loadMain } = await openShop(page);
  await page.evaluate(() => {
    const api = (window as unknown as { __tcfapi(...given: unknown[]): void }).__tcfapi;
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    api("addEventListener", 2, (data: { listenerId: number }) => heard.push(data.listenerId));
  });
  await say(vendor, JSON.stringify(toCall("text", "getTCData")), toCall(7, "addEventListener"), toCall("p", "ping"));
  await expect.poll(() => readAnswers(vendor)).toHaveLength(1);
  await loadMain();
  await expect.poll(() => readAnswers(vendor)).toHaveLength(3);
  const [ping, text, listener] = (await readAnswers(vendor)).map(({ data }) => data);
  expect(ping).toMatchObject({ __tcfapiReturn: { callId: "p", returnValue: { cmpLoaded: false } } });
  expect(JSON.parse(String(text))).toMatchObject({ __tcfapiReturn: { callId: "text", returnValue: { cmpId: 31 } } });
  expect(listener).toMatchObject({ __tcfapiReturn: { callId: 7, returnValue: { listenerId: 2 } } });
  expect(await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([1]);
  await say(vendor, toCall(8, "ping"));
  await expect.poll(() => readAnswers(vendor)).toHaveLength(4);
  expect((await readReturns(vendor)).at(-1)).toMatchObject({ callId: 8, returnValue: { cmpLoaded: true } });
});

test("T19 T37 T39: a frame's listener hears each event until it leaves, by its own kind of id", async ({ page }) => {
  const { vendor, loadMain } = await openShop(page);
  await loadMain();
  await say(vendor, toCall("mine", "addEventListener"));
  await expect.poll(() => readAnswers(vendor)).toHaveLength(1);
  await decide(page);
  await say(vendor, toCall(0, "removeEventListener", 1));
  await expect.poll(() => readAnswers(vendor)).toHaveLength(3);
  await decide(page);
  await say(vendor, toCall(1, "ping"));
  await expect.poll(() => readAnswers(vendor)).toHaveLength(4);
  expect(await readReturns(vendor)).toMatchObject([
    { callId: "mine", returnValue: { listenerId: 1, eventStatus: "cmpuishown" } },
    { callId: "mine", returnValue: { listenerId: 1, eventStatus: "useractioncomplete" } },
    { callId: 0, returnValue: true },
    { callId: 1, returnValue: { cmpStatus: "loaded" } },
  ]);
  // Nobody else was told.
  for (const address of FRAMES.slice(0, 2))
    expect(await readAnswers(page.frame({ url: address }) ?? vendor)).toEqual([]);
});

test("T40: garbage from a foreign frame, before and after the swap, gets no answer and no word in the console", async ({
  page,
}) => {
  const words: string[] = [];
  page.on("console", (message) => words.push(message.text()));
  const garbage = [
    ...["", "{", '{"__tcfapiCall"', '"__tcfapiCall"', '{"__tcfapiCall":null}', "x".repeat(100_000)],
    ...[null, 7, [], {}, { __tcfapiCall: null }, { __tcfapiCall: "ping" }, { __tcfapiCall: { callId: { a: 1 } } }],
    ...[{ __gppCall: [] }, { __gppCall: { callId: [] } }, '{"__gppCall":7}', { __tcfapiReturn: { callId: 1 } }],
  ];
  const { vendor, loadMain } = await openShop(page);
  await say(vendor, ...garbage);
  await loadMain();
  await say(vendor, ...garbage, toCall("last", "ping"));
  await expect.poll(() => readAnswers(vendor)).toHaveLength(1);
  expect(await readReturns(vendor)).toMatchObject([{ callId: "last" }]);
  expect(words).toEqual([]);
});

test("T40: a frame that has gone, and one that has gone elsewhere, harm nobody who listens", async ({ page }) => {
  const { vendor, loadMain } = await openShop(page);
  await loadMain();
  const exchange = page.frame({ url: FRAMES[1] ?? "" });
  if (!exchange) throw new Error("the exchange's frame is not there");
  for (const frame of [exchange, vendor]) {
    await say(frame, toCall(1, "addEventListener"));
    await expect.poll(() => readAnswers(frame)).toHaveLength(1);
  }
  await page.route("https://elsewhere.example/", (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Elsewhere</title>" }),
  );
  // The vendor's frame goes with the document that held it.
  await exchange.goto("https://elsewhere.example/");
  await page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    const api = (window as unknown as { __tcfapi(...given: unknown[]): void }).__tcfapi;
    api("addEventListener", 2, (data: { eventStatus: string }) => heard.push(data.eventStatus));
  });
  await decide(page);
  expect(await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([
    ...["cmpuishown", "useractioncomplete"],
  ]);
});

test("under a strict Content-Security-Policy with Trusted Types the stub, its frames and the swap work, and nothing is refused", async ({
  page,
}) => {
  await watchViolations(page);
  const policy = [
    ...["default-src 'none'", `script-src 'nonce-${NONCE}' 'strict-dynamic'`, "img-src data:"],
    ...[`frame-src ${new URL(FRAMES[0] ?? "").origin}`, "base-uri 'none'"],
    ...["require-trusted-types-for 'script'", "trusted-types cookiehub"],
  ].join("; ");
  const { vendor, loadMain } = await openShop(page, { policy });
  await say(vendor, toCall("early", "getTCData"));
  await loadMain();
  await say(vendor, toCall("late", "getTCData"));
  await expect.poll(() => readAnswers(vendor)).toHaveLength(2);
  expect(await readReturns(vendor)).toMatchObject([{ callId: "early" }, { callId: "late" }]);
  expect(await readViolations(page)).toEqual([]);
});
