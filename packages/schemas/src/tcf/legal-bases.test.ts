import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVendor, lists, wishes } from "../../test/tcf.ts";
import { hasId, listIds } from "../signals/id-ranges.ts";
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

  test("is one for each purpose and type, says one thing of a vendor, and gives nobody a purpose it did not declare", () => {
    fc.assert(
      fc.property(lists, wishes, ({ vendors }, wished) => {
        const restrictions = toRestrictions(vendors, wished);
        const places = restrictions.map(({ purposeId, type }) => `${purposeId}:${type}`);
        expect(new Set(places).size).toBe(places.length);
        const said = restrictions.flatMap(({ purposeId, vendors: ids }) =>
          [...listIds(ids)].map((id) => `${purposeId}:${id}`),
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
