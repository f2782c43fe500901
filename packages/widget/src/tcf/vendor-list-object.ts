import type { TcfSlimList } from "@cookiehub/schemas/signals";
import type { TcfText, TcfTextsAnswer } from "@cookiehub/schemas/types";

type ById = Record<string, object>;

/**
 * Makes of our files what `getVendorList` answers ("CMP API v2"): the shape of the published list, cut to this tenant's vendors
 * and to what browsers are given of each. A new object each time: scripts of the page are handed it.
 */
export function toVendorListObject(list: TcfSlimList, texts: TcfTextsAnswer): object {
  const toTexts = (all: readonly TcfText[]): ById =>
    toById(all.map((text) => ({ ...text, illustrations: [...text.illustrations] })));
  return {
    gvlSpecificationVersion: 3,
    vendorListVersion: list.vendorListVersion,
    tcfPolicyVersion: list.tcfPolicyVersion,
    purposes: toTexts(texts.purposes),
    specialPurposes: toTexts(texts.specialPurposes),
    features: toTexts(texts.features),
    specialFeatures: toTexts(texts.specialFeatures),
    stacks: toById(
      texts.stacks.map((stack) => ({
        ...{ ...stack, purposes: [...stack.purposes], specialFeatures: [...stack.specialFeatures] },
      })),
    ),
    dataCategories: toById(texts.dataCategories.map(({ id, name, description }) => ({ id, name, description }))),
    vendors: toById(
      list.vendors.map((vendor) => ({
        ...vendor,
        ...{ purposes: [...vendor.purposes], legIntPurposes: [...vendor.legIntPurposes] },
        ...{ flexiblePurposes: [...vendor.flexiblePurposes], specialPurposes: [...vendor.specialPurposes] },
        ...{ features: [...vendor.features], specialFeatures: [...vendor.specialFeatures] },
      })),
    ),
  };
}

function toById(entries: readonly { readonly id: number }[]): ById {
  return Object.fromEntries(entries.map((entry) => [entry.id, entry]));
}
