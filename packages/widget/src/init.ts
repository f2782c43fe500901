import { TENANT_ID_PATTERN } from "@cookiehub/schemas/constants";
import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { CookieHub } from "./api.ts";
import { browserPlatform } from "./platform.ts";
import { createChoiceStore } from "./state/choice-store.ts";
import { type BrowserStorage, createStorage } from "./storage.ts";
import { createWidget, EMPTY_SNAPSHOT, type Widget } from "./widget.ts";

/** How a page starts the widget. */
export interface InitOptions {
  /** Tenant id or code. */
  readonly tenant: string;
  /** Origin of the CookieHub server, such as `https://consent.example`. */
  readonly endpoint: string;
  /** Configuration that is already there, for instance rendered into the page: nothing is fetched then. */
  readonly config?: ResolvedConfig;
  /** Language tag; by default the page's, then the browser's, as far as the tenant offers them. */
  readonly language?: string;
}

let running: CookieHub | null = null;

/**
 * Starts the widget of this page. Without `config` it is fetched from `{endpoint}/c/{tenant}.json`; for a visitor
 * whose choice holds the copy of the last visit is used at once. Until there is one, everything stays blocked. On a server, and on a second
 * call, it is harmless. Never throws; failures are `error` events.
 *
 * @example
 * const cookiehub = init({ tenant: "demo0001", endpoint: "https://consent.example" });
 */
export function init(options: InitOptions): CookieHub {
  if (typeof document === "undefined") return createInert();
  running ??= start(Object(options) as InitOptions);
  return running;
}

function start({ tenant, endpoint, config, language }: InitOptions): CookieHub {
  const origin = String(endpoint).replace(/\/+$/, "");
  const widget = createWidget({
    ...browserPlatform,
    endpoint: origin,
    language,
    loadPreferences: () => import("./preferences/preferences.ts"),
    loadLanguage: (code) => (/^de\b/.test(code) ? import("./languages/de.ts").then((module) => module.language) : null),
  });
  if (config) widget.begin(config);
  else void fetchConfig(widget, origin, String(tenant));
  return widget.api;
}

async function fetchConfig(widget: Widget, origin: string, tenant: string): Promise<void> {
  const key = `cookiehub_config:${tenant}`;
  const storage = createStorage();
  const cached = fromJson(storage.readItem(key));
  // The copy says what a choice that holds was made under. Who has to be asked may be somewhere else today, where the
  // law is stricter: for them the answer is waited for.
  if (cached && isDecided(cached, storage)) widget.begin(cached);
  try {
    const answer = await fetch(`${origin}/c/${encodeURIComponent(tenant)}.json`, { credentials: "omit" });
    const text = await answer.text();
    const fresh = answer.ok ? fromJson(text) : null;
    if (!fresh) throw new Error(`The configuration cannot be read: status ${answer.status}`);
    widget.begin(fresh);
    // Nothing is stored before the visitor has decided (L1).
    const keep = () => void storage.writeItem(key, text);
    if (widget.api.getSnapshot().decided) keep();
    else widget.api.on("consent", keep);
  } catch (error) {
    // Better the last known words, under the strictest rule, than no question at all.
    if (cached) widget.begin({ ...cached, regulation: { ...cached.regulation, model: "opt-in", confidence: "low" } });
    widget.fail(error);
  }
}

function isDecided(setup: ResolvedConfig, storage: BrowserStorage): boolean {
  return createChoiceStore({ setup, storage, gpc: false, now: browserPlatform.now }).isDecided();
}

// The server has validated it whole; this only tells a configuration from something else.
function fromJson(text: string | null): ResolvedConfig | null {
  try {
    const value = JSON.parse(text ?? "null") as Partial<ResolvedConfig> | null;
    const isConfig =
      TENANT_ID_PATTERN.test(String(value?.tenant_id)) &&
      Array.isArray(value?.config?.categories) &&
      typeof value?.regulation?.model === "string";
    return isConfig ? (value as ResolvedConfig) : null;
  } catch {
    return null;
  }
}

function createInert(): CookieHub {
  const stop = () => {};
  const nothing = () => {};
  return {
    ready: Promise.resolve(EMPTY_SNAPSHOT),
    getSnapshot: () => EMPTY_SNAPSHOT,
    subscribe: () => stop,
    on: () => stop,
    ...{ push: nothing, open: nothing, show: nothing, acceptAll: nothing, rejectAll: nothing, save: nothing },
    isAllowed: () => false,
    blocked: () => [],
  };
}
