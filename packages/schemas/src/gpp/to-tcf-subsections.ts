import { type IdRanges, listIds } from "../signals/id-ranges.ts";
import { TC_SEGMENT, type TcModel } from "../signals/tc-model.ts";

/** A TC string of version 2: others have other fields. */
const VERSION = 2;

/**
 * The segments of a TC string in its order, every field by the name of its text and in the type that callers of `__gpp` get:
 * sets of ids as lists, times as `Date` (IAB GPP, "IAB TCF Europe Technical Specification"; G13, G26). Sets are expanded: only
 * for a model whose sets are known to be small.
 */
export function toTcfSubsections(model: TcModel): readonly object[] {
  const { disclosedVendors, publisher } = model;
  return [
    toCore(model),
    ...(disclosedVendors
      ? [{ SegmentType: TC_SEGMENT.disclosedVendors, DisclosedVendors: toList(disclosedVendors) }]
      : []),
    ...(publisher
      ? [
          {
            SegmentType: TC_SEGMENT.publisherTc,
            PubPurposesConsent: toList(publisher.purposeConsents),
            PubPurposesLITransparency: toList(publisher.purposeLegitimateInterests),
            NumCustomPurposes: publisher.customPurposeCount,
            CustomPurposesConsent: toList(publisher.customPurposeConsents),
            CustomPurposesLITransparency: toList(publisher.customPurposeLegitimateInterests),
          },
        ]
      : []),
  ];
}

function toCore(model: TcModel): object {
  return {
    Version: VERSION,
    Created: new Date(model.createdMs),
    LastUpdated: new Date(model.lastUpdatedMs),
    CmpId: model.cmpId,
    CmpVersion: model.cmpVersion,
    ConsentScreen: model.consentScreen,
    // As its letters are coded: there are no small ones.
    ConsentLanguage: model.consentLanguage.toUpperCase(),
    VendorListVersion: model.vendorListVersion,
    TcfPolicyVersion: model.policyVersion,
    IsServiceSpecific: model.isServiceSpecific,
    UseNonStandardTexts: model.hasNonStandardTexts,
    SpecialFeatureOptIns: toList(model.specialFeatureOptIns),
    PurposeConsent: toList(model.purposeConsents),
    PurposesLITransparency: toList(model.purposeLegitimateInterests),
    PurposeOneTreatment: model.isPurposeOneTreatment,
    PublisherCC: model.publisherCountry,
    VendorConsent: toList(model.vendorConsents),
    VendorLegitimateInterest: toList(model.vendorLegitimateInterests),
    PubRestrictions: model.publisherRestrictions.map(({ purposeId, type, vendors }) => ({
      ...{ key: purposeId, type, ids: toList(vendors) },
    })),
  };
}

const toList = (ids: IdRanges): number[] => [...listIds(ids)];
