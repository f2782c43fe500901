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

/** Our own words of the second layer; everything else in it is official text or the vendors'. */
export interface TcfWords {
  purposes: string;
  vendors: string;
  /** When a vendor may act: on consent to the purpose and to the vendor; on legitimate interest unless objected to (T88). */
  purposes_text: string;
  consent: string;
  legitimate_interest: string;
  /** On a button: object; and once it is pressed. */
  object: string;
  objected: string;
  /** `{count}` is replaced by a number. */
  vendors_one: string;
  vendors_other: string;
  special_features: string;
  /** `{purpose}` is replaced by the official name of special purpose 1 (T95). */
  special_features_text: string;
  special_purposes: string;
  /** That they cannot be objected to (T95). */
  special_purposes_text: string;
  features: string;
  examples: string;
  /** Heading of what TCF does not cover, and what that means (T96). */
  other_purposes: string;
  other_purposes_text: string;
  /** Heading of our own storage (T97). */
  own_storage: string;
  search: string;
  /** Heads the switches for every vendor that is listed. */
  all_listed: string;
  /** Ends a search. */
  show_all: string;
  data_categories: string;
  /** Link to what a vendor says of its legitimate interests. */
  interest_explained: string;
  cookies: string;
  /** `{duration}` is replaced by the longest time that something is kept. */
  up_to: string;
  /** The time begins anew with each visit. */
  refreshed: string;
  session: string;
  other_access: string;
  yes: string;
  no: string;
  disclosures: string;
  /** What is kept is that somebody opted out. */
  opt_out: string;
  domains: string;
  sdks: string;
  loading: string;
  try_again: string;
}

/** The answer to `GET /tcf/{list}/texts-{language}.json`. */
export interface TcfTextsAnswer extends TcfTexts {
  /** In the visitor's language, as far as there are words in it. */
  words: TcfWords;
  /** Language that the texts are in: `en` where there is no official translation, or not yet. */
  language: string;
}

/** Our own words of the first layer; what is official comes from the list. */
export interface TcfFirstLayerWords {
  /** What is stored and read, what is done with it, and by how many: `{count}` is replaced by a number (T83, T84). */
  device_text: string;
  /** Link to the list of vendors. */
  vendor_list: string;
  /** Heads the purposes, and the special features (T85). */
  purposes_text: string;
  special_features_text: string;
  /** That some rely on legitimate interest, and how to object (T88). */
  interests_text: string;
  /** What the choice covers, and that it can be withdrawn (T86, T87). */
  scope_text: string;
}

/** The answer to `GET /tcf/{list}/first-{language}.json`: what of the texts the first layer shows. */
export interface TcfFirstLayerAnswer {
  /** In the visitor's language, as far as there are words in it. */
  words: TcfFirstLayerWords;
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
