import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromSlimList, pickVendors, type TcfSlimList, type TcfSlimVendor, toSlimList } from "./slim-list.ts";

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 24 }), { maxLength: 24 }).map((all) => all.sort((a, b) => a - b));
const vendor: fc.Arbitrary<TcfSlimVendor> = fc.record(
  {
    id: fc.integer({ min: 1, max: 65_535 }),
    name: fc.string({ unit: "grapheme" }),
    purposes: ids,
    legIntPurposes: ids,
    flexiblePurposes: ids,
    specialPurposes: ids,
    features: ids,
    specialFeatures: ids,
    deletedDate: fc.constantFrom("2026-01-01T00:00:00Z", "2025-05-05"),
  },
  {
    requiredKeys: [
      ...(["id", "name", "purposes", "legIntPurposes", "flexiblePurposes"] as const),
      ...(["specialPurposes", "features", "specialFeatures"] as const),
    ],
  },
);
const list: fc.Arbitrary<TcfSlimList> = fc.record({
  vendorListVersion: fc.integer({ min: 1, max: 4095 }),
  tcfPolicyVersion: fc.integer({ min: 1, max: 63 }),
  vendors: fc
    .uniqueArray(vendor, { selector: ({ id }) => id, maxLength: 40 })
    .map((all) => all.sort((a, b) => a.id - b.id)),
});

describe("a slim list", () => {
  test("T75 what was written is read again, for any list and any selection", () => {
    fc.assert(
      fc.property(list, fc.array(fc.nat(70_000)), (whole, others) => {
        const named = [...others, ...whole.vendors.filter((_one, index) => index % 2 === 0).map(({ id }) => id)];
        for (const selection of ["all", named] as const) {
          const read = fromSlimList(JSON.parse(toSlimList(whole, selection)));
          expect(read).toEqual({ ...whole, vendors: pickVendors(whole.vendors, selection) });
        }
      }),
    );
  });

  test("T55 `all` leaves out who has left the list; who is named stays, with the day it left", () => {
    const stays = createVendor(1);
    const left = { ...createVendor(2), deletedDate: "2026-01-01T00:00:00Z" };
    const whole = { vendorListVersion: 9, tcfPolicyVersion: 5, vendors: [stays, left] };
    expect(fromSlimList(JSON.parse(toSlimList(whole, "all")))?.vendors).toEqual([stays]);
    expect(fromSlimList(JSON.parse(toSlimList(whole, [2, 3])))?.vendors).toEqual([left]);
  });

  test("a list that was damaged anywhere is refused whole or reads as some list; nothing is thrown", () => {
    fc.assert(
      fc.property(list, fc.jsonValue(), fc.nat(), fc.nat(), (whole, other, row, cell) => {
        const json = JSON.parse(toSlimList(whole, "all")) as unknown[];
        const rows = json[3] as unknown[][];
        const place = rows[row % (rows.length || 1)] ?? json;
        place[cell % place.length] = other;
        const read = fromSlimList(json);
        if (read)
          expect(
            JSON.parse(
              toSlimList(
                read,
                read.vendors.map(({ id }) => id),
              ),
            ),
          ).toEqual(json);
      }),
    );
  });

  test.each([
    ["nothing", null],
    ["another form", [2, 9, 5, []]],
    ["a version that no string can hold", [1, 4096, 5, []]],
    ["an id that no string can hold", [1, 9, 5, [[65_536, "x", 0, 0, 0, 0, 0, 0]]]],
    ["an id twice", [1, 9, 5, [createRow(4), createRow(4)]]],
    ["a set with a bit too many", [1, 9, 5, [[4, "x", 2 ** 24, 0, 0, 0, 0, 0]]]],
    ["a vendor without its last set", [1, 9, 5, [[4, "x", 0, 0, 0, 0, 0]]]],
  ])("%s is no list", (_what, json) => {
    expect(fromSlimList(json)).toBeNull();
  });
});

function createRow(id: number): (number | string)[] {
  return [id, "x", 0, 0, 0, 0, 0, 0];
}

function createVendor(id: number): TcfSlimVendor {
  const sets = { legIntPurposes: [2], flexiblePurposes: [], specialPurposes: [1], features: [], specialFeatures: [] };
  return { id, name: `Vendor ${id}`, purposes: [1, 24], ...sets };
}
