import { readGppSections, toTcString } from "@cookiehub/schemas/signals";
import type { GppConfig } from "@cookiehub/schemas/types";
import { afterEach, expect, test } from "vitest";
import { closePages } from "../../test/page-kit.ts";
import { MODEL } from "../../test/tcf-kit.ts";
import { openTcfPage, type TcfPageOptions, type TcfTestPage, until, whenAsked } from "../../test/tcf-page-kit.ts";
import { createAddOn } from "../iab/add-on.ts";
import { toApiStubs } from "../iab/stub-text.ts";
import type { GppSignal } from "./signal.ts";

afterEach(closePages);

const GPP: GppConfig = {
  ...{ mspa: "none", usnat: false, unknown_state: "none" },
  ...{ sensitive_data: "not_applicable", known_children: "not_applicable" },
};

interface Heard {
  readonly event: string;
  readonly ping: GppSignal;
  /** What a call was answered in that moment. */
  readonly asked: unknown;
  /** What `__tcfapi` told its listeners last; `undefined`: nothing yet. */
  readonly tcString: string | undefined;
}

interface GppTcfPage extends TcfTestPage {
  readonly heard: Heard[];
  ping(): GppSignal;
}

type Gpp = (command: string, callback: (data: unknown) => void) => void;

/** A page under TCF and GPP, with a listener from before its beginning. */
async function open(options: TcfPageOptions = {}): Promise<GppTcfPage> {
  const heard: Heard[] = [];
  let told: TcfTestPage["told"] = [];
  const prepare = (window: TcfTestPage["window"]) => {
    window.Function("w", toApiStubs({ tcf: false, gpp: true }))(window);
    (window as unknown as { __gpp: Gpp }).__gpp("addEventListener", (data) => {
      const { eventName, data: value, pingData } = data as { eventName: string; data: unknown; pingData: GppSignal };
      // As vendors do: they are told, and ask.
      let asked: unknown;
      (window as unknown as { __gpp: Gpp }).__gpp("ping", (answer) => {
        asked = answer;
      });
      heard.push({ event: `${eventName} ${String(value)}`, ping: pingData, asked, tcString: told.at(-1)?.tcString });
    });
  };
  const page = await openTcfPage({
    ...options,
    addOns: [createAddOn()],
    prepare,
    config: { gpp: GPP, ...options.config },
  });
  told = page.told;
  const ping = () => {
    let said: unknown;
    (page.window as unknown as { __gpp: Gpp }).__gpp("ping", (data) => {
      said = data;
    });
    return said as GppSignal;
  };
  return { ...page, heard, ping };
}

const whenReady = (page: GppTcfPage) => until(() => expect(page.ping().signalStatus).toBe("ready"));
/** The same, by a listener alone: whoever asks has it looked at. */
const whenToldReady = (page: GppTcfPage) => until(() => expect(page.heard.at(-1)?.event).toBe("signalStatus ready"));
const toEvents = ({ heard }: GppTcfPage) => heard.map(({ event }) => event);
const toSection = ({ gppString }: GppSignal) => readGppSections(gppString).sections.find(({ id }) => id === 2)?.text;
const isAnyReady = ({ heard }: GppTcfPage) => heard.some(({ ping }) => ping.signalStatus === "ready");

/** A page on which the visitor has agreed, with what was told so far forgotten. */
async function openAgreed(options: TcfPageOptions = {}): Promise<GppTcfPage> {
  const page = await open(options);
  await whenAsked(page);
  page.press("Accept all");
  await whenReady(page);
  page.heard.splice(0);
  return page;
}

