import type { ResolvedConfig } from "@cookiehub/schemas/types";
import type { AddOn } from "./add-on.ts";
import type { AddOnModule, ChunkName } from "./chunks.ts";
import { pickAddOns, readEarlyQueue } from "./early-queue.ts";
import { toWidget } from "./page-widget.ts";
import { browserPlatform, type Platform } from "./platform.ts";
import { createFileLoaders, createLoadFile, readCurrentScript } from "./script-files.ts";
import { createWidget } from "./widget.ts";

/** What the server hands to the script: the visitor's configuration, and where the other files are. */
export type ScriptSetup = ResolvedConfig & {
  /** URL paths on the script's own origin. */
  readonly assets: { readonly chunks: Record<ChunkName, string>; readonly languages: Record<string, string> };
  /** The add-ons that the configuration switches on and that have to be there from the start. */
  readonly addOns?: readonly AddOnModule["createAddOn"][];
};

/** Starts the widget of this page and puts it at `window.cookiehub`; where one is there already, it stays. */
export function startScript(setup: ScriptSetup, parts: Pick<Platform, "createGate" | "createScreen">): void {
  const page = window as { cookiehub?: unknown };
  if (toWidget(page.cookiehub)) return;
  const entries = readEarlyQueue(page.cookiehub);
  const script = readCurrentScript();
  const base = new URL(script?.src || location.href);
  const widget = createWidget({
    ...browserPlatform,
    ...parts,
    endpoint: base.origin,
    language: script?.dataset.language,
    addOns: [...createAddOns(setup), ...pickAddOns(entries)],
    ...createFileLoaders(setup.assets, createLoadFile(base)),
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
