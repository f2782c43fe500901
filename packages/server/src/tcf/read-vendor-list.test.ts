import { toSlimList } from "@cookiehub/schemas/signals";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSyntheticList, createSyntheticTranslation } from "../../../../examples/demo/tcf/synthetic-list.ts";
import { LIST_BYTES_MAX, readTranslation, readVendorList } from "./read-vendor-list.ts";
import { VendorListError } from "./vendor-list.ts";

type Json = Record<string, unknown>;
const toBytes = (json: unknown): Uint8Array => Buffer.from(JSON.stringify(json));
const createList = (vendors = 20): Json => createSyntheticList({ vendors });
const readFault = (json: unknown, atLeastVersion?: number): string => {
  try {
    readVendorList(json instanceof Uint8Array ? json : toBytes(json), atLeastVersion);
  } catch (error) {
    if (error instanceof VendorListError) return error.code;
    throw error;
  }
  return "none";
};
const withVendor = (change: Json): Json => {
  const list = createList();
  const vendors = list.vendors as Record<string, Json>;
  return { ...list, vendors: { ...vendors, 1: { ...vendors["1"], ...change } } };
};

describe("reading a global vendor list", () => {
  test("T75 keeps everything that rules and screens need", () => {
    const deletedDate = "2026-06-01T00:00:00Z";
    const vendor = {
      id: 1,
      name: "A",
      purposes: [3, 1, 3],
      legIntPurposes: [2],
      flexiblePurposes: [2],
      specialPurposes: [1],
      features: [2],
      specialFeatures: [1],
      cookieMaxAgeSeconds: 86_400,
      usesCookies: true,
      cookieRefresh: true,
      usesNonCookieAccess: true,
      dataDeclaration: [1, 4],
      dataRetention: { stdRetention: 30, purposes: { 1: 60 }, specialPurposes: { 2: 90 } },
      urls: [{ langId: "fr", privacy: "https://a.example/p", legIntClaim: "https://a.example/i" }],
      deviceStorageDisclosureUrl: "https://a.example/d.json",
      deletedDate,
      overflow: { httpGetLimit: 128 },
    };
    const list = readVendorList(toBytes(withVendor(vendor)));
    expect(list.vendors[0]).toEqual({
      ...vendor,
      overflow: undefined,
      purposes: [1, 3],
      dataRetention: { standard: 30, purposes: { 1: 60 }, specialPurposes: { 2: 90 } },
      urls: [{ language: "fr", privacy: "https://a.example/p", legIntClaim: "https://a.example/i" }],
    });
    expect([list.vendorListVersion, list.tcfPolicyVersion]).toEqual([178, 5]);
    expect(list.texts.purposes[0]?.illustrations).toHaveLength(2);
    expect(list.texts.dataCategories).toHaveLength(11);
    expect(list.texts.stacks).toHaveLength(45);
    expect(Object.keys(list.texts.standardTexts)).toEqual(["features"]);
  });

  test.each([
    ["a text", "Features explain.", { features: "Features explain." }],
    ["an object with a description", { id: 1, description: "So." }, { features: "So." }],
    ["an object with a text", { text: "So." }, { features: "So." }],
    ["something else", [1], {}],
  ])("T75 T99 a standard text may be %s", (_what, written, read) => {
    expect(
      readVendorList(toBytes({ ...createList(), standardTexts: { features: written } })).texts.standardTexts,
    ).toEqual(read);
  });

  test.each([
    ["another format", { ...createList(), gvlSpecificationVersion: 4 }, "unknown_format"],
    ["the format as text", { ...createList(), gvlSpecificationVersion: "3" }, "unknown_format"],
    ["no format", { ...createList(), gvlSpecificationVersion: undefined }, "malformed"],
    ["no object", [1], "malformed"],
    ["no JSON", Buffer.from("<html>"), "not_json"],
    ["half of it", toBytes(createList()).subarray(0, 9000), "not_json"],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]), "not_json"],
    ["too much of it", Buffer.alloc(LIST_BYTES_MAX + 1, 32), "too_large"],
    ["no vendors", { ...createList(), vendors: undefined }, "malformed"],
    ["no purposes", { ...createList(), purposes: undefined }, "malformed"],
    ["a version that no string can hold", { ...createList(), vendorListVersion: 4096 }, "malformed"],
    ["a vendor under another's id", withVendor({ id: 2 }), "malformed"],
    ["a vendor without purposes", withVendor({ purposes: undefined }), "malformed"],
    ["a purpose that is text", withVendor({ purposes: ["1"] }), "malformed"],
    ["a purpose that nobody explains", withVendor({ purposes: [12] }), "malformed"],
    ["a special purpose that nobody explains", withVendor({ specialPurposes: [4] }), "malformed"],
    ["a special feature that nobody explains", withVendor({ specialFeatures: [3] }), "malformed"],
    ["an id of a vendor that no string can hold", { ...createList(), vendors: { 65536: { id: 65536 } } }, "malformed"],
  ])("T74 %s is refused whole", (_what, json, code) => {
    expect(readFault(json)).toBe(code);
  });

  test("T74 an older list than the one at hand is refused; the same is not", () => {
    expect([177, 178, 179].map((atLeast) => readFault(createList(), atLeast))).toEqual(["none", "none", "older"]);
  });

  test("T75 what is only shown is left out where it cannot be read, and never keeps a list from being used", () => {
    const odd = {
      urls: [{ langId: "en", privacy: "javascript:alert(1)", legIntClaim: 7 }],
      dataRetention: [],
      dataDeclaration: "all",
      cookieMaxAgeSeconds: "long",
      usesCookies: "yes",
      deviceStorageDisclosureUrl: 9,
      deletedDate: null,
    };
    const [vendor] = readVendorList(toBytes(withVendor(odd))).vendors;
    expect(vendor).toMatchObject({
      urls: [{ language: "en", privacy: undefined, legIntClaim: undefined }],
      dataRetention: { standard: null, purposes: {}, specialPurposes: {} },
      dataDeclaration: [],
      cookieMaxAgeSeconds: null,
      usesCookies: false,
    });
    expect(vendor).not.toHaveProperty("deviceStorageDisclosureUrl");
    expect(vendor).not.toHaveProperty("deletedDate");
  });

  test("T55 whoever is said to have left has left, however the day is written", () => {
    expect(readVendorList(toBytes(withVendor({ deletedDate: "soon" }))).vendors[0]?.deletedDate).toBe("soon");
  });

  test("T74 a list that was changed anywhere is a whole list or a typed error, and never asks for more than it says", () => {
    const places = listPlaces(createList(6));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(places.length - 1), fc.option(fc.jsonValue(), { nil: undefined })), {
          minLength: 1,
          maxLength: 3,
        }),
        (changes) => {
          const list = createList(6);
          for (const [index, value] of changes) put(list, places[index] ?? [], value);
          if (readFault(list) !== "none") return;
          const read = readVendorList(toBytes(list));
          const vendors = list.vendors as Record<string, Json>;
          const given = Object.entries(vendors).filter(([, vendor]) => vendor !== undefined);
          expect(read.vendors.map(({ id }) => String(id))).toEqual(given.map(([id]) => id));
          for (const { id, purposes, legIntPurposes } of read.vendors) {
            expect(vendors[id]?.purposes).toEqual(expect.arrayContaining([...purposes]));
            expect(vendors[id]?.legIntPurposes).toEqual(expect.arrayContaining([...legIntPurposes]));
          }
          toSlimList(read, "all");
        },
      ),
      { numRuns: 400 },
    );
  });

  test("a member named __proto__ changes no object", () => {
    const text = JSON.stringify(createList()).replace('"vendors":{', '"vendors":{"__proto__":{"id":1},');
    expect(text).toContain("__proto__");
    expect(readVendorList(Buffer.from(text)).vendors).toEqual(readVendorList(toBytes(createList())).vendors);
    expect({}).not.toHaveProperty("id");
  });
});

describe("reading a translation", () => {
  test("T98 keeps its texts", () => {
    const { texts, tcfPolicyVersion } = readTranslation(toBytes(createSyntheticTranslation("fr")));
    expect(texts.purposes[0]?.name).toBe("Synthetic purpose 1 [fr]");
    expect(tcfPolicyVersion).toBe(5);
  });

  test("T74 one that is cut short is refused", () => {
    const { purposes: _, ...rest } = createSyntheticTranslation("fr");
    expect(() => readTranslation(toBytes(rest))).toThrow(VendorListError);
  });
});

/** Every place of a JSON value, as paths. */
function listPlaces(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  const own = path.length > 0 ? [[...path]] : [];
  return [...own, ...Object.entries(value).flatMap(([key, one]) => listPlaces(one, [...path, key]))];
}

function put(root: Json, path: readonly string[], value: unknown): void {
  let place: unknown = root;
  for (const key of path.slice(0, -1)) {
    if (typeof place !== "object" || place === null) return;
    place = (place as Json)[key];
  }
  const last = path.at(-1);
  if (typeof place === "object" && place !== null && last !== undefined) (place as Json)[last] = value;
}
