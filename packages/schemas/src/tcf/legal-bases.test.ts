import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVendor, lists, wishes } from "../../test/tcf.ts";
import { hasId } from "../signals/id-ranges.ts";
import { toLegalBases, toRestrictions } from "./legal-bases.ts";

const ASKING = createVendor(1, { purposes: [1, 2, 3], flexiblePurposes: [2, 3] });
const CLAIMING = createVendor(2, { legIntPurposes: [2, 7, 9], flexiblePurposes: [2] });

describe("T63: a publisher's restriction", () => {
  test("that forbids a purpose holds for whoever declared it, and for nobody else", () => {
    const restrictions = toRestrictions([ASKING, CLAIMING], [{ purposeId: 2, type: 0 }]);
    expect(restrictions).toEqual([{ purposeId: 2, type: 0, vendors: [[1, 2]] }]);
    expect(toLegalBases(ASKING, restrictions)).toEqual({ consent: [1, 3], legitimateInterest: [] });
    expect(toLegalBases(CLAIMING, restrictions)).toEqual({ consent: [], legitimateInterest: [7, 9] });
    expect(toRestrictions([ASKING], [{ purposeId: 9, type: 0 }])).toEqual([]);
  });

  test("to consent moves a flexible claim, and leaves one that is not flexible", () => {
    const restrictions = toRestrictions(
      [CLAIMING],
      [
        { purposeId: 2, type: 1 },
        { purposeId: 7, type: 1 },
      ],
    );
    expect(restrictions).toEqual([{ purposeId: 2, type: 1, vendors: [[2, 2]] }]);
    expect(toLegalBases(CLAIMING, restrictions)).toEqual({ consent: [2], legitimateInterest: [7, 9] });
  });

  test("to legitimate interest never touches purposes 1 and 3 to 6", () => {
    const restrictions = toRestrictions(
      [ASKING],
      [2, 3].map((purposeId) => ({ purposeId, type: 2 as const })),
    );
    expect(restrictions).toEqual([{ purposeId: 2, type: 2, vendors: [[1, 1]] }]);
    expect(toLegalBases(ASKING, restrictions)).toEqual({ consent: [1, 3], legitimateInterest: [2] });
  });

  test("names only those it was meant for; of several the strictest holds", () => {
    const other = createVendor(5, { legIntPurposes: [2], flexiblePurposes: [2] });
    expect(
      toRestrictions(
        [CLAIMING, other],
        [
          { purposeId: 2, type: 1 },
          { purposeId: 2, type: 0, vendors: [5] },
        ],
      ),
    ).toEqual([
      { purposeId: 2, type: 0, vendors: [[5, 5]] },
      { purposeId: 2, type: 1, vendors: [[2, 2]] },
    ]);
  });

  test("T51, T63: bridges ids of nobody and vendors to whom it is nothing new, and no others", () => {
    const flexible = (id: number) => createVendor(id, { legIntPurposes: [2], flexiblePurposes: [2] });
    const fixed = (id: number) => createVendor(id, { legIntPurposes: [2] });
    const restrict = (type: 0 | 1 | 2, ...vendors: Parameters<typeof toRestrictions>[0]) =>
      toRestrictions(vendors, [{ purposeId: 2, type }])[0]?.vendors;
    expect(restrict(1, flexible(9), ASKING, flexible(4), createVendor(6, { purposes: [1] }))).toEqual([[4, 9]]);
    expect(restrict(1, flexible(4), fixed(6), flexible(9))).toEqual([
      [4, 4],
      [9, 9],
    ]);
    expect(restrict(0, flexible(4), createVendor(6, { purposes: [1] }), fixed(9))).toEqual([[4, 9]]);
    // Whoever might come to rest on legitimate interest by it is named, or is not.
    const asking = (id: number) => createVendor(id, { purposes: [2], flexiblePurposes: [2] });
    expect(restrict(2, asking(4), asking(6), asking(7))).toEqual([
      [4, 4],
      [6, 7],
    ]);
    const own = [{ purposeId: 2, type: 0 as const, vendors: [6] }];
    expect(toRestrictions([flexible(4), asking(6), flexible(9)], [...own, { purposeId: 2, type: 1 }])).toEqual([
      { purposeId: 2, type: 0, vendors: [[6, 6]] },
      {
        ...{ purposeId: 2, type: 1 },
        vendors: [
          [4, 4],
          [9, 9],
        ],
      },
    ]);
  });

  test("bridged or not, changes nothing for a vendor whom it was not meant for", () => {
    fc.assert(
      fc.property(lists, wishes, ({ vendors }, wished) => {
        const restrictions = toRestrictions(vendors, wished);
        for (const vendor of vendors) {
          // Alone, a vendor has nobody to be bridged for.
          const alone = toLegalBases(vendor, toRestrictions([vendor], wished));
          expect(toLegalBases(vendor, restrictions)).toEqual(alone);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("is one for each purpose and type, says one thing of a vendor, and gives nobody a purpose it did not declare", () => {
    fc.assert(
      fc.property(lists, wishes, ({ vendors }, wished) => {
        const restrictions = toRestrictions(vendors, wished);
        const places = restrictions.map(({ purposeId, type }) => `${purposeId}:${type}`);
        expect(new Set(places).size).toBe(places.length);
        const said = restrictions.flatMap(({ purposeId, vendors: ids }) =>
          vendors.filter(({ id }) => hasId(ids, id)).map(({ id }) => `${purposeId}:${id}`),
        );
        expect(new Set(said).size).toBe(said.length);
        for (const vendor of vendors) {
          const { consent, legitimateInterest } = toLegalBases(vendor, restrictions);
          const declared = [...vendor.purposes, ...vendor.legIntPurposes];
          const allowed = [...consent, ...legitimateInterest];
          expect(allowed.every((id) => declared.includes(id))).toBe(true);
          expect(new Set(allowed).size).toBe(allowed.length);
          const forbidden = restrictions.filter(({ type, vendors: ids }) => type === 0 && hasId(ids, vendor.id));
          expect(forbidden.some(({ purposeId }) => allowed.includes(purposeId))).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
