import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choices, createList, createVendor, lists, OPERATOR, wishes } from "../../test/tcf.ts";
import { countIds, hasId, listIds } from "../signals/id-ranges.ts";
import {
  fromCategories,
  fromTcModel,
  toCategories,
  toDecidableMapping,
  toEmptyChoice,
  toFullChoice,
} from "./choice.ts";
import type { RestrictionWish } from "./legal-bases.ts";
import { type TcfChoice, toTcModel } from "./to-tc-model.ts";
import type { TcfVendorList } from "./vendor-list.ts";

const MAPPING = { functional: [1, 5, 6, 11], analytics: [1, 8, 9, 10], marketing: [1, 2, 3, 4, 7] };
const NOTHING = { purposeObjections: [], vendorObjections: [] };

const toModel = (list: TcfVendorList, choice: TcfChoice, restrictions = OPERATOR.restrictions) =>
  toTcModel({
    ...{ list, choice, disclosed: list.vendors.map(({ id }) => id), operator: { ...OPERATOR, restrictions } },
    ...{ consentScreen: 1, language: "en", nowMs: Date.UTC(2026, 10, 21) },
  });

const LIST = createList([
  createVendor(1, { purposes: [1, 8] }),
  createVendor(2, { purposes: [1, 3, 4], specialFeatures: [1] }),
  createVendor(3, { purposes: [1], legIntPurposes: [2, 7], flexiblePurposes: [2] }),
]);

const toModelPurposes = (list: TcfVendorList, restrictions: RestrictionWish[]) => [
  ...listIds(toModel(list, toFullChoice(list), restrictions).purposeConsents),
];

describe("one answer to everything", () => {
  test("to accept is to agree to all that is asked, whatever was objected to before", () => {
    fc.assert(
      fc.property(lists, wishes, (list, restrictions) => {
        const model = toModel(list, toFullChoice(list), restrictions);
        const shown = list.vendors.filter(({ deletedDate }) => !deletedDate);
        for (const { id, purposes } of shown)
          if (purposes.includes(1)) expect(hasId(model.vendorConsents, id)).toBe(true);
        expect([...listIds(model.specialFeatureOptIns)]).toEqual(
          [...new Set(shown.flatMap(({ specialFeatures }) => specialFeatures))].sort(),
        );
      }),
    );
    expect([...listIds(toModel(LIST, toFullChoice(LIST)).purposeConsents)]).toEqual([1, 3, 4, 8]);
  });

  test("T66: to reject leaves no consent, and no claim of legitimate interest where the operator says so", () => {
    fc.assert(
      fc.property(lists, wishes, choices, (list, restrictions, before) => {
        const model = toModel(list, toEmptyChoice(list, true, before), restrictions);
        const sets = [model.purposeConsents, model.vendorConsents, model.specialFeatureOptIns];
        expect(sets.map(countIds)).toEqual([0, 0, 0]);
        expect(countIds(model.purposeLegitimateInterests) + countIds(model.vendorLegitimateInterests)).toBe(0);
      }),
    );
  });

  test("T58, T62: where a refusal is of consent alone, claims stand but for what was objected to before", () => {
    const choice = toEmptyChoice(LIST, false, { purposeObjections: [7], vendorObjections: [] });
    const model = toModel(LIST, choice);
    expect([...listIds(model.purposeLegitimateInterests)]).toEqual([2]);
    expect([...listIds(model.vendorLegitimateInterests)]).toEqual([3]);
    expect(toEmptyChoice(LIST, false, null)).toMatchObject(NOTHING);
  });
});

