import type { TcfVendorDetails } from "@cookiehub/schemas/types";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { closeTcf, openTcf, type TcfDialog } from "../../test/tcf-dialog.ts";
import { createTcfFiles, type TcfFiles } from "../../test/tcf-dialog-kit.ts";

beforeEach(() => page.viewport(900, 800));
afterEach(closeTcf);

const base = createTcfFiles(3);
const DETAILS: TcfVendorDetails = {
  ...{ id: 5, dataDeclaration: [2, 4], usesCookies: true, cookieMaxAgeSeconds: 33_696_000, cookieRefresh: true },
  urls: [
    { language: "de", privacy: "https://five.example/de" },
    { language: "en", privacy: "https://five.example/en", legIntClaim: "https://five.example/interest" },
  ],
  dataRetention: { standard: 400, purposes: { 3: 30 }, specialPurposes: { 1: 7 } },
  ...{ usesNonCookieAccess: true, hasDisclosure: true },
};

function createFiles(change: Partial<TcfVendorDetails> = {}): TcfFiles {
  const vendor = {
    ...{ id: 5, name: "Five <b>& Co</b>", purposes: [1, 3, 7], legIntPurposes: [9], flexiblePurposes: [7] },
    ...{ specialPurposes: [1], features: [2], specialFeatures: [1] },
  };
  return { ...base, list: { ...base.list, vendors: [vendor] }, details: [{ ...DETAILS, ...change }] };
}

const open = (files: TcfFiles, tcf: NonNullable<Parameters<typeof openTcf>[1]>["tcf"] = {}) =>
  openTcf(files, { tcf: { view: "vendors", ...tcf } });

async function unfold(dialog: TcfDialog): Promise<void> {
  dialog.find(".ch-window .ch-cover").click();
  await vi.waitFor(() => dialog.find(".ch-details"));
}

/** Term -> what stands under it. */
const readTerms = (dialog: TcfDialog, root = ".ch-details") =>
  Object.fromEntries(
    dialog
      .all(`${root} > div`)
      .map((row) => [
        row.querySelector("dt")?.textContent ?? "",
        [...row.querySelectorAll("dd")].map((value) => value.textContent),
      ]),
  );
const names = (of: "purposes" | "dataCategories", ...ids: number[]) =>
  ids.map((id) => base.texts[of].find((text) => text.id === id)?.name);

describe("the details of a vendor", () => {
  test("T81, T91: say everything that it has declared", async () => {
    const dialog = await open(createFiles());
    await unfold(dialog);
    expect(readTerms(dialog)).toEqual({
      "": ["Privacy policy", "Legitimate interest explained"],
      Consent: [names("purposes", 1)[0], `${names("purposes", 3)[0]} \u00b7 30 days`, names("purposes", 7)[0]],
      "Legitimate interest": names("purposes", 9),
      "Special purposes": ["Synthetic special purpose 1 \u00b7 7 days"],
      Features: ["Synthetic feature 2"],
      "Special features": ["Synthetic special feature 1"],
      "Categories of data": names("dataCategories", 2, 4),
      "Kept for": ["400 days"],
      Cookies: ["up to 390 days, renewed on use"],
      "Other storage or access": ["Yes"],
    });
    expect(dialog.find(".ch-window .ch-cover").textContent).toBe("Five <b>& Co</b>");
  });

  test("T64: tell purposes by the basis that holds here, not by the one that was declared", async () => {
    const restrictions = [
      { purposeId: 7, type: 2 as const },
      { purposeId: 9, type: 0 as const },
    ];
    const dialog = await open(createFiles(), { restrictions });
    await unfold(dialog);
    expect(readTerms(dialog)).toMatchObject({
      Consent: [names("purposes", 1)[0], `${names("purposes", 3)[0]} \u00b7 30 days`],
      "Legitimate interest": names("purposes", 7),
    });
  });

  test("T81: no cookies, cookies for the session and an unknown time are told apart", async () => {
    const read = async (change: Partial<TcfVendorDetails>) => {
      const dialog = await open(createFiles({ cookieRefresh: false, ...change }));
      await unfold(dialog);
      const { Cookies } = readTerms(dialog);
      closeTcf();
      return Cookies;
    };
    expect(await read({ usesCookies: false, cookieMaxAgeSeconds: null })).toEqual(["No"]);
    expect(await read({ cookieMaxAgeSeconds: 0 })).toEqual(["for the session"]);
    expect(await read({ cookieMaxAgeSeconds: null })).toEqual(["Yes"]);
    expect(await read({ cookieMaxAgeSeconds: 86_400 })).toEqual(["up to 1 day"]);
  });

  test("lead to the web alone, in the visitor's language where there is one", async () => {
    const urls = [
      { language: "fr", privacy: "https://five.example/fr" },
      { language: "EN", privacy: "javascript:alert(1)", legIntClaim: "https://five.example/interest" },
    ];
    const dialog = await open(createFiles({ urls }));
    await unfold(dialog);
    const links = dialog.all(".ch-details a");
    expect(links.map((link) => [link.getAttribute("href"), link.getAttribute("rel"), link.ariaLabel])).toEqual([
      ["https://five.example/interest", "noopener noreferrer", "Legitimate interest explained: Five <b>& Co</b>"],
    ]);
  });

  test("T75: are loaded by the page, once, and only when they are opened", async () => {
    const files = createTcfFiles(250);
    const asked: number[] = [];
    const loadVendors = async (number: number) => {
      asked.push(number);
      const vendors = files.details.slice((number - 1) * 100, number * 100);
      return { page: number, pages: 3, vendors };
    };
    const dialog = await open(files, { loadVendors });
    expect(asked).toEqual([]);
    const here = files.list.vendors.filter(({ deletedDate }) => deletedDate === undefined);
    const on = (page: number) =>
      here.filter(({ id }) => files.details.slice((page - 1) * 100, page * 100).some((one) => one.id === id));
    for (const { name } of [...on(1).slice(0, 3), ...on(3).slice(0, 2)]) {
      const input = dialog.find("input") as HTMLInputElement;
      input.value = name;
      input.dispatchEvent(new Event("input"));
      const cover = dialog.all(".ch-window .ch-cover").find((one) => one.textContent === name);
      cover?.click();
      await vi.waitFor(() => dialog.find(".ch-details"));
      cover?.click();
    }
    expect(asked).toEqual([1, 3]);
    expect(dialog.errors).toEqual([]);
  });

  test("that cannot be had are told so in words, and \u201ctry again\u201d asks again and keeps the focus in the dialog", async () => {
    let tries = 0;
    const loadVendors = async (number: number) => {
      tries++;
      if (tries === 1) throw new Error("no network");
      return { page: number, pages: 1, vendors: tries === 2 ? [] : [DETAILS] };
    };
    const dialog = await open(createFiles(), { loadVendors });
    dialog.find(".ch-window .ch-cover").click();
    for (const failures of [1, 2]) {
      await vi.waitFor(() => expect(dialog.errors).toHaveLength(failures));
      expect(dialog.find(".ch-window .ch-inside [role=status]").textContent).toMatch(/cannot be loaded/);
      dialog.button("Try again").click();
      expect(document.activeElement).toBe(dialog.find(".ch-window .ch-cover"));
    }
    await vi.waitFor(() => dialog.find(".ch-details"));
    expect(tries).toBe(3);
  });

  test("push the rows below them down, and stay open when their row has been out of sight", async () => {
    const files = createTcfFiles(200);
    const dialog = await open(files);
    dialog.find(".ch-window .ch-cover").click();
    await vi.waitFor(() => dialog.find(".ch-details"));
    const area = dialog.find(".ch-vendors");
    const [first] = dialog.all(".ch-window > li");
    area.scrollTop = (first?.offsetHeight ?? 0) - 100;
    await vi.waitFor(() => {
      const second = dialog.find(".ch-window > li[aria-posinset='2']").getBoundingClientRect();
      expect(second.top).toBeCloseTo(first?.getBoundingClientRect().bottom ?? 0, 0);
    });
    area.scrollTop = 5000;
    await vi.waitFor(() => expect(first?.isConnected).toBe(false));
    area.scrollTop = 0;
    await vi.waitFor(() => expect(first?.isConnected).toBe(true));
    expect(dialog.find(".ch-window .ch-cover").ariaExpanded).toBe("true");
  });
});