test("G9, G10, G12, G17, G20, G30: who is asked: section 2 applies, and nothing is ready before its string is there, which is that of __tcfapi", async () => {
  const page = await open();
  await whenAsked(page);
  await until(() => expect(page.ping().cmpDisplayStatus).toBe("visible"));
  expect(page.ping()).toMatchObject({
    ...{ cmpStatus: "loaded", signalStatus: "not ready", cmpId: 4095, parsedSections: {} },
    ...{ applicableSections: [2], sectionList: [] },
  });
  expect(page.ping().supportedAPIs[0]).toBe("2:tcfeuv2");
  page.press("Accept all");
  await whenToldReady(page);
  for (const { ping, asked } of page.heard) expect(asked).toEqual(ping);
  expect(toEvents(page)).toEqual([
    ...["listenerRegistered true", "cmpStatus loaded", "cmpDisplayStatus visible", "cmpDisplayStatus hidden"],
    ...["sectionChange tcfeuv2", "signalStatus ready"],
  ]);
  const said = page.ping();
  expect(toSection(said)).toBe(page.told.at(-1)?.tcString);
  expect(said).toMatchObject({ applicableSections: [2], sectionList: [2] });
  expect(said.parsedSections.tcfeuv2).toMatchObject([
    { TcfPolicyVersion: 5, PurposeConsent: [1, 3, 4, 7, 8], VendorConsent: [1, 2, 3] },
    { SegmentType: 1, DisclosedVendors: [1, 2, 3] },
  ]);
  expect(page.errors).toEqual([]);
});

test("G18: who comes back: loaded, ready, with the string of the earlier page from the first word", async () => {
  const first = await openAgreed();
  const section = toSection(first.ping());
  first.close();
  const page = await open();
  await whenToldReady(page);
  expect(toEvents(page)).toEqual(["listenerRegistered true", "cmpStatus loaded", "signalStatus ready"]);
  expect(toSection(page.ping())).toBe(section);
});

test("G19, G22: who opens it again and refuses: one change of the section, between not ready and ready", async () => {
  const page = await openAgreed();
  const before = toSection(page.ping());
  page.api.show();
  await until(() => expect(toEvents(page)).toEqual(["signalStatus not ready", "cmpDisplayStatus visible"]));
  page.press("Reject all");
  await whenToldReady(page);
  expect(toEvents(page).slice(2)).toEqual([
    ...["cmpDisplayStatus hidden", "sectionChange tcfeuv2", "signalStatus ready"],
  ]);
  expect(toSection(page.ping())).not.toBe(before);
  expect(page.ping().parsedSections.tcfeuv2).toMatchObject([{ PurposeConsent: [], VendorConsent: [] }, {}]);
  expect(toSection(page.ping())).toBe(page.told.at(-1)?.tcString);
});

test("G20: between a choice and its string whoever asks hears that it is not ready, at once", async () => {
  const page = await openAgreed();
  page.api.rejectAll();
  expect(page.ping().signalStatus).toBe("not ready");
  await whenToldReady(page);
  expect(toEvents(page)).toEqual(["signalStatus not ready", "sectionChange tcfeuv2", "signalStatus ready"]);
  expect(page.ping().parsedSections.tcfeuv2).toMatchObject([{ PurposeConsent: [] }, {}]);
});

test("G20: while the string of a withdrawal is late, the one before it is told no more, and nothing is ready", async () => {
  (await openAgreed()).close();
  const page = await open({ list: "hanging" });
  await whenReady(page);
  page.heard.splice(0);
  page.api.rejectAll();
  await until(() => expect(page.ping().sectionList).toEqual([]));
  expect(page.ping()).toMatchObject({ signalStatus: "not ready", applicableSections: [2] });
  expect(isAnyReady(page)).toBe(false);
  page.release();
  await whenToldReady(page);
  expect(page.ping().parsedSections.tcfeuv2).toMatchObject([{ PurposeConsent: [] }, {}]);
  expect(toSection(page.ping())).toBe(page.told.at(-1)?.tcString);
});

test("G20: a choice of another device has no string here: nothing is ready, and no earlier string is told", async () => {
  const page = await openAgreed();
  const { store, replace } = page.readHost();
  const past = store.past();
  if (!past) throw new Error("no choice");
  replace({ ...past, method: "import", decidedAtMs: past.decidedAtMs + 1000 });
  expect(page.ping().signalStatus).toBe("not ready");
  await until(() => expect(page.ping().sectionList).toEqual([]));
  replace(null);
  await until(() => expect(page.ping().cmpDisplayStatus).toBe("visible"));
  expect(page.ping()).toMatchObject({ applicableSections: [2], sectionList: [] });
  expect(isAnyReady(page)).toBe(false);
});

