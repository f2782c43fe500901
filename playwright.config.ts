import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/chromium.ts";

const executablePath = findChromium();
const isRoot = process.getuid?.() === 0;
const isCi = Boolean(process.env.CI);

/** End-to-end tests: a real Chromium against the demo, which is the real server and the built widget. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  forbidOnly: isCi,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: process.env.PLAYWRIGHT_JSON ?? "node_modules/.cache/tests/e2e.json" }]],
  use: {
    browserName: "chromium",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // Chromium's sandbox refuses to start as root.
      args: [...(isRoot ? ["--no-sandbox"] : []), "--disable-background-networking"],
    },
    trace: "off",
    screenshot: "off",
    video: "off",
  },
});
