import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choices, createList, createVendor, disclosures, lists, OPERATOR, wishes } from "../../test/tcf.ts";
import { countIds, hasId, listIds } from "../signals/id-ranges.ts";
import { readTcString } from "../signals/tc-reader.ts";
import { toTcString } from "../signals/tc-writer.ts";
import { TCF_2_4_FROM_MS, type TcfChoice, type TcModelInput, toTcModel } from "./to-tc-model.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 14, 3, 7);
const ALL: TcfChoice = {
  purposeConsents: Array.from({ length: 11 }, (_, index) => index + 1),
  vendorConsents: Array.from({ length: 60 }, (_, index) => index + 1),
  specialFeatureOptIns: [1, 2],
  ...{ purposeObjections: [], vendorObjections: [] },
};

function toInput(change: Partial<TcModelInput> = {}): TcModelInput {
  return {
    ...{ list: createList([]), disclosed: [], choice: ALL, operator: OPERATOR, consentScreen: 1, language: "de" },
    nowMs: NOW_MS,
    ...change,
  };
}

const inputs = fc
  .record({ list: lists, disclosed: disclosures, choice: fc.option(choices), restrictions: wishes })
  .map(({ restrictions, ...more }) => toInput({ ...more, operator: { ...OPERATOR, restrictions } }));

