import { GppModel } from "@iabgpp/cmpapi";
import { GVL, PurposeRestriction, Segment, TCModel, TCString } from "@iabtechlabtcf/core";
import { type IdRanges, listIds, toIdRanges } from "../src/signals/id-ranges.ts";
import type { PublisherRestriction, TcModel } from "../src/signals/tc-model.ts";

/**
 * Two readers and writers of TC strings that share no code with ours, nor with each other. What a string leaves out reads
 * as empty in both, so that models are compared by `toComparable`.
 */
export interface TcOracle {
  read(text: string): TcModel;
  /** Writes a model as the library sees fit: it may set or clear bits by its own rules first. */
  write(model: TcModel): string;
}

/** A model in the form in which both libraries can say it. */
export function toComparable(model: TcModel): TcModel {
  const restrictions = model.publisherRestrictions.filter(({ vendors }) => vendors.length > 0);
  const empty = { purposeConsents: [], purposeLegitimateInterests: [], customPurposeCount: 0 };
  return {
    ...model,
    publisherRestrictions: [...restrictions].sort((a, b) => a.purposeId - b.purposeId || a.type - b.type),
    disclosedVendors: model.disclosedVendors ?? [],
    publisher: model.publisher ?? { ...empty, customPurposeConsents: [], customPurposeLegitimateInterests: [] },
  };
}

/** `@iabtechlabtcf/core`. */
export const iabTechLab: TcOracle = {
  read(text) {
    const model = TCString.decode(text);
    const restrictions = model.publisherRestrictions.getRestrictions().map(
      (restriction): PublisherRestriction => ({
        purposeId: Number(restriction.purposeId),
        type: Number(restriction.restrictionType) as PublisherRestriction["type"],
        vendors: toIdRanges(model.publisherRestrictions.getVendors(restriction)),
      }),
    );
    return toComparable({
      ...{ createdMs: model.created.getTime(), lastUpdatedMs: model.lastUpdated.getTime() },
      ...{ cmpId: Number(model.cmpId), cmpVersion: Number(model.cmpVersion) },
      consentScreen: Number(model.consentScreen),
      consentLanguage: model.consentLanguage.toLowerCase(),
      vendorListVersion: Number(model.vendorListVersion),
      policyVersion: Number(model.policyVersion),
      isServiceSpecific: model.isServiceSpecific,
      hasNonStandardTexts: model.useNonStandardTexts,
      specialFeatureOptIns: toIdRanges(model.specialFeatureOptins.values()),
      purposeConsents: toIdRanges(model.purposeConsents.values()),
      purposeLegitimateInterests: toIdRanges(model.purposeLegitimateInterests.values()),
      isPurposeOneTreatment: model.purposeOneTreatment,
      publisherCountry: model.publisherCountryCode,
      vendorConsents: toIdRanges(model.vendorConsents.values()),
      vendorLegitimateInterests: toIdRanges(model.vendorLegitimateInterests.values()),
      publisherRestrictions: restrictions,
      disclosedVendors: toIdRanges(model.vendorsDisclosed.values()),
      publisher: {
        purposeConsents: toIdRanges(model.publisherConsents.values()),
        purposeLegitimateInterests: toIdRanges(model.publisherLegitimateInterests.values()),
        customPurposeCount: Number(model.numCustomPurposes),
        customPurposeConsents: toIdRanges(model.publisherCustomConsents.values()),
        customPurposeLegitimateInterests: toIdRanges(model.publisherCustomLegitimateInterests.values()),
      },
    });
  },
  write(model) {
    const target = new TCModel(createList(model));
    Object.assign(target, {
      ...{ cmpId: model.cmpId, cmpVersion: model.cmpVersion, consentScreen: model.consentScreen },
      ...{ consentLanguage: model.consentLanguage, publisherCountryCode: model.publisherCountry },
      ...{ isServiceSpecific: model.isServiceSpecific, useNonStandardTexts: model.hasNonStandardTexts },
      purposeOneTreatment: model.isPurposeOneTreatment,
    });
    target.specialFeatureOptins.set([...listIds(model.specialFeatureOptIns)]);
    target.purposeConsents.set([...listIds(model.purposeConsents)]);
    target.purposeLegitimateInterests.set([...listIds(model.purposeLegitimateInterests)]);
    target.vendorConsents.set([...listIds(model.vendorConsents)]);
    target.vendorLegitimateInterests.set([...listIds(model.vendorLegitimateInterests)]);
    target.vendorsDisclosed.set([...listIds(model.disclosedVendors ?? [])]);
    for (const { purposeId, type, vendors } of model.publisherRestrictions) {
      for (const id of listIds(vendors)) target.publisherRestrictions.add(id, new PurposeRestriction(purposeId, type));
    }
    if (model.publisher) {
      target.numCustomPurposes = model.publisher.customPurposeCount;
      target.publisherConsents.set([...listIds(model.publisher.purposeConsents)]);
      target.publisherLegitimateInterests.set([...listIds(model.publisher.purposeLegitimateInterests)]);
      target.publisherCustomConsents.set([...listIds(model.publisher.customPurposeConsents)]);
      target.publisherCustomLegitimateInterests.set([...listIds(model.publisher.customPurposeLegitimateInterests)]);
    }
    return TCString.encode(target, { segments: [Segment.CORE, Segment.VENDORS_DISCLOSED, Segment.PUBLISHER_TC] });
  },
};

