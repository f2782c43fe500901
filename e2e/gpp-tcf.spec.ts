import { readGppStringOutline } from "@cookiehub/schemas/signals";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";
import { answer, openAsked, readTold, test } from "./tcf-page.ts";

/** One event of `__gpp`, with what `__tcfapi` said in that moment. */
interface Heard {
  readonly event: string;
  readonly ping: Ping;
  readonly tcString: string | undefined;
}

interface Ping {
  readonly cmpStatus: string;
  readonly signalStatus: string;
  readonly gppString: string;
  readonly sectionList: number[];
  readonly applicableSections: number[];
  readonly supportedAPIs: string[];
  readonly cmpId: number;
  readonly parsedSections: { readonly tcfeuv2?: readonly Record<string, unknown>[] };
}

type Gpp = (command: string, callback: (data: unknown, success: boolean) => void, parameter?: unknown) => void;
type Tcf = (command: string, version: 2, callback: (data: { tcString?: string } | null) => void) => void;
type GppPage = Window & { __gpp: Gpp | undefined; __tcfapi: Tcf | undefined; heard: Heard[] };

const ask = (page: Page, command: string, parameter?: string) =>
  page.evaluate(
    ([command = "", parameter]) => {
      let said: unknown;
      const hear = (data: unknown) => {
        said = data;
      };
      (window as unknown as GppPage).__gpp?.(command, hear, parameter);
      return said;
    },
    [command, parameter] as const,
  );
const ping = async (page: Page) => (await ask(page, "ping")) as Ping;
const readHeard = (page: Page) => page.evaluate(() => (window as unknown as GppPage).heard);
const readEvents = async (page: Page) => (await readHeard(page)).map(({ event }) => event);
const forget = (page: Page) => page.evaluate(() => void (window as unknown as GppPage).heard.splice(0));
const expectReady = (page: Page) => expect.poll(async () => (await ping(page)).signalStatus).toBe("ready");
const readTcString = async (page: Page) => (await readTold(page)).at(-1)?.tcString;

/** The text of section 2, read with the reader; `undefined`: there is none. */
const toSection = ({ gppString }: Ping) => readGppStringOutline(gppString).sections.find(({ id }) => id === 2)?.text;

/** Of everything that was heard with `ready`, whose string was another one than that of `__tcfapi`. */
const listStale = async (page: Page) =>
  (await readHeard(page)).filter(({ ping, tcString }) => ping.signalStatus === "ready" && toSection(ping) !== tcString);

