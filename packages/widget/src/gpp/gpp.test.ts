import type { GppConfig, ResolvedConfig, TenantConfig } from "@cookiehub/schemas/types";
import { afterEach, expect, test, vi } from "vitest";
import { closePages, createSetup, openPage, type TestPage, type TestPageOptions } from "../../test/page-kit.ts";
import { createAddOn } from "../iab/add-on.ts";

afterEach(closePages);

const GPP: GppConfig = {
  mspa: "none",
  usnat: false,
  unknown_state: "none",
  sensitive_data: "not_applicable",
  known_children: "not_applicable",
};

function toSetup(change: Partial<TenantConfig> = {}, model: ResolvedConfig["regulation"]["model"] = "opt-out") {
  const setup = createSetup(model, { gpp: GPP, ...change });
  return { ...setup, regulation: { ...setup.regulation, location: "US-CA" } };
}

const open = (options: TestPageOptions = {}) => openPage({ setup: toSetup(), ...options, addOns: [createAddOn()] });

interface Ping {
  readonly cmpStatus: string;
  readonly cmpDisplayStatus: string;
  readonly signalStatus: string;
  readonly gppString: string;
  readonly parsedSections: { readonly usca?: readonly Record<string, unknown>[] };
}

function ping({ window }: TestPage): Ping | undefined {
  const { __gpp } = window as unknown as { __gpp?: (command: string, callback: (data: Ping) => void) => void };
  let said: Ping | undefined;
  __gpp?.("ping", (data) => {
    said = data;
  });
  return said;
}
const readFields = (page: TestPage) => Object.assign({}, ...(ping(page)?.parsedSections.usca ?? []));
const whenReady = (page: TestPage) => vi.waitFor(() => expect(ping(page)?.signalStatus).toBe("ready"));

test("G20, G34: a notice that was put away in this tab was given, and does not have to be shown again", async () => {
  const first = await open();
  await whenReady(first);
  expect(readFields(first)).toMatchObject({ SaleOptOutNotice: 1, SaleOptOut: 2 });
  first.press("Close");
  await vi.waitFor(() => expect(ping(first)?.cmpDisplayStatus).toBe("hidden"));
  expect(ping(first)?.signalStatus).toBe("ready");
  const second = await open();
  await whenReady(second);
  expect(ping(second)?.cmpDisplayStatus).toBe("hidden");
  expect(readFields(second)).toMatchObject({ SaleOptOutNotice: 1, SaleOptOut: 2 });
});

test("G37: what a tenant takes for the signal opts out, and is not told as the signal", async () => {
  const setup = toSetup({ privacy_signals: { gpc_refuses: false, dnt: true } });
  const page = await open({ setup, isStarted: false });
  Object.defineProperty(page.window.navigator, "doNotTrack", { value: "1" });
  page.begin();
  await whenReady(page);
  expect(readFields(page)).toMatchObject({ SaleOptOut: 1, Gpc: false });
});

test("G20: where the law asks first, nobody is said to have agreed before they have, and nothing is ready", async () => {
  const page = await open({ setup: toSetup({}, "opt-in") });
  await vi.waitFor(() => expect(ping(page)?.cmpDisplayStatus).toBe("visible"));
  expect(ping(page)?.signalStatus).toBe("not ready");
  expect(readFields(page)).toMatchObject({ SaleOptOut: 1, SharingOptOut: 1 });
  page.api.rejectAll();
  await whenReady(page);
  expect(readFields(page)).toMatchObject({ SaleOptOut: 1 });
});

test("one refused service that sells is the opt-out: a string knows no half of it", async () => {
  const marketing = { id: "marketing", name: "Marketing", description: "", required: false, sells_data: true };
  const services = ["ads", "pixel"].map((id) => ({ id, name: id }));
  const category = { ...marketing, cookies: [], vendors: [], services };
  const page = await open({ setup: toSetup({ categories: [category] }) });
  await whenReady(page);
  page.api.save({ marketing: true }, { pixel: false });
  await vi.waitFor(() => expect(readFields(page)).toMatchObject({ SaleOptOut: 1 }));
  page.api.save({ marketing: true });
  await vi.waitFor(() => expect(readFields(page)).toMatchObject({ SaleOptOut: 2 }));
});

test("G5: where no string can be made, the page hears of an error, nothing is said to hold, and the choice goes on", async () => {
  const broken = { ...GPP, states: 7 as never };
  const page = await open({ setup: toSetup({ gpp: broken }) });
  await vi.waitFor(() => expect(ping(page)?.cmpStatus).toBe("error"));
  expect(ping(page)).toMatchObject({ signalStatus: "not ready", gppString: "", parsedSections: {} });
  expect(page.errors).toHaveLength(1);
  page.api.rejectAll();
  await vi.waitFor(() => expect(page.api.getSnapshot().decided).toBe(true));
});

test("the add-on does nothing where GPP is off", async () => {
  const page = await openPage({ setup: createSetup("opt-out"), addOns: [createAddOn()] });
  await vi.waitFor(() => expect(page.api.getSnapshot().view).toBe("banner"));
  expect("__gpp" in page.window).toBe(false);
});

test("a page that guards its function keeps it, and the listeners of its stub hear nothing of ours", async () => {
  const page = await open({ isStarted: false });
  const listener = vi.fn();
  const pinged = vi.fn();
  const stub = (...parameters: unknown[]) => {
    if (parameters.length === 0) return [];
    return pinged();
  };
  Object.assign(stub, { events: [{ id: 1, callback: listener }], lastId: 1 });
  Object.defineProperty(page.window, "__gpp", { value: stub });
  page.begin();
  await vi.waitFor(() => expect(pinged).toHaveBeenCalled());
  page.api.rejectAll();
  await new Promise<void>((resolve) => page.api.on("change", () => resolve()));
  expect(listener).not.toHaveBeenCalled();
  expect((page.window as { __gpp?: unknown }).__gpp).toBe(stub);
});
