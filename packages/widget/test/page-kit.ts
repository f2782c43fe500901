import { createTenantConfig } from "@cookiehub/schemas";
import type { ConsentEvent, ResolvedConfig, TenantConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "../src/add-on.ts";
import type { CookieHub } from "../src/api.ts";
import type { ChunkName } from "../src/chunks.ts";
import { loadLanguage } from "../src/languages/load.ts";
import type { Platform } from "../src/platform.ts";

/** One page of a site, in a frame of its own: own globals, own modules, the origin's cookies and storage. */
export interface TestPage {
  readonly window: Window & typeof globalThis & { dataLayer?: ArrayLike<unknown>[]; ran: string[] };
  readonly document: Document;
  readonly api: CookieHub;
  readonly errors: Error[];
  /** Decisions that were sent, oldest first. */
  readonly requests: { url: string; body: string }[];
  readonly beacons: ConsentEvent[];
  begin(): void;
  /** Presses the button with these words. */
  press(name: string): void;
  find(selector: string): HTMLElement | null;
  close(): void;
}

export interface TestPageOptions {
  readonly html?: string;
  readonly setup?: ResolvedConfig;
  readonly gpc?: boolean;
  /** Status of the server's answers; `null` for no network. */
  readonly status?: () => number | null;
  readonly language?: string;
  readonly addOns?: readonly AddOn[];
  /** Begins at once. @default true */
  readonly isStarted?: boolean;
}

/** Makes a configuration as the server hands it out. */
export function createSetup(
  model: ResolvedConfig["regulation"]["model"] = "opt-in",
  change: Partial<TenantConfig> = {},
): ResolvedConfig {
  const id = { "opt-in": "gdpr", "opt-out": "ccpa", notice: "us-notice" }[model];
  return {
    tenant_id: "shop",
    code: "shop0001",
    config_version: 1,
    config_hash: "0",
    regulation: { id, model, gpc: "required", location: null, confidence: "high" },
    config: { ...createTenantConfig({ tenant_id: "shop", domain: "shop.example" }), ...change },
  };
}

const CHUNKS: Record<ChunkName, string> = {
  aftercare: new URL("../src/aftercare/aftercare.ts", import.meta.url).href,
  background: new URL("../src/background/background.ts", import.meta.url).href,
  preferences: new URL("../src/preferences/preferences.ts", import.meta.url).href,
  "tcf-preferences": new URL("../src/tcf-preferences/tcf-preferences.ts", import.meta.url).href,
  history: new URL("../src/history/history.ts", import.meta.url).href,
  placeholders: new URL("../src/placeholders/add-on.ts", import.meta.url).href,
  cleanup: new URL("../src/cleanup/add-on.ts", import.meta.url).href,
  live: new URL("../src/live/add-on.ts", import.meta.url).href,
  tcf: new URL("../src/tcf/tcf.ts", import.meta.url).href,
  "tcf-asking": new URL("../src/tcf/asking.ts", import.meta.url).href,
  gpp: new URL("../src/gpp/gpp.ts", import.meta.url).href,
  "gpp-tcf": new URL("../src/gpp/tcf-link.ts", import.meta.url).href,
};

const pages: TestPage[] = [];

/** Opens a page and starts the widget in it, from its sources. */
export async function openPage(options: TestPageOptions = {}): Promise<TestPage> {
  const frame = document.createElement("iframe");
  frame.width = "900";
  frame.height = "700";
  document.body.append(frame);
  const window = frame.contentWindow as TestPage["window"];
  // An opened document takes this page's address, and so its cookies and a real path.
  window.document.open();
  Object.assign(window, { ran: [], __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() } });
  window.document.write(
    `<!doctype html><html lang="${options.language ?? "en"}"><head><title>Shop</title></head><body>${options.html ?? "<main>Shop</main>"}</body></html>`,
  );
  window.document.close();
  if (options.gpc) Object.defineProperty(window.navigator, "globalPrivacyControl", { value: true });
  const beacons: ConsentEvent[] = [];
  window.navigator.sendBeacon = (_url, body) => beacons.push(JSON.parse(String(body)) as ConsentEvent) > 0;
  const page = await startWidget(window, options, beacons, () => frame.remove());
  pages.push(page);
  return page;
}

async function startWidget(
  window: TestPage["window"],
  options: TestPageOptions,
  beacons: ConsentEvent[],
  close: () => void,
): Promise<TestPage> {
  const load = window.Function("url", "return import(url)") as (
    url: string,
  ) => Promise<
    typeof import("../src/widget.ts") & typeof import("../src/ui/screen.ts") & typeof import("../src/gate/gate.ts")
  >;
  const { createWidget } = await load(new URL("../src/widget.ts", import.meta.url).href);
  const { createScreen } = await load(new URL("../src/ui/screen.ts", import.meta.url).href);
  const { createGate } = await load(new URL("../src/gate/gate.ts", import.meta.url).href);
  const requests: TestPage["requests"] = [];
  const platform: Platform = {
    endpoint: "https://cookiehub.invalid",
    language: undefined,
    now: () => Date.now(),
    setTimer: (act, delayMs) => window.setTimeout(act, delayMs),
    clearTimer: (timer) => window.clearTimeout(timer as number),
    async fetch(url, request) {
      requests.push({ url, body: String(request.body) });
      const status = options.status ? options.status() : 201;
      if (status === null) throw new TypeError("no network");
      return { ok: status < 300, status };
    },
    ...{ createGate, createScreen },
    addOns: options.addOns ?? [],
    load: (name) => load(CHUNKS[name]) as never,
    loadLanguage,
  };
  const { api, begin } = createWidget(platform);
  const errors: Error[] = [];
  api.on("error", (error) => errors.push(error));
  const page: TestPage = {
    ...{ window, document: window.document, api, errors, requests, beacons, close },
    begin: () => begin(options.setup ?? createSetup()),
    find: (selector) => window.document.querySelector<HTMLElement>(selector),
    press(name) {
      const buttons = [...window.document.querySelectorAll<HTMLElement>("cookiehub-ui button")];
      const found = buttons.find((button) => button.textContent === name || button.ariaLabel === name);
      if (!found)
        throw new Error(`no button "${name}" among: ${buttons.map((button) => button.textContent).join(", ")}`);
      found.click();
    },
  };
  if (options.isStarted ?? true) page.begin();
  // What is shown is shown in the task after the start.
  await new Promise((resolve) => window.setTimeout(resolve));
  return page;
}

/** Closes every page and forgets what they kept. */
export function closePages(): void {
  for (const page of pages.splice(0)) page.close();
  localStorage.clear();
  sessionStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: the tests look at the cookie as the widget writes it
  for (const pair of document.cookie.split("; ")) document.cookie = `${pair.split("=")[0]}=; Path=/; Max-Age=0`;
}

/** The commands that Google tags find, as plain arrays. */
export function readCommands({ window }: TestPage): unknown[][] {
  return Array.from(window.dataLayer ?? [], (entry) => Array.from(entry));
}