test.describe("a shop under TCF and GPP", () => {
  test.beforeEach(({ page }) =>
    page.addInitScript(() => {
      const page = window as unknown as GppPage;
      page.heard = [];
      const hear = (data: unknown) => {
        const { eventName, data: value, pingData } = data as { eventName: string; data: unknown; pingData: Ping };
        let tcString: string | undefined;
        page.__tcfapi?.("getTCData", 2, (told) => {
          tcString = told?.tcString;
        });
        page.heard.push({ event: `${eventName} ${value}`, ping: pingData, tcString });
      };
      // As soon as the stub is there, which is before the main script. Frames of the shop have none.
      const observer = new MutationObserver(() => {
        if (!page.__gpp) return;
        observer.disconnect();
        page.__gpp("addEventListener", hear);
      });
      observer.observe(document, { childList: true, subtree: true });
    }),
  );

  test("G9, G10, G11, G12, G17, G20, G30: a new visitor: section 2 applies, and comes with the answer, letter by letter that of __tcfapi", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await expect.poll(() => readEvents(page)).toContain("cmpDisplayStatus visible");
    expect(await ping(page)).toMatchObject({
      ...{ cmpStatus: "loaded", signalStatus: "not ready", cmpId: 4095, parsedSections: {} },
      ...{ applicableSections: [2], sectionList: [], supportedAPIs: expect.arrayContaining(["2:tcfeuv2"]) },
    });
    const sent = page.waitForRequest((request) => request.url().includes("/api/v1/consent?"));
    await answer(shop, "Accept all");
    await expectReady(page);
    expect(await readEvents(page)).toEqual([
      ...["listenerRegistered true", "cmpStatus loaded", "cmpDisplayStatus visible", "cmpDisplayStatus hidden"],
      ...["sectionChange tcfeuv2", "signalStatus ready"],
    ]);
    const said = await ping(page);
    expect(toSection(said)).toBe(await readTcString(page));
    expect(said).toMatchObject({ applicableSections: [2], sectionList: [2] });
    expect(await listStale(page)).toEqual([]);
    // The server takes it, and the record holds what vendors were told.
    const request = await sent;
    const { gpp_string } = JSON.parse(request.postData() ?? "{}") as { gpp_string?: string };
    expect(gpp_string).toBe(said.gppString);
    expect((await request.response())?.status()).toBe(201);
  });

  test("G13, G24, G25, G26: its values are those of the string, by the names of the text, and times are dates", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await answer(shop, "Accept all");
    await expectReady(page);
    const [core, disclosed] = (await ping(page)).parsedSections.tcfeuv2 ?? [];
    const told = (await readTold(page)).at(-1);
    const toNames = (ids: unknown) => (Array.isArray(ids) ? ids.map(String) : ids);
    const listAgreed = (flags: Record<string, boolean> = {}) => Object.keys(flags).filter((id) => flags[id]);
    expect(toNames(core?.PurposeConsent)).toEqual(listAgreed(told?.purpose?.consents));
    expect(toNames(core?.VendorConsent)).toEqual(listAgreed(told?.vendor?.consents));
    expect(disclosed).toMatchObject({ SegmentType: 1 });
    expect(toNames(disclosed?.DisclosedVendors)).toEqual(Object.keys(told?.vendor?.disclosedVendors ?? {}));
    expect(await ask(page, "getSection", "tcfeuv2")).toEqual([core, disclosed]);
    expect(await ask(page, "getField", "tcfeuv2.TcfPolicyVersion")).toBe(5);
    expect(await ask(page, "getField", "tcfeuv2.Created")).toBeInstanceOf(Date);
  });

  test("G18, G19, G22: who comes back is ready at once; a refusal in the settings is one change, between not ready and ready", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await answer(shop, "Accept all");
    const agreed = await readTcString(page);
    await shop.visit("/product");
    await expectReady(page);
    expect(await readEvents(page)).toEqual(["listenerRegistered true", "cmpStatus loaded", "signalStatus ready"]);
    expect(toSection(await ping(page))).toBe(agreed);
    await forget(page);
    await shop.reopen.click();
    await expect.poll(() => readEvents(page)).toEqual(["signalStatus not ready", "cmpDisplayStatus visible"]);
    await page.getByRole("button", { name: "Reject all" }).click();
    await expectReady(page);
    expect((await readEvents(page)).slice(2)).toEqual([
      ...["cmpDisplayStatus hidden", "sectionChange tcfeuv2", "signalStatus ready"],
    ]);
    const refused = toSection(await ping(page));
    expect(refused).not.toBe(agreed);
    expect(refused).toBe(await readTcString(page));
    expect(await ask(page, "getField", "tcfeuv2.PurposeConsent")).toEqual([]);
    expect(await listStale(page)).toEqual([]);
  });

  test("G20: a withdrawal by the page: not ready from the call on, ready with the new string", async ({
    tcfShop: shop,
    page,
  }) => {
    await openAsked(shop);
    await answer(shop, "Accept all");
    await expectReady(page);
    await forget(page);
    const inTheCall = await page.evaluate(() => {
      let status = "";
      window.cookiehub?.rejectAll();
      (window as unknown as GppPage).__gpp?.("ping", (data) => {
        status = (data as Ping).signalStatus;
      });
      return status;
    });
    expect(inTheCall).toBe("not ready");
    await expectReady(page);
    expect(await readEvents(page)).toEqual([
      ...["signalStatus not ready", "sectionChange tcfeuv2", "signalStatus ready"],
    ]);
    expect(await ask(page, "getField", "tcfeuv2.VendorConsent")).toEqual([]);
    expect(await listStale(page)).toEqual([]);
  });

  test("G20: another tab follows: it says ready with no string but the new one", async ({ tcfShop: shop, page }) => {
    await openAsked(shop);
    await answer(shop, "Accept all");
    await expectReady(page);
    await forget(page);
    const other = await page.context().newPage();
    await other.goto(`${shop.demo.shopUrl}/product?panel=off`);
    await other.waitForFunction(() => window.cookiehub?.getSnapshot().decided);
    await other.evaluate(() => window.cookiehub?.rejectAll());
    await expect.poll(() => readEvents(page)).toContain("sectionChange tcfeuv2");
    await expectReady(page);
    expect(await ask(page, "getField", "tcfeuv2.PurposeConsent")).toEqual([]);
    expect(await listStale(page)).toEqual([]);
  });
});
