import fc from "fast-check";
import { type IdRanges, toIdRanges } from "../src/signals/id-ranges.ts";
import type { PublisherRestriction, TcModel } from "../src/signals/tc-model.ts";

/** Some ids up to a limit: single ones and runs, as vendors and purposes are chosen. */
export function ids(idMax: number, maxLength = 12): fc.Arbitrary<IdRanges> {
  const id = fc.oneof(fc.integer({ min: 1, max: Math.min(idMax, 40) }), fc.integer({ min: 1, max: idMax }));
  const run = fc.tuple(id, fc.oneof(fc.constant(0), fc.nat(30)));
  return fc
    .array(run, { maxLength })
    .map((runs) => toIdRanges(runs.flatMap(([first, more]) => toRun(first, Math.min(first + more, idMax)))));
}

const toRun = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

const DAY_MS = 86_400_000;
const letters = fc.constantFrom("en", "de", "fr", "pt", "zz", "aa");
const timeMs = fc.integer({ min: 0, max: 40_000 }).map((days) => days * DAY_MS);

/** `purposeMax` and the like: what the other library can hold. */
export interface TcModelLimits {
  readonly vendorMax: number;
  readonly restrictionVendors?: fc.Arbitrary<IdRanges>;
}

/** Any model that a string can hold. */
export function tcModels({ vendorMax, restrictionVendors = ids(vendorMax, 4) }: TcModelLimits): fc.Arbitrary<TcModel> {
  const restriction: fc.Arbitrary<PublisherRestriction> = fc.record({
    purposeId: fc.integer({ min: 1, max: 24 }),
    type: fc.constantFrom(0, 1, 2),
    vendors: restrictionVendors.filter((ranges) => ranges.length > 0),
  });
  const publisher = fc.nat(63).chain((customPurposeCount) => {
    const custom = customPurposeCount > 0 ? ids(customPurposeCount) : fc.constant([]);
    return fc.record({
      ...{ purposeConsents: ids(24), purposeLegitimateInterests: ids(24) },
      customPurposeCount: fc.constant(customPurposeCount),
      ...{ customPurposeConsents: custom, customPurposeLegitimateInterests: custom },
    });
  });
  return fc.record({
    ...{ createdMs: timeMs, lastUpdatedMs: timeMs },
    ...{ cmpId: fc.nat(4095), cmpVersion: fc.nat(4095), consentScreen: fc.nat(63), consentLanguage: letters },
    ...{ vendorListVersion: fc.nat(4095), policyVersion: fc.nat(63) },
    ...{ isServiceSpecific: fc.boolean(), hasNonStandardTexts: fc.boolean(), isPurposeOneTreatment: fc.boolean() },
    ...{ specialFeatureOptIns: ids(12), purposeConsents: ids(24), purposeLegitimateInterests: ids(24) },
    publisherCountry: letters.map((two) => two.toUpperCase()),
    ...{ vendorConsents: ids(vendorMax), vendorLegitimateInterests: ids(vendorMax) },
    publisherRestrictions: fc.uniqueArray(restriction, {
      maxLength: 5,
      selector: ({ purposeId, type }) => purposeId * 4 + type,
    }),
    disclosedVendors: fc.option(ids(vendorMax)),
    publisher: fc.option(publisher),
  });
}
