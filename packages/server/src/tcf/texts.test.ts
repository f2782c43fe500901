import { describe, expect, test } from "vitest";
import { createSyntheticList, createSyntheticTranslation } from "../../../../examples/demo/tcf/synthetic-list.ts";
import { readTranslation, readVendorList } from "./read-vendor-list.ts";
import { toFirstLayer, toTexts, toVendorPage, VENDORS_PER_PAGE } from "./texts.ts";
import { findWords } from "./words/words.ts";

const toBytes = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));
const list = readVendorList(toBytes(createSyntheticList({ vendors: 250 })));
const readFrench = (change: object) => {
  const translation = readTranslation(toBytes({ ...createSyntheticTranslation("fr"), ...change }));
  return toTexts(list, { language: "fr", translation });
};

describe("texts in a language", () => {
  test("T92 T99 English is the list's own, with illustrations, categories and standard texts", () => {
    expect(toTexts(list)).toEqual({ language: "en", ...list.texts });
  });

  test("T98 a translation is taken as it is; what a stack holds is the list's to say", () => {
    const stacks = { 1: { id: 1, name: "Pile", description: "Une pile", purposes: [1], specialFeatures: [2] } };
    const french = readFrench({ stacks });
    expect(french.language).toBe("fr");
    expect(french.purposes.every(({ name }) => name.endsWith("[fr]"))).toBe(true);
    expect(french.standardTexts.features).toContain("[fr]");
    expect(french.stacks[0]).toEqual({ ...list.texts.stacks[0], name: "Pile", description: "Une pile" });
    expect(french.stacks[1]).toEqual(list.texts.stacks[1]);
  });

  test("T98 a text that the translation lacks stays English, and one that the list lacks is left out", () => {
    const extra = { id: 24, name: "En trop", description: "En trop" };
    const french = readFrench({ purposes: { 2: { id: 2, name: "Deux", description: "Deux" }, 24: extra } });
    expect(french.purposes.map(({ name }) => name).slice(0, 3)).toEqual([
      ...["Synthetic purpose 1", "Deux", "Synthetic purpose 3"],
    ]);
    expect(french.purposes).toHaveLength(11);
  });

  test("T98 a translation of another policy is not used: its texts would explain something else", () => {
    expect(readFrench({ tcfPolicyVersion: 6 })).toEqual(toTexts(list));
  });
});

describe("the first layer", () => {
  test("T85 names the purposes and special features of the vendors that are there, and no others", () => {
    const vendor = list.vendors.find(({ purposes, deletedDate }) => purposes.length > 0 && !deletedDate);
    if (!vendor) throw new Error("the list has nobody who asks for consent");
    const alone = { ...vendor, purposes: [1, 7], legIntPurposes: [], specialFeatures: [2] };
    const gone = { ...vendor, purposes: [3], specialFeatures: [1], legIntPurposes: [2], deletedDate: "2026-01-01" };
    const french = readFrench({});
    expect(toFirstLayer(french, findWords("fr"), [alone, gone])).toEqual({
      language: "fr",
      words: findWords("fr").first,
      purposes: french.purposes.filter(({ id }) => id === 1 || id === 7).map(({ id, name }) => ({ id, name })),
      specialFeatures: [{ id: 2, name: french.specialFeatures[1]?.name }],
      hasInterests: false,
    });
    expect(toFirstLayer(french, findWords("fr"), [{ ...alone, legIntPurposes: [9] }])).toMatchObject({
      hasInterests: true,
    });
  });
});

describe("pages of vendors", () => {
  test("T91 hold every vendor once, in order, with what is shown and nothing that the list has already", () => {
    const pages = [1, 2, 3].map((page) => toVendorPage(list.vendors, page));
    expect(pages.map((page) => page?.vendors.length)).toEqual([VENDORS_PER_PAGE, VENDORS_PER_PAGE, 50]);
    expect(pages.flatMap((page) => page?.vendors.map(({ id }) => id))).toEqual(list.vendors.map(({ id }) => id));
    expect(Object.keys(pages[0]?.vendors[0] ?? {}).sort()).toEqual(
      [
        ...["cookieMaxAgeSeconds", "cookieRefresh", "dataDeclaration", "dataRetention", "hasDisclosure", "id", "urls"],
        ...["usesCookies", "usesNonCookieAccess"],
      ].sort(),
    );
    expect(pages[0]?.pages).toBe(3);
  });

  test.each([0, -1, 4, 1000])("there is no page %i", (page) => {
    expect(toVendorPage(list.vendors, page)).toBeNull();
  });
});