const SECTION = "tcfeuv2";
const toFlags = (ids: IdRanges, length: number) => {
  const set = new Set(listIds(ids));
  return Array.from({ length }, (_, index) => set.has(index + 1));
};
const fromFlags = (flags: readonly boolean[]) =>
  toIdRanges(flags.flatMap((isSet, index) => (isSet ? [index + 1] : [])));

/** The TCF section of `@iabgpp/cmpapi`. */
export const gppLibrary: TcOracle = {
  read(text) {
    const model = new GppModel(text);
    const get = <Value>(name: string) => model.getFieldValue(SECTION, name) as Value;
    const restrictions = get<{ key: number; type: number; ids: number[] }[]>("PublisherRestrictions");
    return toComparable({
      ...{ createdMs: get<Date>("Created").getTime(), lastUpdatedMs: get<Date>("LastUpdated").getTime() },
      ...{ cmpId: get<number>("CmpId"), cmpVersion: get<number>("CmpVersion") },
      consentScreen: get<number>("ConsentScreen"),
      consentLanguage: get<string>("ConsentLanguage").toLowerCase(),
      ...{ vendorListVersion: get<number>("VendorListVersion"), policyVersion: get<number>("PolicyVersion") },
      isServiceSpecific: get<boolean>("IsServiceSpecific"),
      hasNonStandardTexts: get<boolean>("UseNonStandardStacks"),
      specialFeatureOptIns: fromFlags(get("SpecialFeatureOptins")),
      purposeConsents: fromFlags(get("PurposeConsents")),
      purposeLegitimateInterests: fromFlags(get("PurposeLegitimateInterests")),
      isPurposeOneTreatment: get<boolean>("PurposeOneTreatment"),
      publisherCountry: get<string>("PublisherCountryCode"),
      vendorConsents: toIdRanges(get("VendorConsents")),
      vendorLegitimateInterests: toIdRanges(get("VendorLegitimateInterests")),
      publisherRestrictions: restrictions.map(({ key, type, ids }) => ({
        purposeId: key,
        type: type as PublisherRestriction["type"],
        vendors: toIdRanges(ids),
      })),
      disclosedVendors: toIdRanges(get("VendorsDisclosed")),
      publisher: {
        purposeConsents: fromFlags(get("PublisherConsents")),
        purposeLegitimateInterests: fromFlags(get("PublisherLegitimateInterests")),
        customPurposeCount: get<number>("NumCustomPurposes"),
        customPurposeConsents: fromFlags(get("PublisherCustomConsents")),
        customPurposeLegitimateInterests: fromFlags(get("PublisherCustomLegitimateInterests")),
      },
    });
  },
  write(model) {
    const target = new GppModel();
    const set = (name: string, value: unknown) => target.setFieldValue(SECTION, name, value);
    const { publisher } = toComparable(model);
    set("CmpId", model.cmpId);
    set("CmpVersion", model.cmpVersion);
    set("ConsentScreen", model.consentScreen);
    set("ConsentLanguage", model.consentLanguage.toUpperCase());
    set("VendorListVersion", model.vendorListVersion);
    set("PolicyVersion", model.policyVersion);
    set("IsServiceSpecific", model.isServiceSpecific);
    set("UseNonStandardStacks", model.hasNonStandardTexts);
    set("SpecialFeatureOptins", toFlags(model.specialFeatureOptIns, 12));
    set("PurposeConsents", toFlags(model.purposeConsents, 24));
    set("PurposeLegitimateInterests", toFlags(model.purposeLegitimateInterests, 24));
    set("PurposeOneTreatment", model.isPurposeOneTreatment);
    set("PublisherCountryCode", model.publisherCountry);
    set("VendorConsents", [...listIds(model.vendorConsents)]);
    set("VendorLegitimateInterests", [...listIds(model.vendorLegitimateInterests)]);
    set("VendorsDisclosed", [...listIds(model.disclosedVendors ?? [])]);
    // Its class of entries has no door of its own.
    const toEntry = ({ purposeId, type, vendors }: PublisherRestriction) => ({
      ...{ getKey: () => purposeId, getType: () => type, getIds: () => [...listIds(vendors)] },
    });
    set("PublisherRestrictions", model.publisherRestrictions.map(toEntry));
    const custom = publisher?.customPurposeCount ?? 0;
    set("PublisherConsents", toFlags(publisher?.purposeConsents ?? [], 24));
    set("PublisherLegitimateInterests", toFlags(publisher?.purposeLegitimateInterests ?? [], 24));
    set("NumCustomPurposes", custom);
    set("PublisherCustomConsents", toFlags(publisher?.customPurposeConsents ?? [], custom));
    set("PublisherCustomLegitimateInterests", toFlags(publisher?.customPurposeLegitimateInterests ?? [], custom));
    return target.encodeSection(SECTION);
  },
};

