import type {
  TcfFirstLayerAnswer,
  TcfTexts,
  TcfTextsAnswer,
  TcfVendorDetails,
  TcfVendorPageAnswer,
} from "@cookiehub/schemas/types";
import type { GlobalVendor, GlobalVendorList, VendorListTranslation } from "./vendor-list.ts";
import type { TcfLanguageWords } from "./words/words.ts";

/** Official texts, and the language that they are in. */
export type OfficialTexts = Omit<TcfTextsAnswer, "words">;

/** Vendors on one page of details. */
export const VENDORS_PER_PAGE = 100;

/**
 * Makes the texts of a list in a language. A text that the translation lacks stays English; a translation of another
 * policy is not used at all, since its texts would explain something else (T98).
 */
export function toTexts(
  { texts, tcfPolicyVersion }: Pick<GlobalVendorList, "texts" | "tcfPolicyVersion">,
  translated?: { readonly language: string; readonly translation: VendorListTranslation },
): OfficialTexts {
  if (!translated || translated.translation.tcfPolicyVersion !== tcfPolicyVersion) return { language: "en", ...texts };
  const own = translated.translation.texts;
  return { language: translated.language, ...mergeTexts(texts, own) };
}

/** Adds our own words: the visitor's, whether or not there is an official translation. */
export function toTextsAnswer(texts: OfficialTexts, { dialog }: TcfLanguageWords): TcfTextsAnswer {
  return { ...texts, words: dialog };
}

function mergeTexts(english: TcfTexts, own: TcfTexts): TcfTexts {
  return {
    purposes: mergeById(english.purposes, own.purposes),
    specialPurposes: mergeById(english.specialPurposes, own.specialPurposes),
    features: mergeById(english.features, own.features),
    specialFeatures: mergeById(english.specialFeatures, own.specialFeatures),
    // What a stack holds is the list's to say.
    stacks: mergeById(english.stacks, own.stacks).map((stack, index) => ({
      ...stack,
      purposes: english.stacks[index]?.purposes ?? [],
      specialFeatures: english.stacks[index]?.specialFeatures ?? [],
    })),
    dataCategories: mergeById(english.dataCategories, own.dataCategories),
    standardTexts: { ...english.standardTexts, ...own.standardTexts },
  };
}

// What there is, and in which order, is the list's to say.
function mergeById<Entry extends { id: number }>(english: readonly Entry[], own: readonly Entry[]): Entry[] {
  const byId = new Map(own.map((entry) => [entry.id, entry]));
  return english.map((entry) => byId.get(entry.id) ?? entry);
}

/**
 * Makes what the first layer says of the vendors of a tenant (T85): a tenth of all texts, since the banner waits for it. What
 * its publisher restricts is left out by the page, which knows of it.
 */
export function toFirstLayer(
  texts: OfficialTexts,
  { first }: TcfLanguageWords,
  vendors: readonly GlobalVendor[],
): TcfFirstLayerAnswer {
  const living = vendors.filter(({ deletedDate }) => deletedDate === undefined);
  const purposes = new Set(living.flatMap((vendor) => [...vendor.purposes, ...vendor.legIntPurposes]));
  const features = new Set(living.flatMap(({ specialFeatures }) => specialFeatures));
  const toNames = (all: readonly { readonly id: number; readonly name: string }[], used: ReadonlySet<number>) =>
    all.filter(({ id }) => used.has(id)).map(({ id, name }) => ({ id, name }));
  return {
    language: texts.language,
    words: first,
    purposes: toNames(texts.purposes, purposes),
    specialFeatures: toNames(texts.specialFeatures, features),
    hasInterests: living.some(({ legIntPurposes }) => legIntPurposes.length > 0),
  };
}

/** Makes one page of vendors' details (T75, T91); `null` when there is no such page. The first is 1. */
export function toVendorPage(vendors: readonly GlobalVendor[], page: number): TcfVendorPageAnswer | null {
  const pages = Math.ceil(vendors.length / VENDORS_PER_PAGE);
  if (page < 1 || page > pages) return null;
  const from = (page - 1) * VENDORS_PER_PAGE;
  return { page, pages, vendors: vendors.slice(from, from + VENDORS_PER_PAGE).map(toDetails) };
}

function toDetails(vendor: GlobalVendor): TcfVendorDetails {
  const { id, urls, dataDeclaration, dataRetention, usesCookies, cookieMaxAgeSeconds } = vendor;
  const { cookieRefresh, usesNonCookieAccess, deviceStorageDisclosureUrl } = vendor;
  return {
    ...{
      id,
      urls,
      dataDeclaration,
      dataRetention,
      usesCookies,
      cookieMaxAgeSeconds,
      cookieRefresh,
      usesNonCookieAccess,
    },
    hasDisclosure: deviceStorageDisclosureUrl !== undefined,
  };
}
