import { toEarlyAddOns } from "@cookiehub/schemas/rules";
import type { AddOnModule } from "./chunks.ts";
import { browserPlatform, type Platform } from "./platform.ts";
import { createFileLoaders, createLoadFile, readCurrentScript, type ScriptFiles } from "./script-files.ts";
import { createInit } from "./start.ts";

/** Names of the files beside the static script, the early add-ons among them. */
export interface StaticFiles extends ScriptFiles {
  readonly addOns: Readonly<Record<string, string>>;
}

/**
 * Starts the widget from the script that is the same for everybody, by the attributes of its element: `data-tenant`,
 * `data-endpoint` (the script's own origin by default) and `data-language`. Without a tenant everything stays blocked.
 */
export function startStatic(files: StaticFiles, parts: Pick<Platform, "createGate" | "createScreen">): void {
  const script = readCurrentScript();
  const base = new URL(script?.src || location.href);
  const loadFile = createLoadFile(base);
  const { tenant = "", endpoint = base.origin, language } = script?.dataset ?? {};
  const init = createInit({
    ...browserPlatform,
    ...parts,
    ...createFileLoaders(files, loadFile),
    loadEarlyAddOns: (setup) =>
      toEarlyAddOns(setup).map((name) => loadFile(String(files.addOns[name])) as Promise<AddOnModule>),
  });
  init({ tenant, endpoint, ...(language && { language }) });
}
