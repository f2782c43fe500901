import fc from "fast-check";
import type { RestrictionWish } from "../src/tcf/legal-bases.ts";
import type { TcfChoice, TcfOperator } from "../src/tcf/to-tc-model.ts";
import type { TcfVendor, TcfVendorList } from "../src/tcf/vendor-list.ts";

export const OPERATOR: TcfOperator = {
  ...{ cmpId: 31, cmpVersion: 2, publisherCountry: "DE", hasNonStandardTexts: false, isPurposeOneTreatment: false },
  restrictions: [],
};

/** A vendor that declares nothing but what is said. */
export const createVendor = (id: number, change: Partial<TcfVendor> = {}): TcfVendor => ({
  ...{ id, purposes: [], legIntPurposes: [], flexiblePurposes: [], specialPurposes: [], specialFeatures: [] },
  ...change,
});

export const createList = (vendors: readonly TcfVendor[], vendorListVersion = 178): TcfVendorList => ({
  ...{ vendorListVersion, tcfPolicyVersion: 5, vendors },
});

const purpose = fc.integer({ min: 1, max: 11 });
const some = (id: fc.Arbitrary<number>) => fc.uniqueArray(id, { maxLength: 8 });

/** Vendors as lists have them: a purpose rests on one basis, some of them may change it, some vendors have left. */
const vendors = fc
  .array(
    fc.record({
      asked: some(purpose),
      claimed: some(purpose),
      flexible: some(purpose),
      specialPurposes: some(fc.integer({ min: 1, max: 3 })),
      specialFeatures: some(fc.integer({ min: 1, max: 2 })),
      hasLeft: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((drafts) =>
    drafts.map(({ asked, claimed, flexible, specialPurposes, specialFeatures, hasLeft }, index): TcfVendor => {
      const legIntPurposes = claimed.filter((id) => !asked.includes(id));
      const declared = [...asked, ...legIntPurposes];
      return {
        ...{ id: index * 3 + 1, purposes: asked, legIntPurposes, specialPurposes, specialFeatures },
        flexiblePurposes: flexible.filter((id) => declared.includes(id)),
        ...(hasLeft && { deletedDate: "2026-01-01T00:00:00Z" }),
      };
    }),
  );

const vendorId = fc.integer({ min: 1, max: 40 });

export const lists: fc.Arbitrary<TcfVendorList> = vendors.map((all) => createList(all));
export const wishes: fc.Arbitrary<RestrictionWish[]> = fc.array(
  fc.record(
    { purposeId: purpose, type: fc.constantFrom(0, 1, 2), vendors: some(vendorId) },
    { requiredKeys: ["purposeId", "type"] },
  ),
  { maxLength: 6 },
);
export const choices: fc.Arbitrary<TcfChoice> = fc.record({
  ...{ purposeConsents: some(purpose), vendorConsents: some(vendorId), purposeObjections: some(purpose) },
  ...{ vendorObjections: some(vendorId), specialFeatureOptIns: some(fc.integer({ min: 1, max: 4 })) },
});
export const disclosures: fc.Arbitrary<number[]> = fc.uniqueArray(vendorId, { maxLength: 40 });
