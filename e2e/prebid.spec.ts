import { join } from "node:path";
import { readGppStringOutline, readTcString, readUsSection } from "@cookiehub/schemas/signals";
import { headStub } from "@cookiehub/widget/stub";
import type { Page } from "@playwright/test";
import { build } from "esbuild";
import { expect } from "./fixtures.ts";
import { OPT_OUT, openGpp } from "./gpp-page.ts";
import { openAsked, readEvents, readTold, test } from "./tcf-page.ts";
import { inHead, serveVariant } from "./variants.ts";

/** What a bidder is told, of the request that Prebid sends it. */
interface Bid {
  readonly gdpr_consent?: { readonly consent_string: string; readonly consent_required: boolean };
  readonly privacy?: { readonly gpp?: string; readonly gpp_sid?: number[] };
}

let prebid: Promise<string> | undefined;

/** Prebid as a site bundles it, with its modules for both interfaces and one bidder. */
function readPrebid(): Promise<string> {
  prebid ??= build({
    entryPoints: [join(import.meta.dirname, "prebid-main.ts")],
    ...{ bundle: true, write: false, format: "iife", target: "es2022", logLevel: "error" },
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? "");
  return prebid;
}

/** Has Prebid on the page, and keeps what it asks of the bidder, who answers nothing. */
async function withPrebid(page: Page): Promise<Bid[]> {
  const bids: Bid[] = [];
  const script = await readPrebid();
  await page.route("https://prebid.example/prebid.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: script }),
  );
  await page.route(/adnxs/, async (route) => {
    const text = route.request().postData();
    if (text) bids.push(JSON.parse(text) as Bid);
    const origin = route.request().headers().origin ?? "*";
    const headers = { "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true" };
    await route.fulfill({ json: { tags: [] }, headers });
  });
  return bids;
}

const SCRIPT = '<script async src="https://prebid.example/prebid.js"></script>';

test.describe("Prebid with its TCF module", () => {
  test.beforeEach(({ tcfShop: { demo } }) => serveVariant(demo, { change: inHead(SCRIPT) }));

  test("asks nobody before the visitor has chosen, and hands on the very string that was made of the choice", async ({
    tcfShop: shop,
    page,
  }) => {
    const bids = await withPrebid(page);
    await openAsked(shop);
    await shop.settle();
    expect(bids).toEqual([]);
    await shop.decide("Accept all");
    await expect.poll(() => bids.length).toBe(1);
    const told = (await readTold(page)).at(-1);
    expect(bids[0]?.gdpr_consent).toMatchObject({ consent_string: told?.tcString, consent_required: true });

    // On the next page at once.
    await shop.visit("/product");
    await expect.poll(() => bids.length).toBe(2);
    expect(bids[1]?.gdpr_consent?.consent_string).toBe(told?.tcString);
  });

  test("of who refuses, and of who chooses by purpose, no more than that is told", async ({ tcfShop: shop, page }) => {
    const bids = await withPrebid(page);
    await openAsked(shop);
    await shop.decide("Reject all");
    await expect.poll(() => bids.length).toBe(1);
    expect(readTcString(bids[0]?.gdpr_consent?.consent_string ?? "")).toMatchObject({
      ...{ purposeConsents: [], vendorConsents: [], vendorLegitimateInterests: [] },
    });
    await shop.reopen.click();
    await page.getByRole("switch", { name: /Synthetic purpose 1$/ }).click();
    await page.getByRole("button", { name: "Save my choice" }).click();
    await expect.poll(async () => (await readEvents(page)).at(-1)).toBe("useractioncomplete");
    await shop.visit("/product");
    await expect.poll(() => bids.length).toBe(2);
    expect(readTcString(bids[1]?.gdpr_consent?.consent_string ?? "").purposeConsents).toEqual([[1, 1]]);
  });
});

test.describe("Prebid with its GPP module", () => {
  const head = `<script>${headStub({ gpp: true })}</script>${SCRIPT}`;
  const readSale = (bid: Bid | undefined) => {
    const [section] = readGppStringOutline(bid?.privacy?.gpp ?? "").sections;
    const [core, signal] = readUsSection(section?.id ?? 0, section?.text ?? "");
    return { sid: bid?.privacy?.gpp_sid, optOut: core?.SaleOptOut, gpc: signal?.Gpc };
  };

  test("hands on the section of the visitor's state, and an opt-out on the next page", async ({ page }) => {
    const bids = await withPrebid(page);
    await openGpp(page, { head });
    await expect.poll(() => bids.length).toBe(1);
    expect(readSale(bids[0])).toEqual({ sid: [8], optOut: 2, gpc: false });
    await page.getByRole("button", { name: OPT_OUT }).click();
    await page.reload();
    await expect.poll(() => bids.length).toBe(2);
    expect(readSale(bids[1])).toEqual({ sid: [8], optOut: 1, gpc: false });
  });

  test("hands on the browser's own signal as an opt-out, on the first page", async ({ page }) => {
    const bids = await withPrebid(page);
    await openGpp(page, { head, gpc: true });
    await expect.poll(() => bids.length).toBe(1);
    expect(readSale(bids[0])).toEqual({ sid: [8], optOut: 1, gpc: true });
  });
});