describe("what a choice comes to in a TC string", () => {
  test("T43: both times are the same, cut to the day", () => {
    const { createdMs, lastUpdatedMs } = toTcModel(toInput());
    expect([createdMs, lastUpdatedMs]).toEqual([Date.UTC(2026, 10, 21), Date.UTC(2026, 10, 21)]);
  });

  test("T44, T46, T49: the operator's ids and country, the versions of the list that was on screen", () => {
    expect(toTcModel(toInput())).toMatchObject({
      ...{
        cmpId: 31,
        cmpVersion: 2,
        publisherCountry: "DE",
        vendorListVersion: 178,
        policyVersion: 5,
        consentScreen: 1,
      },
    });
  });

  test.each([
    ["pt-BR", "pt"],
    ["DE", "de"],
    ["sr-Latn", "sr"],
  ])("T45: %s is written as %s", (language, written) => {
    expect(toTcModel(toInput({ language })).consentLanguage).toBe(written);
  });

  test("T45: a language without a code of two letters is refused, and never written as another one", () => {
    expect(() => toTcString(toTcModel(toInput({ language: "fil-PH" })))).toThrow(
      expect.objectContaining({ code: "language" }),
    );
  });

  test("T47, T48: always for one service; other texts only where the operator says so", () => {
    expect(toTcModel(toInput())).toMatchObject({ isServiceSpecific: true, hasNonStandardTexts: false });
    const operator = { ...OPERATOR, hasNonStandardTexts: true };
    expect(toTcModel(toInput({ operator }))).toMatchObject({ hasNonStandardTexts: true });
  });

  test("T50: where purpose 1 is not disclosed, nobody has agreed to it", () => {
    const list = createList([createVendor(1, { purposes: [1, 2] })]);
    const operator = { ...OPERATOR, isPurposeOneTreatment: true };
    const model = toTcModel(toInput({ list, disclosed: [1], operator }));
    expect([model.isPurposeOneTreatment, model.purposeConsents]).toEqual([true, [[2, 2]]]);
  });

  test("T24, T54: before a choice there is no consent, and the claims of legitimate interest stand", () => {
    const list = createList([createVendor(4, { purposes: [1], legIntPurposes: [2, 7], specialFeatures: [1] })]);
    const model = toTcModel(toInput({ list, disclosed: [4], choice: null }));
    expect(model).toMatchObject({ purposeConsents: [], vendorConsents: [], specialFeatureOptIns: [] });
    expect(model.purposeLegitimateInterests).toEqual([
      [2, 2],
      [7, 7],
    ]);
    expect(model.vendorLegitimateInterests).toEqual([[4, 4]]);
  });

  test("T55: consent to a vendor needs that it was shown, has not left, and asks for some", () => {
    const list = createList([
      createVendor(1, { purposes: [1] }),
      createVendor(2, { purposes: [1], deletedDate: "2026-01-01T00:00:00Z" }),
      createVendor(3, { legIntPurposes: [7] }),
      createVendor(4, { purposes: [1] }),
      createVendor(5, { legIntPurposes: [7], flexiblePurposes: [7] }),
    ]);
    const operator = { ...OPERATOR, restrictions: [{ purposeId: 7, type: 1 as const, vendors: [5] }] };
    const model = toTcModel(toInput({ list, disclosed: [1, 2, 3, 5], operator }));
    expect([...listIds(model.vendorConsents)]).toEqual([1, 5]);
  });

  test("T56: a special purpose alone sets the bit until the day of TCF 2.4, and not from then on", () => {
    const list = createList([
      createVendor(1, { specialPurposes: [1] }),
      createVendor(2, { specialPurposes: [1], purposes: [1] }),
      createVendor(3, { legIntPurposes: [7] }),
    ]);
    const bits = (nowMs: number) => [
      ...listIds(toTcModel(toInput({ list, disclosed: [1, 2, 3], nowMs })).vendorLegitimateInterests),
    ];
    expect(bits(TCF_2_4_FROM_MS - 1)).toEqual([1, 3]);
    expect(bits(TCF_2_4_FROM_MS)).toEqual([3]);
  });

  test("T57: no legitimate interest for purposes 1 and 3 to 6, whatever a list or a publisher says", () => {
    const every = ALL.purposeConsents;
    const list = createList([
      createVendor(1, { legIntPurposes: every, flexiblePurposes: every }),
      createVendor(2, { purposes: every, flexiblePurposes: every }),
    ]);
    const restrictions = every.map((purposeId) => ({ purposeId, type: 2 as const }));
    const model = toTcModel(toInput({ list, disclosed: [1, 2], operator: { ...OPERATOR, restrictions } }));
    expect([1, 3, 4, 5, 6].some((id) => hasId(model.purposeLegitimateInterests, id))).toBe(false);
    expect(hasId(model.purposeLegitimateInterests, 2)).toBe(true);
  });

  test("T58: an objection clears its bit, and goes on doing so under another list", () => {
    const vendors = [createVendor(1, { legIntPurposes: [2, 7] }), createVendor(2, { legIntPurposes: [2] })];
    const choice = { ...ALL, purposeObjections: [7], vendorObjections: [2] };
    for (const list of [createList(vendors), createList([...vendors, createVendor(3, { legIntPurposes: [7] })], 200)]) {
      const model = toTcModel(toInput({ list, disclosed: [1, 2, 3], choice }));
      expect(model.purposeLegitimateInterests).toEqual([[2, 2]]);
      expect(hasId(model.vendorLegitimateInterests, 2)).toBe(false);
    }
  });

  test("T59: special features are opted into one by one, where a vendor that was shown uses them", () => {
    const list = createList([createVendor(1, { specialFeatures: [2] }), createVendor(2, { specialFeatures: [1] })]);
    expect(toTcModel(toInput({ list, disclosed: [1] })).specialFeatureOptIns).toEqual([[2, 2]]);
    const choice = { ...ALL, specialFeatureOptIns: [] };
    expect(toTcModel(toInput({ list, disclosed: [1, 2], choice })).specialFeatureOptIns).toEqual([]);
  });

  test("T61, T62, T66: who was shown stays shown when all is refused or withdrawn; only consent goes", () => {
    const list = createList([createVendor(1, { purposes: [1] }), createVendor(9, { legIntPurposes: [2] })]);
    const none = { ...ALL, purposeConsents: [], vendorConsents: [], specialFeatureOptIns: [] };
    const [agreed, refused] = [ALL, none].map((choice) => toTcModel(toInput({ list, disclosed: [1, 9], choice })));
    expect(refused?.disclosedVendors).toEqual(agreed?.disclosedVendors);
    expect(refused).toMatchObject({ purposeConsents: [], vendorConsents: [], vendorLegitimateInterests: [[9, 9]] });
  });

  test("T65: the publisher's own purposes are written beside", () => {
    const publisher = {
      ...{ purposeConsents: [[1, 1]] as const, purposeLegitimateInterests: [], customPurposeCount: 2 },
      ...{ customPurposeConsents: [[2, 2]] as const, customPurposeLegitimateInterests: [] },
    };
    expect(readTcString(toTcString(toTcModel(toInput({ publisher })))).publisher).toEqual(publisher);
  });

  test("T51: restrictions of every vendor of a large list leave a string that is read, far from the limit", () => {
    const list = createList(
      Array.from({ length: 1200 }, (_, index) =>
        createVendor(Math.floor(index * 1.3) + 1, {
          purposes: [1, 2, 3, 4].filter((id) => (index * 7 + id) % 3),
          legIntPurposes: [7, 9, 10].filter((id) => (index + id) % 4 === 0),
        }),
      ),
    );
    const restrictions = [2, 3, 4, 7, 8, 9, 10].map((purposeId) => ({ purposeId, type: 0 as const }));
    const disclosed = list.vendors.map(({ id }) => id);
    const text = toTcString(toTcModel(toInput({ list, disclosed, operator: { ...OPERATOR, restrictions } })));
    expect(text.length).toBeLessThan(1000);
    expect([...listIds(readTcString(text).purposeConsents)]).toEqual([1]);
  });

  test("T54 to T63, whatever list, choice and restrictions: no bit that the rules do not give, and none lost in writing", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const model = toTcModel(input);
        expect(readTcString(toTcString(model))).toEqual(model);
        const shown = input.list.vendors.filter(({ id, deletedDate }) => input.disclosed.includes(id) && !deletedDate);
        expect([...listIds(model.disclosedVendors ?? [])]).toEqual(shown.map(({ id }) => id));
        for (const ids of [model.vendorConsents, model.vendorLegitimateInterests]) {
          for (const id of listIds(ids)) expect(shown.some((vendor) => vendor.id === id)).toBe(true);
        }
        for (const id of listIds(model.vendorConsents)) expect(input.choice?.vendorConsents).toContain(id);
        for (const id of listIds(model.purposeConsents)) expect(input.choice?.purposeConsents).toContain(id);
        for (const id of input.choice?.purposeObjections ?? [])
          expect(hasId(model.purposeLegitimateInterests, id)).toBe(false);
        for (const id of [1, 3, 4, 5, 6]) expect(hasId(model.purposeLegitimateInterests, id)).toBe(false);
        if (!input.choice) expect(countIds(model.purposeConsents) + countIds(model.vendorConsents)).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });
});
