import { readTcString, type TcModel, toIdRanges, toTcString } from "@cookiehub/schemas/signals";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tcModels } from "../../../schemas/test/tc-model.ts";
import { iabTechLab, toComparable } from "../../../schemas/test/tc-oracles.ts";
import { createState, MODEL } from "../../test/tcf-kit.ts";
import { type Flags, type TcData, toTcData } from "./tc-data.ts";

const toIds = (flags: Flags) => toIdRanges(Object.entries(flags).flatMap(([id, isSet]) => (isSet ? [Number(id)] : [])));
const toData = (model: TcModel) => toTcData(createState({ model })) as TcData;

/** What `TCData` says, in the words of a model; `base` brings what it does not say. */
function toModel(data: TcData, base: TcModel): TcModel {
  const restrictions = Object.entries(data.publisher.restrictions).flatMap(([purposeId, vendors]) =>
    ([0, 1, 2] as const).map((type) => ({
      purposeId: Number(purposeId),
      type,
      vendors: toIdRanges(
        Object.keys(vendors)
          .map(Number)
          .filter((id) => vendors[id] === type),
      ),
    })),
  );
  return toComparable({
    ...base,
    ...{ cmpId: data.cmpId, cmpVersion: data.cmpVersion, policyVersion: data.tcfPolicyVersion },
    ...{ isServiceSpecific: data.isServiceSpecific, hasNonStandardTexts: data.useNonStandardTexts },
    ...{ publisherCountry: data.publisherCC, isPurposeOneTreatment: data.purposeOneTreatment },
    specialFeatureOptIns: toIds(data.specialFeatureOptins),
    purposeConsents: toIds(data.purpose.consents),
    purposeLegitimateInterests: toIds(data.purpose.legitimateInterests),
    vendorConsents: toIds(data.vendor.consents),
    vendorLegitimateInterests: toIds(data.vendor.legitimateInterests),
    disclosedVendors: toIds(data.vendor.disclosedVendors),
    publisherRestrictions: restrictions,
    publisher: {
      purposeConsents: toIds(data.publisher.consents),
      purposeLegitimateInterests: toIds(data.publisher.legitimateInterests),
      customPurposeCount: Object.keys(data.publisher.customPurpose.consents).length,
      customPurposeConsents: toIds(data.publisher.customPurpose.consents),
      customPurposeLegitimateInterests: toIds(data.publisher.customPurpose.legitimateInterests),
    },
  });
}

/** No vendor has two restrictions for one purpose, as the text asks. */
function withSingleRestrictions(model: TcModel): TcModel {
  const purposes = new Set<number>();
  const isFirst = (id: number) => !purposes.has(id) && Boolean(purposes.add(id));
  return { ...model, publisherRestrictions: model.publisherRestrictions.filter(({ purposeId }) => isFirst(purposeId)) };
}

// What the library takes: strings of one service, by a CMP that can be.
const models = tcModels({ vendorMax: 1600 }).map((model) =>
  withSingleRestrictions({ ...model, isServiceSpecific: true, cmpId: Math.max(model.cmpId, 2) }),
);

