import { findLanguage } from "@cookiehub/schemas/rules";
import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "./add-on.ts";
import type { CookieHub } from "./api.ts";
import type { AddOnModule, ChunkName, Chunks } from "./chunks.ts";
import { pickAddOns, readEarlyQueue } from "./early-queue.ts";
import type { Language } from "./languages/en.ts";
import { browserPlatform, type Platform } from "./platform.ts";
import { createWidget } from "./widget.ts";

/** What the server hands to the script: the visitor's configuration, and where the other files are. */
export type ScriptSetup = ResolvedConfig & {
  /** URL paths on the script's own origin. */
  readonly assets: { readonly chunks: Record<ChunkName, string>; readonly languages: Record<string, string> };
  /** The add-ons that the configuration switches on and that have to be there from the start. */
  readonly addOns?: readonly AddOnModule["createAddOn"][];
};

/** Starts the widget of this page and puts it at `window.cookiehub`; where one is there already, it stays. */
export function startScript(
  setup: ScriptSetup,
  parts: Pick<Platform, "createGate" | "createEvents" | "createScreen">,
): void {
  const page = window as { cookiehub?: unknown };
  const early = page.cookiehub;
  if (typeof (early as Partial<CookieHub> | undefined)?.getSnapshot === "function") return;
  const entries = readEarlyQueue(early);
  const script = readCurrentScript();
  const base = new URL(script?.src || location.href);
  const load = (path: string): Promise<unknown> => import(/* @vite-ignore */ new URL(path, base).href);
  const widget = createWidget({
    ...browserPlatform,
    ...parts,
    endpoint: base.origin,
    language: script?.dataset.language,
    addOns: [...createAddOns(setup), ...pickAddOns(entries)],
    load: <Name extends ChunkName>(name: Name) => load(setup.assets.chunks[name]) as Promise<Chunks[Name]>,
    loadLanguage(code) {
      const { languages } = setup.assets;
      const path = languages[findLanguage(Object.keys(languages), code) ?? ""];
      return path ? (load(path) as Promise<{ language: Language }>).then((module) => module.language) : null;
    },
  });
  page.cookiehub = widget.api;
  widget.begin(setup);
  widget.api.push(...entries);
}

function createAddOns(setup: ScriptSetup): AddOn[] {
  return (setup.addOns ?? []).flatMap((createAddOn) => {
    try {
      return [createAddOn(setup)];
    } catch {
      // An add-on that cannot be made is not there; the rest of the page must not notice.
      return [];
    }
  });
}

// `<img name="currentScript">` would take the place of the property, and say where our files come from.
function readCurrentScript(): HTMLScriptElement | null {
  return Reflect.get(Document.prototype, "currentScript", document) as HTMLScriptElement | null;
}
