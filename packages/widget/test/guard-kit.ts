import type { BlockingRule, CategoryConfig, GoogleConsentModeConfig } from "@cookiehub/schemas/types";
import type { AddOnHost } from "../src/add-on.ts";
import type { BlockedTag, ConsentSnapshot } from "../src/api.ts";
import type { Gate } from "../src/gate/gate.ts";
import type { Guard } from "../src/guard/add-on.ts";
import { createSetup } from "./page-kit.ts";

/** A page with a guard and a gate in it, and nothing else of the widget. */
export interface GuardedPage {
  readonly window: Window & typeof globalThis & { ran: string[] };
  readonly document: Document;
  readonly guard: Guard;
  readonly gate: Gate;
  readonly errors: unknown[];
  /** Warnings of the console. */
  readonly warnings: string[];
  /** Decides, and announces it: what is not named is refused. */
  allow(...ids: string[]): void;
  /** Decides without announcing it: the click has not been painted yet. */
  decide(...ids: string[]): void;
  /** Everything held back, as `cookiehub.blocked()` lists it. */
  blocked(): BlockedTag[];
  /** Addresses at third parties that the browser has asked for. */
  requests(): string[];
}

export interface GuardedPageOptions {
  readonly html?: string;
  readonly rules?: readonly BlockingRule[];
  readonly categories?: readonly CategoryConfig[];
  /** What differs from the default. */
  readonly consentMode?: Partial<GoogleConsentModeConfig>;
  /** Runs in the page before the guard is there. */
  readonly before?: (window: GuardedPage["window"]) => void;
  /** Allowed from the start. */
  readonly allowed?: readonly string[];
}

const RULES: readonly BlockingRule[] = [
  { pattern: "ads.invalid", category: "marketing" },
  { pattern: "stats.invalid", category: "analytics" },
  { pattern: "maps.invalid/embed/*", service: "maps" },
];

const frames: HTMLIFrameElement[] = [];

/** Opens a page and starts the guard in it, from its sources. */
export async function openGuardedPage(options: GuardedPageOptions = {}): Promise<GuardedPage> {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  frames.push(frame);
  const window = frame.contentWindow as GuardedPage["window"];
  window.document.open();
  Object.assign(window, { ran: [], __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() } });
  window.document.write(`<!doctype html><title>Shop</title><body>${options.html ?? ""}</body>`);
  window.document.close();
  const load = window.Function("url", "return import(url)") as (
    url: string,
  ) => Promise<typeof import("../src/guard/add-on.ts") & typeof import("../src/gate/gate.ts")>;
  const { createAddOn } = await load(new URL("../src/guard/add-on.ts", import.meta.url).href);
  const { createGate } = await load(new URL("../src/gate/gate.ts", import.meta.url).href);
  const warnings: string[] = [];
  window.console.warn = (text: unknown) => warnings.push(String(text));
  options.before?.(window);
  return startGuard(window, options, { createAddOn, createGate, warnings });
}

interface Loaded {
  readonly createAddOn: typeof import("../src/guard/add-on.ts").createAddOn;
  readonly createGate: typeof import("../src/gate/gate.ts").createGate;
  readonly warnings: string[];
}

function startGuard(
  window: GuardedPage["window"],
  options: GuardedPageOptions,
  { createAddOn, createGate, warnings }: Loaded,
): GuardedPage {
  const rules = [...(options.rules ?? RULES)];
  const { google_consent_mode } = createSetup().config;
  const base = createSetup("opt-in", {
    blocking: { automatic: true, rules },
    google_consent_mode: { ...google_consent_mode, ...options.consentMode },
    ...(options.categories && { categories: [...options.categories] }),
  });
  const ids = [...base.config.categories.map(({ id }) => id), "maps"];
  let allowed: readonly string[] = ["essential", ...(options.allowed ?? [])];
  const toChoices = () => Object.fromEntries(ids.map((id) => [id, allowed.includes(id)]));
  const toSnapshot = () => ({ choices: toChoices(), services: toChoices() }) as unknown as ConsentSnapshot;
  let snapshot = toSnapshot();
  const errors: unknown[] = [];
  const attempt: AddOnHost["guard"] = (act) => {
    try {
      return act();
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  };
  const isAllowed = (id: string) => allowed.includes(id);
  const gate = createGate({ isAllowed, isServiceAllowed: isAllowed, onHeld: () => {}, guard: attempt });
  const host = {
    setup: base,
    api: { getSnapshot: () => snapshot },
    platform: { endpoint: "https://consent.invalid" },
    storage: { readItem: (key: string) => window.localStorage.getItem(key) },
    store: { choices: toChoices, services: toChoices },
    ...{ gate, guard: attempt },
  } as unknown as AddOnHost;
  const guard = createAddOn(base);
  const decide = (...next: string[]) => {
    allowed = ["essential", ...next];
    snapshot = toSnapshot();
  };
  guard.start?.(host);
  guard.onConsent?.(snapshot, null);
  gate.start(toChoices(), toChoices());
  return {
    ...{ window, document: window.document, guard, gate, errors, warnings, decide },
    allow(...next) {
      const before = snapshot;
      decide(...next);
      guard.onConsent?.(snapshot, before);
      gate.release(toChoices(), toChoices());
    },
    blocked: () => [...gate.list(), ...(guard.blocked?.() ?? [])],
    requests: () =>
      window.performance
        .getEntriesByType("resource")
        .map(({ name }) => name)
        .filter((name) => name.includes(".invalid")),
  };
}

/** Closes every page and forgets what they kept. */
export function closeGuardedPages(): void {
  for (const frame of frames.splice(0)) frame.remove();
  localStorage.clear();
  sessionStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: the tests write cookies as tags do
  for (const pair of document.cookie.split("; ")) document.cookie = `${pair.split("=")[0]}=; Path=/; Max-Age=0`;
}