describe("C17: categories and purposes", () => {
  test("a category may run where all of its purposes are agreed to, and one that needs none never does by them", () => {
    expect(toCategories({ ...MAPPING, own: [] }, [1, 8, 9, 10, 5])).toEqual({
      ...{ functional: false, analytics: true, marketing: false, own: false },
    });
  });

  test("a choice between categories agrees to what they need, and to vendors who ask for nothing more", () => {
    const choice = fromCategories(LIST, [], MAPPING, new Set(["analytics"]), null);
    expect([...choice.purposeConsents].sort((one, other) => one - other)).toEqual([1, 8, 9, 10]);
    expect(choice.vendorConsents).toEqual([1, 3]);
    expect(choice.specialFeatureOptIns).toEqual([]);
    // Restricted to consent, purpose 2 is one that marketing alone would bring.
    const restricted = fromCategories(LIST, [{ purposeId: 2, type: 1 }], MAPPING, new Set(["analytics"]), null);
    expect(restricted.vendorConsents).toEqual([1]);
  });

  test("where each category has a purpose of its own, the way there and back changes nothing", () => {
    const sets = fc.uniqueArray(fc.constantFrom<string>("functional", "analytics", "marketing"));
    fc.assert(
      fc.property(lists, wishes, sets, (list, restrictions, granted) => {
        const { purposeConsents } = fromCategories(list, restrictions, MAPPING, new Set(granted), null);
        const back = toCategories(MAPPING, purposeConsents);
        expect(Object.keys(back).filter((id) => back[id])).toEqual(
          Object.keys(MAPPING).filter((id) => granted.includes(id)),
        );
      }),
    );
  });

  test("a category none of whose own purposes is asked for is asked for by itself", () => {
    // Nobody asks consent for 5, 6 or 11; 9, 10 and 7 are not asked for either, the latter only claimed.
    expect(toDecidableMapping(MAPPING, LIST, OPERATOR)).toEqual({ analytics: [1, 8], marketing: [1, 3, 4] });
    expect(toDecidableMapping(MAPPING, LIST, { ...OPERATOR, isPurposeOneTreatment: true })).toEqual({
      ...{ analytics: [8], marketing: [3, 4] },
    });
    const restrictions = [{ purposeId: 8, type: 0 as const }];
    expect(toDecidableMapping(MAPPING, LIST, { ...OPERATOR, restrictions })).toEqual({ marketing: [1, 3, 4] });
    fc.assert(
      fc.property(lists, wishes, (list, wished) => {
        const mapping = toDecidableMapping(MAPPING, list, { ...OPERATOR, restrictions: wished });
        for (const id of Object.keys(mapping)) {
          // Agreeing to all that the others need does not switch it on.
          const others = Object.keys(mapping).filter((other) => other !== id);
          const agreed = others.flatMap((other) => mapping[other] ?? []);
          expect(toCategories(mapping, agreed)[id]).toBe(false);
          expect(toCategories(mapping, toModelPurposes(list, wished))[id]).toBe(true);
        }
      }),
    );
  });

  test("agrees to no vendor with a purpose that nobody agreed to", () => {
    const sets = fc.uniqueArray(fc.constantFrom<string>("functional", "analytics", "marketing"));
    fc.assert(
      fc.property(lists, sets, (list, granted) => {
        const choice = fromCategories(list, [], MAPPING, new Set(granted), null);
        for (const { id, purposes } of list.vendors)
          if (choice.vendorConsents.includes(id))
            expect(choice.purposeConsents).toEqual(expect.arrayContaining([...purposes]));
      }),
    );
  });
});

describe("T58: a choice that is taken back out of its string", () => {
  test("makes the same string", () => {
    fc.assert(
      fc.property(lists, wishes, choices, (list, restrictions, choice) => {
        const model = toModel(list, choice, restrictions);
        expect(toModel(list, fromTcModel(model, list), restrictions)).toEqual(model);
      }),
    );
  });

  test("objects under a later list to all that it objected to before", () => {
    fc.assert(
      fc.property(lists, lists, choices, (list, later, choice) => {
        const model = toModel(list, choice);
        fc.pre(countIds(model.disclosedVendors ?? []) > 0);
        const again = toModel(later, fromTcModel(model, later));
        const claimed = [...new Set(list.vendors.flatMap(({ legIntPurposes }) => legIntPurposes))];
        for (const id of claimed)
          if (choice.purposeObjections.includes(id)) expect(hasId(again.purposeLegitimateInterests, id)).toBe(false);
        const shown = list.vendors.filter(({ deletedDate }) => !deletedDate);
        for (const { id } of shown)
          if (choice.vendorObjections.includes(id)) expect(hasId(again.vendorLegitimateInterests, id)).toBe(false);
      }),
    );
  });

  test("holds nothing where nobody was disclosed", () => {
    const model = { ...toModel(LIST, toFullChoice(LIST)), disclosedVendors: [] };
    expect(fromTcModel(model, LIST)).toMatchObject({ vendorConsents: [], ...NOTHING });
  });
});
