import type { TcfSlimList, TcfSlimVendor } from "@cookiehub/schemas/signals";
import type { TcfText, TcfTextsAnswer, TcfVendorDetails } from "@cookiehub/schemas/types";
import { createSyntheticList } from "../../../examples/demo/tcf/synthetic-list.ts";
import type { ConsentSnapshot } from "../src/api.ts";
import * as history from "../src/history/history.ts";
import { language as english, type Language } from "../src/languages/en.ts";
import { createTexts } from "../src/languages/texts.ts";
import * as parts from "../src/preferences/preferences.ts";
import type { TcfRuntime } from "../src/tcf-preferences/runtime.ts";
import { adopt, adoptImportant } from "../src/ui/adopt.ts";
import { createButton, createElement } from "../src/ui/element.ts";
import { createFrames } from "../src/ui/frame.ts";
import { createSetup } from "./page-kit.ts";
import { dialogWords as words } from "./tcf-words.ts";

/** Vendors on one page of details. */
export const PAGE_VENDORS = 100;

/** A made-up list in the forms that a browser is given it. */
export interface TcfFiles {
  readonly list: TcfSlimList;
  readonly texts: TcfTextsAnswer;
  readonly details: readonly TcfVendorDetails[];
}

type Source = {
  [Name in "purposes" | "specialPurposes" | "features" | "specialFeatures" | "dataCategories"]: Record<string, TcfText>;
} & { vendors: Record<string, SourceVendor>; standardTexts: Record<string, string> };

interface SourceVendor extends TcfSlimVendor {
  readonly usesCookies: boolean;
  readonly cookieMaxAgeSeconds: number | null;
  readonly cookieRefresh: boolean;
  readonly usesNonCookieAccess: boolean;
  readonly dataDeclaration: number[];
  readonly dataRetention: { stdRetention: number; purposes: Record<string, number> };
  readonly urls: { langId: string; privacy: string; legIntClaim?: string }[];
  readonly deviceStorageDisclosureUrl?: string;
}

/** Makes the files of a synthetic list. */
export function createTcfFiles(vendors = 1500): TcfFiles {
  const source = createSyntheticList({ vendors }) as unknown as Source;
  const toTexts = (texts: Record<string, TcfText>) =>
    Object.values(texts).map((text) => ({ ...text, illustrations: text.illustrations ?? [] }));
  const all = Object.values(source.vendors);
  return {
    list: { vendorListVersion: 178, tcfPolicyVersion: 5, vendors: all },
    texts: {
      language: "en",
      words,
      purposes: toTexts(source.purposes),
      specialPurposes: toTexts(source.specialPurposes),
      features: toTexts(source.features),
      specialFeatures: toTexts(source.specialFeatures),
      dataCategories: toTexts(source.dataCategories),
      stacks: [],
      standardTexts: source.standardTexts,
    },
    details: all.map(toDetails),
  };
}

function toDetails(vendor: SourceVendor): TcfVendorDetails {
  const { stdRetention, purposes } = vendor.dataRetention;
  return {
    id: vendor.id,
    urls: vendor.urls.map(({ langId, ...urls }) => ({ language: langId, ...urls })),
    dataDeclaration: vendor.dataDeclaration,
    dataRetention: { standard: stdRetention, purposes, specialPurposes: {} },
    usesCookies: vendor.usesCookies,
    cookieMaxAgeSeconds: vendor.cookieMaxAgeSeconds,
    cookieRefresh: vendor.cookieRefresh,
    usesNonCookieAccess: vendor.usesNonCookieAccess,
    hasDisclosure: vendor.deviceStorageDisclosureUrl !== undefined,
  };
}

const UNDECIDED: ConsentSnapshot = {
  decided: false,
  choices: {},
  services: {},
} as unknown as ConsentSnapshot;

/** Makes what the chunk is opened with: everything there, nothing chosen. */
export function createTcfRuntime(
  files: TcfFiles,
  { tcf, ...change }: Partial<Omit<TcfRuntime, "tcf">> & { readonly tcf?: Partial<TcfRuntime["tcf"]> } = {},
  language: Language & { readonly code?: string } = english,
): TcfRuntime {
  const setup = change.setup ?? createSetup();
  const code = language.code ?? "en";
  const ignore = () => {};
  return {
    ui: {
      ...{ createElement, createButton, adopt, adoptImportant, sheets: [] },
      createFrame: createFrames(setup.config.banner, () => code, []),
      whenTexts: () => Promise.reject(new Error("not asked for")),
    },
    // The one chunk that an open dialog asks for.
    platform: { endpoint: "https://cookiehub.invalid", load: async () => history as never },
    ...{ setup, parts, snapshot: UNDECIDED },
    texts: createTexts(setup.config, code, language),
    ...{ onAccept: ignore, onReject: ignore, onSave: ignore, onClose: ignore },
    onError(error) {
      throw error;
    },
    ...change,
    tcf: {
      ...{ list: files.list, texts: files.texts, words, choice: null, restrictions: [], isPurposeOneTreatment: false },
      loadVendors: async (page) => ({
        page,
        pages: Math.ceil(files.details.length / PAGE_VENDORS),
        vendors: files.details.slice((page - 1) * PAGE_VENDORS, page * PAGE_VENDORS),
      }),
      loadDisclosures: async (vendorId) => ({
        vendorId,
        disclosures: [
          {
            identifier: "_id",
            type: "cookie",
            maxAgeSeconds: 33_696_000,
            cookieRefresh: true,
            domains: ["*.vendor.example"],
            purposes: [1, 3],
            specialPurposes: [],
            optOut: false,
          },
        ],
        domains: [{ domain: "*.vendor.example", use: "Serves ads" }],
        sdks: [],
        fetchedAt: "2026-11-20T00:00:00.000Z",
      }),
      categories: [],
      ownStorage: [{ name: "cookiehub_consent", maxAgeDays: 365 }],
      onSave: ignore,
      view: "purposes",
      ...tcf,
    },
  };
}
