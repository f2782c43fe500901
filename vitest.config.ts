import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { findChromium } from "./scripts/chromium.ts";

const conditions = ["@cookiehub/source"];
const node = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/**
 * Four rooms: `node` (pure code and stores), `browser` (the widget in a real Chromium), `crash` (kills servers, slow),
 * `model` (random sequences against a model, slow).
 */
export default defineConfig({
  test: {
    projects: [
      {
        ...node,
        test: {
          name: "node",
          environment: "node",
          include: [
            "packages/{schemas,server}/src/**/*.test.ts",
            "packages/server/test/{audit,examples,hostile,processes,servers}/**/*.test.ts",
            "examples/demo/**/*.test.ts",
            "scripts/**/*.test.ts",
            "bench/**/*.test.ts",
            "packages/widget/build/**/*.test.ts",
          ],
          setupFiles: ["./scripts/test-setup.ts"],
          globalSetup: ["./packages/server/test/servers/setup.ts"],
          // A bound for hangs, not for speed: a busy machine must not fail a test.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        ...node,
        test: {
          name: "crash",
          environment: "node",
          include: ["packages/server/test/crash/**/*.test.ts"],
          globalSetup: ["./packages/server/test/servers/setup.ts"],
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...node,
        test: {
          name: "model",
          environment: "node",
          include: ["packages/server/test/model/**/*.test.ts"],
          globalSetup: ["./packages/server/test/servers/setup.ts"],
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { conditions },
        // Found in the middle of a run they would load every open page again.
        optimizeDeps: {
          include: [
            ...["react", "react-dom/client", "react-dom/server.browser", "vue", "vue/server-renderer"],
            ...["@iabtechlabtcf/core", "@iabgpp/cmpapi"],
          ],
        },
        test: {
          name: "browser",
          include: ["packages/widget/src/**/*.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: findChromium() ?? "chromium",
                args: ["--no-sandbox", "--disable-background-networking"],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
});
