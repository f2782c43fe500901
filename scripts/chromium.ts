import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Finds a Chromium to test with: `CHROMIUM_PATH`, then one on `PATH`, then Playwright's own download.
 * A `CHROMIUM_PATH` that points at nothing is a mistake to mend, so nothing else is tried.
 * Answers `undefined` when the machine has none.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROMIUM_PATH) return existsSync(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : undefined;
  for (const directory of (env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const candidate = join(directory, name);
      if (existsSync(candidate)) return candidate;
    }
  }
  const own = chromium.executablePath();
  return existsSync(own) ? own : undefined;
}
