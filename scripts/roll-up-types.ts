import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { type ApiEntry, writeRollUp } from "./extract-api.ts";

/** The widget's doors: what `exports` of its package.json names. */
export const WIDGET_DOORS = ["index", "headless", "stub", "react", "vue", "element"] as const;

/**
 * Rolls the widget's declarations up into `packages/widget/dist/npm/{door}.d.ts`, the shared types copied in, so that
 * a site which type-checks against the widget needs nothing else. Answers whether it could.
 */
export function rollUpWidgetTypes(root: string): boolean {
  const outputs = resolve(root, "packages/widget/dist/npm");
  mkdirSync(outputs, { recursive: true });
  return toWidgetEntries(root).every(({ door, entry }) => writeRollUp(entry, resolve(outputs, `${door}.d.ts`)));
}

/**
 * Answers the widget's declarations as the compiler wrote them, copied out of node_modules/.cache: what lies under
 * node_modules is taken for somebody else's package.
 */
export function toWidgetEntries(root: string): { readonly door: string; readonly entry: ApiEntry }[] {
  const packageFolder = resolve(root, "packages/widget");
  const from = resolve(root, "node_modules/.cache/tsc/widget");
  const to = resolve(packageFolder, "temp/types");
  rmSync(to, { recursive: true, force: true });
  if (existsSync(from)) cpSync(from, to, { recursive: true });
  return WIDGET_DOORS.map((door) => ({
    door,
    entry: { packageFolder, declarations: resolve(to, `${door}.d.ts`), bundledPackages: ["@cookiehub/schemas"] },
  }));
}
