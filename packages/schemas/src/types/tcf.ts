/** A text of the global vendor list: a purpose, a feature, or a category of data. */
export interface TcfText {
  id: number;
  name: string;
  /** The standard text, as the list has it: it is shown unchanged (T92, T98). */
  description: string;
  /** Examples that belong to a purpose (T92). */
  illustrations: string[];
}

/** Purposes and special features that may be shown as one. */
export interface TcfStack {
  id: number;
  name: string;
  description: string;
  purposes: number[];
  specialFeatures: number[];
}

/** Every official text of a list, in one language. */
export interface TcfTexts {
  purposes: TcfText[];
  specialPurposes: TcfText[];
  features: TcfText[];
  specialFeatures: TcfText[];
  stacks: TcfStack[];
  dataCategories: TcfText[];
  /** Standard explanations by what they explain: `features` (T99). */
  standardTexts: Record<string, string>;
}

/** The answer to `GET /tcf/{list}/texts-{language}.json`. */
export interface TcfTextsAnswer extends TcfTexts {
  /** Language that the texts are in: `en` where there is no official translation, or not yet. */
  language: string;
}

/** The answer to `GET /tcf/{list}/first-{language}.json`: what of the texts the first layer shows. */
export interface TcfFirstLayerAnswer {
  language: string;
  purposes: { id: number; name: string }[];
  specialFeatures: { id: number; name: string }[];
  /** Whether somebody claims legitimate interest. */
  hasInterests: boolean;
}

/** What a vendor says of itself beside what the rules need (T75, T91). */
export interface TcfVendorDetails {
  id: number;
  /** Addresses per language; only `https:` and `http:`. */
  urls: { language: string; privacy?: string | undefined; legIntClaim?: string | undefined }[];
  /** Ids of data categories. */
  dataDeclaration: number[];
  /** Days: of everything that is not named, and by the ids of purposes and special purposes. */
  dataRetention: {
    standard: number | null;
    purposes: Record<string, number>;
    specialPurposes: Record<string, number>;
  };
  usesCookies: boolean;
  /** Longest life of a cookie in seconds; `null`: not said. */
  cookieMaxAgeSeconds: number | null;
  cookieRefresh: boolean;
  usesNonCookieAccess: boolean;
  /** Whether `GET /tcf/disclosures/{vendor}.json` has something to ask for (T78). */
  hasDisclosure: boolean;
}

/** The answer to `GET /tcf/{list}/vendors-{page}.json`. */
export interface TcfVendorPageAnswer {
  page: number;
  /** Pages there are; the first is 1. */
  pages: number;
  vendors: TcfVendorDetails[];
}

/** One thing that a vendor stores or reads on a device (T78, T81). */
export interface TcfDisclosure {
  identifier: string;
  /** `cookie`, `web`, `app`, ... */
  type: string;
  /** Longest life in seconds; `null`: not said, or the session. */
  maxAgeSeconds: number | null;
  cookieRefresh: boolean;
  domains: string[];
  purposes: number[];
  specialPurposes: number[];
  /** Whether it is a choice of opting out that is stored. */
  optOut: boolean;
}

/** The answer to `GET /tcf/disclosures/{vendor}.json`. */
export interface TcfDisclosuresAnswer {
  vendorId: number;
  disclosures: TcfDisclosure[];
  domains: { domain: string; use: string }[];
  sdks: { name: string; use: string }[];
  /** When the server read it from the vendor: ISO 8601. */
  fetchedAt: string;
}