test("G20: what was taken back is told no more, at once", async () => {
  const page = await openAgreed();
  page.readHost().replace(null);
  expect(page.ping()).toMatchObject({ signalStatus: "not ready", applicableSections: [2], sectionList: [] });
  await whenAsked(page);
  expect(isAnyReady(page)).toBe(false);
});

test("G20: an old list makes nothing ready before it is known whether the visitor will be asked", async () => {
  (await openAgreed()).close();
  const kept = localStorage.getItem("cookiehub_tcf") ?? "";
  localStorage.setItem("cookiehub_tcf", kept.replace(/\/tcf\/[\w-]+/, `/tcf/177-${"b".repeat(22)}`));
  const page = await open({ list: "hanging" });
  await until(() => expect(page.ping()).toMatchObject({ cmpStatus: "loaded", sectionList: [2] }));
  expect(page.ping().signalStatus).toBe("not ready");
  page.release();
  await whenReady(page);
  expect(toEvents(page)).toEqual(["listenerRegistered true", "cmpStatus loaded", "signalStatus ready"]);
});

test("G20: where the TCF cannot be loaded, section 2 applies and nothing is ever ready", async () => {
  const page = await open({ chunk: "missing" });
  await until(() => expect(page.ping().cmpStatus).toBe("loaded"));
  page.press("Accept all");
  await until(() => expect(page.ping().cmpDisplayStatus).toBe("hidden"));
  expect(page.ping()).toMatchObject({ signalStatus: "not ready", applicableSections: [2], sectionList: [] });
});

test("a kept string that names more than callers can be told is not told", async () => {
  (await openAgreed()).close();
  const kept = localStorage.getItem("cookiehub_tcf") ?? "";
  const publisherRestrictions = [1, 2].map((purposeId) => ({
    ...{ purposeId, type: 0 as const, vendors: [[1, 65_535]] as const },
  }));
  const hostile = toTcString({ ...MODEL, cmpId: 4095, publisherRestrictions });
  localStorage.setItem("cookiehub_tcf", kept.replace(/~[\w-]+\.[\w.-]+~/, `~${hostile}~`));
  const page = await open();
  await until(() => expect(page.ping().cmpStatus).toBe("loaded"));
  expect(page.ping()).toMatchObject({ signalStatus: "not ready", sectionList: [] });
});

test("G9, G10, G12: where the TCF does not apply it is supported all the same", async () => {
  const page = await open({ applies: false });
  await whenReady(page);
  expect(page.ping()).toMatchObject({ applicableSections: [-1], supportedAPIs: expect.arrayContaining(["2:tcfeuv2"]) });
  expect(page.ping().cmpId).toBe(4095);
});

test("the decision is sent with the whole string, and the next one with its own", async () => {
  const page = await openAgreed();
  const readSent = () =>
    page.requests.map(({ body }) => JSON.parse(body) as { tc_string?: string; gpp_string?: string });
  await until(() => expect(page.requests).toHaveLength(1));
  expect(readSent()[0]?.gpp_string).toBe(page.ping().gppString);
  page.api.rejectAll();
  await until(() => expect(page.requests).toHaveLength(2));
  expect(readSent()[1]?.gpp_string).toBe(page.ping().gppString);
  for (const { tc_string = "", gpp_string } of readSent()) expect(gpp_string?.split("~")[1]).toBe(tc_string);
});

test("G20: no listener ever hears ready with another string than that of the visitor's choice", async () => {
  const page = await open();
  await whenAsked(page);
  for (const act of ["acceptAll", "rejectAll", "acceptAll"] as const) {
    page.api[act]();
    await whenReady(page);
    page.api.show();
    await until(() => expect(page.ping().cmpDisplayStatus).toBe("visible"));
    page.press("Reject all");
    page.api.acceptAll();
    await whenReady(page);
  }
  const ready = page.heard.filter(({ ping }) => ping.signalStatus === "ready");
  expect(ready.length).toBeGreaterThan(5);
  for (const { ping, tcString } of ready) expect(toSection(ping)).toBe(tcString);
});
