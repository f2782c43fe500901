import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type Demo, startDemo } from "../examples/demo/start-demo.ts";
import { test as base, expect } from "./fixtures.ts";
import { Shop } from "./shop.ts";

/** What `__tcfapi` tells a listener. */
export interface Told {
  readonly eventStatus?: string;
  readonly tcString?: string;
  readonly gdprApplies?: boolean;
  readonly cmpStatus?: string;
  readonly purpose?: {
    readonly consents: Record<string, boolean>;
    readonly legitimateInterests: Record<string, boolean>;
  };
  readonly vendor?: {
    readonly consents: Record<string, boolean>;
    readonly legitimateInterests: Record<string, boolean>;
    readonly disclosedVendors: Record<string, boolean>;
  };
}

interface TcfParts {
  /** The shop of a demo that takes part in the TCF, with 300 made-up vendors. */
  tcfShop: Shop;
}

/** Tests on the demo under the TCF. */
export const test = base.extend<TcfParts, { tcfDemo: Demo }>({
  tcfDemo: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the parts from this pattern
    async ({}, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), "cookiehub-tcf-"));
      const demo = await startDemo({ ports: "free", dataDir, tcf: { vendors: 300 } });
      await use(demo);
      await demo.close();
      await rm(dataDir, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
  tcfShop: async ({ page, tcfDemo }, use) => {
    tcfDemo.forgetHits();
    tcfDemo.changePages();
    await page.addInitScript(() => {
      const page = window as unknown as { told: unknown[]; __tcfapi?: (...call: unknown[]) => void };
      page.told = [];
      // Behind the stub, as a tag in the head does it.
      document.addEventListener("readystatechange", () => {
        if (document.readyState === "interactive")
          page.__tcfapi?.("addEventListener", 2, (data: unknown) => page.told.push(data));
      });
    });
    await use(new Shop(page, tcfDemo));
  },
});

/** Everything that the listener has been told on this page, in order. */
export const readTold = (page: Page): Promise<Told[]> =>
  page.evaluate(() => (window as unknown as { told: Told[] }).told);

/** The events that it was told, each once in a row. Before anything is told there is none. */
export async function readEvents(page: Page): Promise<string[]> {
  const told = await readTold(page);
  const events = told.flatMap(({ eventStatus }) => eventStatus ?? []);
  return events.filter((event, index) => event !== events[index - 1]);
}

/** Opens the shop, and waits until the visitor is asked and vendors have heard of it. */
export async function openAsked(shop: Shop): Promise<void> {
  await shop.visit();
  await expect.poll(() => readEvents(shop.page)).toEqual(["cmpuishown"]);
}

/** Answers on the first layer, and waits until vendors have heard of it. */
export async function answer(shop: Shop, button: "Accept all" | "Reject all"): Promise<void> {
  await shop.decide(button);
  await expect.poll(() => readEvents(shop.page)).toEqual(["cmpuishown", "useractioncomplete"]);
}
