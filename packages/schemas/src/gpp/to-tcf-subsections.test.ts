import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_POLICY } from "../../test/gpp-policies.ts";
import { tcModels } from "../../test/tc-model.ts";
import { gppLibrary, toComparable } from "../../test/tc-oracles.ts";
import { toIdRanges } from "../signals/id-ranges.ts";
import type { RestrictionType, TcModel } from "../signals/tc-model.ts";
import { toTcString } from "../signals/tc-writer.ts";
import { toGppState } from "./to-gpp-state.ts";
import { toTcfSubsections } from "./to-tcf-subsections.ts";
import { withTcf } from "./with-tcf.ts";

type Fields = Readonly<Record<string, unknown>>;

const MODEL: TcModel = {
  ...{ createdMs: Date.UTC(2026, 10, 21), lastUpdatedMs: Date.UTC(2026, 10, 21), cmpId: 31, cmpVersion: 7 },
  ...{ consentScreen: 1, consentLanguage: "de", vendorListVersion: 178, policyVersion: 5 },
  ...{ isServiceSpecific: true, hasNonStandardTexts: false, isPurposeOneTreatment: false, publisherCountry: "DE" },
  ...{ specialFeatureOptIns: [[1, 1]], purposeConsents: [[1, 4]], purposeLegitimateInterests: [[7, 7]] },
  vendorConsents: [
    [2, 3],
    [9, 9],
  ],
  vendorLegitimateInterests: [[4, 4]],
  publisherRestrictions: [{ purposeId: 2, type: 1, vendors: [[4, 6]] }],
  disclosedVendors: [[2, 9]],
  publisher: null,
};

test("G13, G26: every field has the name and the type of its text: ids in lists, times as dates, letters as they are coded", () => {
  expect(toTcfSubsections(MODEL)).toEqual([
    {
      ...{ Version: 2, Created: new Date(MODEL.createdMs), LastUpdated: new Date(MODEL.lastUpdatedMs) },
      ...{ CmpId: 31, CmpVersion: 7, ConsentScreen: 1, ConsentLanguage: "DE", VendorListVersion: 178 },
      ...{ TcfPolicyVersion: 5, IsServiceSpecific: true, UseNonStandardTexts: false },
      ...{ SpecialFeatureOptIns: [1], PurposeConsent: [1, 2, 3, 4], PurposesLITransparency: [7] },
      ...{ PurposeOneTreatment: false, PublisherCC: "DE", VendorConsent: [2, 3, 9], VendorLegitimateInterest: [4] },
      PubRestrictions: [{ key: 2, type: 1, ids: [4, 5, 6] }],
    },
    { SegmentType: 1, DisclosedVendors: [2, 3, 4, 5, 6, 7, 8, 9] },
  ]);
});

test("G13: segments that the string does not have are left out, and those that it has stand in its order", () => {
  const publisher = {
    ...{ purposeConsents: [[1, 2]], purposeLegitimateInterests: [[7, 7]], customPurposeCount: 3 },
    ...{ customPurposeConsents: [[1, 1]], customPurposeLegitimateInterests: [[3, 3]] },
  } satisfies TcModel["publisher"];
  expect(toTcfSubsections({ ...MODEL, disclosedVendors: null })).toHaveLength(1);
  expect(toTcfSubsections({ ...MODEL, publisher }).slice(1)).toEqual([
    { SegmentType: 1, DisclosedVendors: [2, 3, 4, 5, 6, 7, 8, 9] },
    {
      ...{ SegmentType: 3, PubPurposesConsent: [1, 2], PubPurposesLITransparency: [7], NumCustomPurposes: 3 },
      ...{ CustomPurposesConsent: [1], CustomPurposesLITransparency: [3] },
    },
  ]);
});

// What the other library has no place for, or takes no string with (as in `tc-oracles.test.ts`).
const models = tcModels({ vendorMax: 1600 }).map((model) => ({
  ...model,
  isServiceSpecific: true,
  cmpId: Math.max(model.cmpId, 2),
}));

test("G13, G30: the other library reads out of the whole string what its values say, 500 models", () => {
  const facts = { isNotified: true, isOptedOut: false, gpc: false };
  fc.assert(
    fc.property(models, fc.constantFrom("DE", "US-CA"), (model, location) => {
      const subsections = toTcfSubsections(model);
      const us = toGppState({ location, policy: PLAIN_POLICY, facts });
      const { gppString } = withTcf(us, { tcString: toTcString(model), subsections });
      expect(toComparable(fromSubsections(subsections as readonly Fields[]))).toEqual(gppLibrary.read(gppString));
    }),
    { numRuns: 500 },
  );
});

/** The way back: what a reader of the values makes of them. */
function fromSubsections([core = {}, ...others]: readonly Fields[]): TcModel {
  const find = (type: number) => others.find(({ SegmentType }) => SegmentType === type);
  const toIds = (value: unknown) => toIdRanges(value as number[]);
  const toMs = (value: unknown) => (value as Date).getTime();
  const disclosed = find(1);
  const publisher = find(3);
  const restrictions = core.PubRestrictions as readonly { key: number; type: RestrictionType; ids: number[] }[];
  return {
    ...{ createdMs: toMs(core.Created), lastUpdatedMs: toMs(core.LastUpdated) },
    ...{ cmpId: Number(core.CmpId), cmpVersion: Number(core.CmpVersion), consentScreen: Number(core.ConsentScreen) },
    consentLanguage: String(core.ConsentLanguage).toLowerCase(),
    ...{ vendorListVersion: Number(core.VendorListVersion), policyVersion: Number(core.TcfPolicyVersion) },
    ...{ isServiceSpecific: core.IsServiceSpecific === true, hasNonStandardTexts: core.UseNonStandardTexts === true },
    specialFeatureOptIns: toIds(core.SpecialFeatureOptIns),
    purposeConsents: toIds(core.PurposeConsent),
    purposeLegitimateInterests: toIds(core.PurposesLITransparency),
    ...{ isPurposeOneTreatment: core.PurposeOneTreatment === true, publisherCountry: String(core.PublisherCC) },
    vendorConsents: toIds(core.VendorConsent),
    vendorLegitimateInterests: toIds(core.VendorLegitimateInterest),
    publisherRestrictions: restrictions.map(({ key, type, ids }) => ({ purposeId: key, type, vendors: toIds(ids) })),
    disclosedVendors: disclosed ? toIds(disclosed.DisclosedVendors) : null,
    publisher: publisher
      ? {
          purposeConsents: toIds(publisher.PubPurposesConsent),
          purposeLegitimateInterests: toIds(publisher.PubPurposesLITransparency),
          customPurposeCount: Number(publisher.NumCustomPurposes),
          customPurposeConsents: toIds(publisher.CustomPurposesConsent),
          customPurposeLegitimateInterests: toIds(publisher.CustomPurposesLITransparency),
        }
      : null,
  };
}