describe("what a vendor stores on the device", () => {
  const STORED = "What it stores on your device";

  test("T78: is asked for when the visitor opens it, once, and not before", async () => {
    const loadDisclosures = vi.fn(async (vendorId: number) => ({
      vendorId,
      disclosures: [
        {
          ...{ identifier: "_five", type: "cookie", maxAgeSeconds: 86_400, cookieRefresh: true, optOut: false },
          ...{ domains: ["*.five.example"], purposes: [1], specialPurposes: [] },
        },
        {
          ...{ identifier: "opt", type: "", maxAgeSeconds: null, cookieRefresh: false, optOut: true },
          ...{ domains: [], purposes: [], specialPurposes: [] },
        },
      ],
      domains: [{ domain: "cdn.five.example", use: "Serves" }],
      sdks: [],
      fetchedAt: "2026-11-21T00:00:00.000Z",
    }));
    const dialog = await open(createFiles(), { loadDisclosures });
    await unfold(dialog);
    expect(loadDisclosures).not.toHaveBeenCalled();
    dialog.button(STORED).click();
    await vi.waitFor(() => expect(dialog.all(".ch-window tbody [role=row]")).toHaveLength(2));
    const cells = dialog.all(".ch-window tbody [role=row]").map((row) => [...row.children].map((td) => td.textContent));
    expect(cells).toEqual([
      ["_five (cookie)", "*.five.example", names("purposes", 1)[0], "1 day, renewed on use"],
      ["opt", "", "Remembers an opt-out", ""],
    ]);
    expect(readTerms(dialog, ".ch-inside .ch-inside .ch-details")).toEqual({ Domains: ["cdn.five.example: Serves"] });
    dialog.button(STORED).click();
    dialog.button(STORED).click();
    expect(loadDisclosures.mock.calls).toEqual([[5]]);
  });

  test("T78: is not offered where the vendor has said nothing; and a failure can be tried again", async () => {
    const silent = await open(createFiles({ hasDisclosure: false }));
    await unfold(silent);
    expect(silent.all("button").map((button) => button.textContent)).not.toContain(STORED);
    closeTcf();
    const loadDisclosures = vi.fn().mockRejectedValue(new Error("no network"));
    const dialog = await open(createFiles(), { loadDisclosures });
    await unfold(dialog);
    dialog.button(STORED).click();
    await vi.waitFor(() => dialog.button("Try again").click());
    await vi.waitFor(() => expect(loadDisclosures).toHaveBeenCalledTimes(2));
    expect(document.activeElement).toBe(dialog.button(STORED));
    // An answer that is none of the kind is a failure as well.
    loadDisclosures.mockResolvedValue({ disclosures: "all" });
    await vi.waitFor(() => dialog.button("Try again").click());
    await vi.waitFor(() => expect(dialog.errors.at(-1)).toBeInstanceOf(TypeError));
    expect(dialog.find(".ch-inside .ch-inside [role=status]").textContent).toMatch(/cannot be loaded/);
  });
});
