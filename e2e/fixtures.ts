import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type ConsoleMessage, expect, type Page } from "@playwright/test";
import { type Demo, startDemo } from "../examples/demo/start-demo.ts";
import { Shop } from "./shop.ts";

interface TestParts {
  /** The demo that the test talks to: the worker's own, unless the test asks for a `freshDemo`. */
  shop: Shop;
  /** A demo of this test alone: for figures, and for stopping the server. */
  freshDemo: Demo;
  /** Console errors that are the point of a test, such as the browser's own line about a dead server. */
  expectedErrors: RegExp[];
}

interface WorkerParts {
  demo: Demo;
}

/** The browser's own report of a request that got no answer: no script can prevent it. */
export const NETWORK_ERRORS: RegExp[] = [/^Failed to load resource: net::ERR_/];

async function withDemo(use: (demo: Demo) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "cookiehub-e2e-"));
  const demo = await startDemo({ ports: "free", dataDir });
  await use(demo);
  await demo.close();
  await rm(dataDir, { recursive: true, force: true });
}

/** Watches a page for errors of any kind: the banner may never cause one. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(`uncaught: ${error.message}`));
  page.on("console", (message: ConsoleMessage) => {
    if (message.type() === "error") errors.push(message.text());
  });
  return errors;
}

export const test = base.extend<TestParts, WorkerParts>({
  demo: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the parts from this pattern
    async ({}, use) => withDemo(use),
    { scope: "worker" },
  ],
  freshDemo: async ({ page }, use) =>
    withDemo(async (demo) => {
      await use(demo);
      // A page that is still loading would report that its server has gone.
      if (!page.isClosed()) await page.goto("about:blank");
    }),
  expectedErrors: [[], { option: true }],
  page: async ({ page, expectedErrors }, use) => {
    const errors = watchErrors(page);
    await use(page);
    expect(errors.filter((error) => !expectedErrors.some((expected) => expected.test(error)))).toEqual([]);
  },
  shop: async ({ page, demo }, use) => {
    demo.forgetHits();
    demo.changePages();
    await use(new Shop(page, demo));
    // A request that is still being answered is no fault of what was tested.
    await page.unrouteAll({ behavior: "ignoreErrors" });
  },
});

export { expect };