describe("TCData", () => {
  test("T32 T33: agrees in each member with the string that stands in it, as @iabtechlabtcf/core reads it, 500 models", () => {
    fc.assert(
      fc.property(models, (model) => {
        const data = toData(readTcString(toTcString(model)));
        const read = iabTechLab.read(data.tcString);
        expect(toModel(data, read)).toEqual(read);
        const types = Object.values(data.publisher.restrictions).flatMap((vendors) => Object.values(vendors));
        expect(types.every((type) => [0, 1, 2].includes(type))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("T31: has every member of the text, under its names", () => {
    expect(toData({ ...MODEL, publisher: null })).toEqual({
      ...{ tcString: toTcString(MODEL), tcfPolicyVersion: 5, cmpId: 31, cmpVersion: 7, gdprApplies: true },
      ...{ eventStatus: "tcloaded", cmpStatus: "loaded", isServiceSpecific: true, useNonStandardTexts: false },
      ...{ publisherCC: "DE", purposeOneTreatment: false },
      purpose: {
        consents: {
          ...{ 1: true, 2: true, 3: true, 4: true, 5: false, 6: false, 7: false, 8: false, 9: false, 10: false },
          11: false,
        },
        legitimateInterests: {
          ...{ 1: false, 2: false, 3: false, 4: false, 5: false, 6: false, 7: true, 8: true, 9: false, 10: false },
          11: false,
        },
      },
      vendor: {
        consents: { 3: true, 4: false, 5: false, 9: true },
        legitimateInterests: { 3: false, 4: true, 5: false, 9: false },
        disclosedVendors: { 3: true, 4: true, 5: true, 9: true },
      },
      specialFeatureOptins: { 1: true, 2: false },
      publisher: {
        ...{ consents: {}, legitimateInterests: {}, customPurpose: { consents: {}, legitimateInterests: {} } },
        restrictions: { 2: { 4: 1, 5: 1 } },
      },
    });
  });

  test("T31: the publisher's own purposes are listed where the string has its segment, custom ones by their number", () => {
    const publisher = {
      ...{ purposeConsents: [[2, 2]] as const, purposeLegitimateInterests: [], customPurposeCount: 2 },
      ...{ customPurposeConsents: [[2, 2]] as const, customPurposeLegitimateInterests: [] },
    };
    const { consents, customPurpose } = toData({ ...MODEL, publisher }).publisher;
    expect([consents[1], consents[2], consents[11]]).toEqual([false, true, false]);
    expect(customPurpose).toEqual({ consents: { 1: false, 2: true }, legitimateInterests: { 1: false, 2: false } });
  });

  test("C15: says that Google's tags may read Consent Mode from it, and which of their vendors were agreed to, where the site asks", () => {
    const data = toTcData(createState({ enableAdvertiserConsentMode: true, addtlConsent: "2~1.2~dv.3" }));
    expect(data).toMatchObject({ enableAdvertiserConsentMode: true, addtlConsent: "2~1.2~dv.3" });
    expect(Object.keys(toTcData(createState()))).not.toContain("addtlConsent");
  });

  test("T30: where the GDPR does not apply it holds four members, and nothing of a choice", () => {
    const head = { gdprApplies: false, tcfPolicyVersion: 5, cmpId: 31, cmpVersion: 7 };
    expect(toTcData(createState({ gdprApplies: false }))).toEqual(head);
  });

  test.each([
    ["it is not known whether the GDPR applies", { gdprApplies: undefined }],
    ["there is no string yet", { model: null }],
    ["a string has no status, since it does not hold any more", { eventStatus: undefined }],
  ])("T14 T17: nothing of a choice is told where %s", (_, changes) => {
    const data = toTcData(createState(changes));
    expect(Object.keys(data).sort()).toEqual(["cmpId", "cmpStatus", "cmpVersion", "gdprApplies", "tcfPolicyVersion"]);
  });

  test("T14: a string that names more than any list has is told as none, at once", () => {
    const publisherRestrictions = Array.from({ length: 900 }, () => ({
      ...{ purposeId: 2, type: 1 as const, vendors: [[1, 65_535]] as const },
    }));
    expect(toData({ ...MODEL, publisherRestrictions })).not.toHaveProperty("tcString");
    expect(toData({ ...MODEL, vendorConsents: [[1, 65_535]] })).toHaveProperty("tcString");
  });

  test("T33: of two restrictions of one vendor for one purpose the stricter is told", () => {
    const restrict = (...types: (0 | 1 | 2)[]) =>
      toData({
        ...MODEL,
        publisherRestrictions: types.map((type) => ({ purposeId: 2, type, vendors: [[4, 4]] })),
      }).publisher.restrictions;
    expect([restrict(2, 1), restrict(1, 2), restrict(1, 0), restrict(0, 2)]).toEqual([
      { 2: { 4: 1 } },
      { 2: { 4: 1 } },
      { 2: { 4: 0 } },
      { 2: { 4: 0 } },
    ]);
  });

  test("T35: every call makes an object of its own, down to the maps", () => {
    const state = createState();
    const kept = structuredClone(toTcData(state));
    const [one, other] = [toTcData(state) as TcData, toTcData(state)];
    one.vendor.consents[5] = true;
    one.purpose.consents = {};
    one.publisher.restrictions[2] = {};
    expect([other, toTcData(state)]).toEqual([kept, kept]);
  });
});
