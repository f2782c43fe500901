import { TENANT_ID_PATTERN } from "@cookiehub/schemas/constants";
import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "./add-on.ts";
import type { CookieHub } from "./api.ts";
import type { AddOnModule } from "./chunks.ts";
import { pickAddOns, readEarlyQueue } from "./early-queue.ts";
import { findWidget } from "./page-widget.ts";
import type { Platform } from "./platform.ts";
import { createChoiceStore } from "./state/choice-store.ts";
import { EMPTY_SNAPSHOT } from "./state/empty-snapshot.ts";
import { type BrowserStorage, createStorage } from "./storage.ts";
import { withTimeLimit } from "./time-limit.ts";
import { createWidget, type Widget } from "./widget.ts";

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
  /** Add-ons of your own. */
  readonly addOns?: readonly AddOn[];
}

/** What the entries of the package provide differently. */
export interface EntryBase extends Omit<Platform, "endpoint" | "language" | "addOns"> {
  /** Loads the add-ons that a configuration switches on and that have to be there from the start. */
  readonly loadEarlyAddOns?: (setup: ResolvedConfig) => readonly Promise<AddOnModule>[];
}

/** Makes the `init` of one entry. */
export function createInit(base: EntryBase): (options: InitOptions) => CookieHub {
  return (options) => {
    if (typeof document === "undefined") return createInert();
    const there = findWidget();
    if (there) return there;
    const page = window as { cookiehub?: unknown };
    const entries = readEarlyQueue(page.cookiehub);
    const given = Object(options) as InitOptions;
    const { api } = start(base, { ...given, addOns: [...(given.addOns ?? []), ...pickAddOns(entries)] });
    page.cookiehub = api;
    api.push(...entries);
    return api;
  };
}

function start(base: EntryBase, { tenant, endpoint, config, language, addOns = [] }: InitOptions): Widget {
  const origin = String(endpoint).replace(/\/+$/, "");
  const early: AddOn[] = [...addOns];
  const widget = createWidget({ ...base, endpoint: origin, language, addOns: early });
  const begin = async (setup: ResolvedConfig) => {
    const loading = base.loadEarlyAddOns?.(setup) ?? [];
    // With none to wait for, what may run runs before anything else of the page does.
    if (loading.length === 0) return widget.begin(setup);
    for (const loaded of await Promise.allSettled(loading.map((one) => withTimeLimit(base, () => one)))) {
      if (loaded.status === "rejected") widget.report(loaded.reason);
      else early.push(loaded.value.createAddOn(setup));
    }
    widget.begin(setup);
  };
  if (config) void begin(config).catch(widget.fail);
  else void fetchConfig(base, widget, begin, origin, String(tenant));
  return widget;
}

async function fetchConfig(
  base: EntryBase,
  widget: Widget,
  begin: (setup: ResolvedConfig) => Promise<void>,
  origin: string,
  tenant: string,
): Promise<void> {
  const key = `cookiehub_config:${tenant}`;
  const storage = createStorage();
  const cached = fromJson(storage.readItem(key));
  try {
    // The copy says what a choice that holds was made under. Who has to be asked may be somewhere else today, where the
    // law is stricter: for them the answer is waited for.
    const isBegun = cached !== null && isDecided(cached, storage);
    if (isBegun) await begin(cached);
    const url = `${origin}/c/${encodeURIComponent(tenant)}.json?domain=${encodeURIComponent(location.host)}`;
    const { text, ok, status } = await withTimeLimit(base, async (signal) => {
      // Nobody waits for what the next page begins with: the browser's own cache could answer with yesterday's.
      const answer = await fetch(url, { credentials: "omit", signal, ...(isBegun && { cache: "no-cache" }) });
      return { text: await answer.text(), ok: answer.ok, status: answer.status };
    });
    const fresh = ok ? fromJson(text) : null;
    if (!fresh) throw new Error(`The configuration cannot be read: status ${status}`);
    await begin(fresh);
    // Nothing is stored before the visitor has decided (L1).
    const keep = () => void storage.writeItem(key, text);
    if (widget.api.getSnapshot().decided) keep();
    else widget.api.on("consent", keep);
  } catch (error) {
    // Better the last known words, under the strictest rule, than no question at all.
    if (cached) await begin({ ...cached, regulation: { ...cached.regulation, model: "opt-in", confidence: "low" } });
    widget.fail(error);
  }
}

function isDecided(setup: ResolvedConfig, storage: BrowserStorage): boolean {
  return createChoiceStore({ setup, storage, gpc: false, now: () => Date.now(), createDeviceId: () => "" }).isDecided();
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
    ...{ identify: nothing, forget: nothing, use: nothing, loadOnce: () => false },
    isAllowed: () => false,
    blocked: () => [],
  };
}