/** A list that knows every vendor of a model, each with everything declared: the library clears what a list does not have. */
function createList(model: TcModel): GVL {
  const vendors = new Set(
    [model.vendorConsents, model.vendorLegitimateInterests, model.disclosedVendors ?? []].flatMap((ids) => [
      ...listIds(ids),
    ]),
  );
  for (const { vendors: restricted } of model.publisherRestrictions)
    for (const id of listIds(restricted)) vendors.add(id);
  const purposes = Array.from({ length: 11 }, (_, index) => index + 1);
  const toMap = <Value>(ids: Iterable<number>, toValue: (id: number) => Value) =>
    Object.fromEntries([...ids].map((id) => [id, toValue(id)]));
  const named = (id: number) => ({ id, name: `${id}`, description: "", illustrations: [] });
  return new GVL({
    gvlSpecificationVersion: 3,
    vendorListVersion: model.vendorListVersion,
    tcfPolicyVersion: model.policyVersion,
    lastUpdated: new Date(0).toISOString(),
    purposes: toMap(purposes, named),
    specialPurposes: toMap([1, 2, 3], named),
    features: toMap([1, 2, 3], named),
    specialFeatures: toMap([1, 2], named),
    stacks: {},
    dataCategories: {},
    vendors: toMap(vendors, (id) => ({
      ...{ id, name: `Vendor ${id}`, purposes, legIntPurposes: [2, 7], flexiblePurposes: [2, 7] },
      ...{ specialPurposes: [], features: [], specialFeatures: [], urls: [], usesCookies: false },
    })),
  } as unknown as ConstructorParameters<typeof GVL>[0]);
}
