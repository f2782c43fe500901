import { GppModel } from "@iabgpp/cmpapi";
import type { UsSectionLayout } from "../src/signals/gpp-sections.ts";
import type { TcfCaModel } from "../src/signals/gpp-tcfca.ts";
import type { UsSubsection } from "../src/signals/gpp-us.ts";
import { type IdRanges, listIds, toIdRanges } from "../src/signals/id-ranges.ts";
import type { PublisherRestriction } from "../src/signals/tc-model.ts";

// `@iabgpp/cmpapi` 3.2.0 as an independent writer and reader. Where it departs from the texts, this file says so and makes up
// for it; the numbers are those of the list of its defects in the research notes (2.7).

const CA = "tcfcav1";

/** Writes a US section with the other library. It writes sections 24 to 27 without their header (15). */
export function writeWithOracle(layout: UsSectionLayout, subsections: readonly UsSubsection[]): string {
  const model = new GppModel();
  const [core = {}, extra] = subsections;
  for (const [name, value] of Object.entries(core)) model.setFieldValue(layout.prefix, name, value);
  // Sub-section 1 is there by default (7).
  if (layout.extra.length > 0) model.setFieldValue(layout.prefix, toIncludedField(layout), extra !== undefined);
  for (const [name, value] of Object.entries(extra ?? {}))
    model.setFieldValue(layout.prefix, toOracleName(name), value);
  return model.encodeSection(layout.prefix);
}

/** Reads a US section, without a header, with the other library. */
export function readWithOracle(layout: UsSectionLayout, text: string): readonly UsSubsection[] {
  const model = new GppModel();
  model.decodeSection(layout.prefix, text);
  // It knows one flat object for all sub-sections (2).
  const read = (fields: UsSectionLayout["core"]): UsSubsection =>
    Object.fromEntries(fields.map(({ name }) => [name, model.getFieldValue(layout.prefix, toOracleName(name))]));
  const hasExtra = layout.extra.length > 0 && model.getFieldValue(layout.prefix, toIncludedField(layout)) === true;
  return [read(layout.core), ...(hasExtra ? [read(layout.extra)] : [])];
}

// It has names of its own for what the texts call alike (3).
function toOracleName(name: string): string {
  return name === "SubsectionType" ? "GpcSegmentType" : name;
}

function toIncludedField({ extra }: UsSectionLayout): string {
  return extra.some(({ name }) => name === "Gpc") ? "GpcSegmentIncluded" : "SensitiveDataConsentSegmentIncluded";
}

/** Writes a Canadian section with the other library. It always adds the publisher's segment, and no empty list of vendors. */
export function writeCaWithOracle(tc: TcfCaModel): string {
  const model = new GppModel();
  for (const [name, value] of Object.entries(toCaFields(tc))) model.setFieldValue(CA, name, value);
  // Every other field sets both times anew (13).
  model.setFieldValue(CA, "Created", new Date(tc.createdMs));
  model.setFieldValue(CA, "LastUpdated", new Date(tc.lastUpdatedMs));
  return model.encodeSection(CA);
}

/** Reads a Canadian section with the other library, which does not tell a missing segment from an empty one. */
export function readCaWithOracle(text: string): TcfCaModel {
  const model = new GppModel();
  model.decodeSection(CA, text);
  const read = (name: string): unknown => model.getFieldValue(CA, name);
  const readIds = (name: string) => toIdRanges(read(name) as number[]);
  const readBits = (name: string) => fromBits(read(name) as boolean[]);
  return {
    createdMs: Number(read("Created")),
    lastUpdatedMs: Number(read("LastUpdated")),
    cmpId: Number(read("CmpId")),
    cmpVersion: Number(read("CmpVersion")),
    consentScreen: Number(read("ConsentScreen")),
    consentLanguage: String(read("ConsentLanguage")).toLowerCase(),
    vendorListVersion: Number(read("VendorListVersion")),
    policyVersion: Number(read("TcfPolicyVersion")),
    hasNonStandardTexts: read("UseNonStandardStacks") === true,
    specialFeatureOptIns: readBits("SpecialFeatureExpressConsent"),
    purposeConsents: readBits("PurposesExpressConsent"),
    purposeLegitimateInterests: readBits("PurposesImpliedConsent"),
    vendorConsents: readIds("VendorExpressConsent"),
    vendorLegitimateInterests: readIds("VendorImpliedConsent"),
    publisherRestrictions: (read("PubRestrictions") as OracleRestriction[]).map(fromRestriction),
    disclosedVendors: readIds("DisclosedVendors"),
    publisher: {
      purposeConsents: readBits("PubPurposesExpressConsent"),
      purposeLegitimateInterests: readBits("PubPurposesImpliedConsent"),
      customPurposeCount: Number(read("NumCustomPurposes")),
      customPurposeConsents: readBits("CustomPurposesExpressConsent"),
      customPurposeLegitimateInterests: readBits("CustomPurposesImpliedConsent"),
    },
  };
}

function toCaFields({ publisher, ...tc }: TcfCaModel): Record<string, unknown> {
  const count = publisher?.customPurposeCount ?? 0;
  return {
    CmpId: tc.cmpId,
    CmpVersion: tc.cmpVersion,
    ConsentScreen: tc.consentScreen,
    ConsentLanguage: tc.consentLanguage.toUpperCase(),
    VendorListVersion: tc.vendorListVersion,
    TcfPolicyVersion: tc.policyVersion,
    UseNonStandardStacks: tc.hasNonStandardTexts,
    SpecialFeatureExpressConsent: toBits(tc.specialFeatureOptIns, 12),
    PurposesExpressConsent: toBits(tc.purposeConsents, 24),
    PurposesImpliedConsent: toBits(tc.purposeLegitimateInterests, 24),
    VendorExpressConsent: [...listIds(tc.vendorConsents)],
    VendorImpliedConsent: [...listIds(tc.vendorLegitimateInterests)],
    PubRestrictions: tc.publisherRestrictions.map(toRestriction),
    DisclosedVendors: [...listIds(tc.disclosedVendors ?? [])],
    PubPurposesExpressConsent: toBits(publisher?.purposeConsents ?? [], 24),
    PubPurposesImpliedConsent: toBits(publisher?.purposeLegitimateInterests ?? [], 24),
    NumCustomPurposes: count,
    CustomPurposesExpressConsent: toBits(publisher?.customPurposeConsents ?? [], count),
    CustomPurposesImpliedConsent: toBits(publisher?.customPurposeLegitimateInterests ?? [], count),
  };
}

interface OracleRestriction {
  readonly getKey: () => number;
  readonly getType: () => number;
  readonly getIds: () => number[];
}

function toRestriction({ purposeId, type, vendors }: PublisherRestriction): OracleRestriction {
  return { getKey: () => purposeId, getType: () => type, getIds: () => [...listIds(vendors)] };
}

function fromRestriction(entry: OracleRestriction): PublisherRestriction {
  const type = entry.getType() as PublisherRestriction["type"];
  return { purposeId: entry.getKey(), type, vendors: toIdRanges(entry.getIds()) };
}

function toBits(ids: IdRanges, count: number): boolean[] {
  const set = new Set(listIds(ids));
  return Array.from({ length: count }, (_, index) => set.has(index + 1));
}

function fromBits(bits: readonly boolean[]): IdRanges {
  return toIdRanges(bits.flatMap((isSet, index) => (isSet ? [index + 1] : [])));
}
