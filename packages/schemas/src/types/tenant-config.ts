import type { CONSENT_MODE_TYPES, THEME_COLORS, VENDOR_SIGNALS } from "../constants.ts";
import type { Experiment, RunningExperiment } from "./experiment.ts";
import type { GppConfig } from "./gpp.ts";
import type { ResolvedTcf, TcfConfig } from "./tcf-config.ts";

/** How a law asks for consent: before (`opt-in`), until refused (`opt-out`), or not at all (`notice`). */
export type RegulationModel = "opt-in" | "opt-out" | "notice";

/** Whether a Global Privacy Control signal has to be honoured. */
export type GpcDuty = "required" | "optional" | "none";

/** The regulation that applies to one visitor, and how sure the answer is. */
export interface ResolvedRegulation {
  id: string;
  model: RegulationModel;
  gpc: GpcDuty;
  /** ISO 3166-1 or -2 of the visitor; `null` when unknown. */
  location: string | null;
  confidence: "high" | "low";
  /** Longest time that a consent holds, and shortest time before who refused is asked again, in days (L9, L10). */
  consent_days?: number | undefined;
  refusal_days?: number | undefined;
}

/** One cookie or storage entry; `name` may hold `*`. */
export interface CookieConfig {
  name: string;
  provider?: string | undefined;
  purpose?: string | undefined;
  duration?: string | undefined;
  /** Id of the service that sets it, one of the same category. */
  service?: string | undefined;
}

/** A named tag inside a category. */
export interface ServiceConfig {
  id: string;
  name: string;
  description?: string | undefined;
  provider?: string | undefined;
  privacy_policy_url?: string | undefined;
}

/** A purpose the visitor decides on. */
export interface CategoryConfig {
  id: string;
  name: string;
  description: string;
  /** Cannot be refused. */
  required: boolean;
  /** Sells or shares personal data: switched off by a Global Privacy Control signal (P4). */
  sells_data: boolean;
  cookies: CookieConfig[];
  vendors: string[];
  services: ServiceConfig[];
}

/** `bar`: along an edge; `box` and the smaller `corner`: beside an edge; `cloud`: floating in the middle; `modal`: over the page. */
export type BannerLayout = "bar" | "box" | "cloud" | "corner" | "modal";
/** `start` and `end` follow the reading direction. A layout that cannot stand at a position takes the nearest. */
export type BannerPosition = "bottom" | "top" | "bottom-start" | "bottom-end" | "top-start" | "top-end" | "center";
export type BannerTheme = "auto" | "light" | "dark";

export type ThemeColor = (typeof THEME_COLORS)[number];

/** `#rrggbb` by the part of the banner that has it. */
export type ThemeColors = Partial<Record<ThemeColor, string>>;

export interface BannerConfig {
  layout: BannerLayout;
  position: BannerPosition;
  theme: BannerTheme;
  /** `#rrggbb`; absent: near-black on light, near-white on dark. */
  accent?: string | undefined;
  /** Colours of the two themes; what is left out stays. */
  colors?: { light?: ThemeColors | undefined; dark?: ThemeColors | undefined } | undefined;
  /** Of panels, in pixels; buttons take two thirds of it. */
  radius?: number | undefined;
  /** CSS `font-family`. */
  font?: string | undefined;
  /** CSS text that comes after the widget's own; it is dropped where it would part accept from reject (L2). */
  stylesheet?: string | undefined;
  /** `slotted`: styles in a shadow root, words and buttons in the page. `none`: everything in the page. */
  isolation?: "slotted" | "none" | undefined;
  /** Corner of the re-open button. */
  reopen_position?: "bottom-start" | "bottom-end" | undefined;
  /** After a withdrawal: offers to load the page again, which ends what runs already. Never without asking. */
  offer_reload?: boolean | undefined;
  /** Where the law is opt-in: what stands for blocked frames, pictures and videos. Default: shown. */
  placeholders?: boolean | undefined;
  /** Where the regulation is opt-in, "reject all" is shown whatever this says (L2). */
  show_reject_all: boolean;
  /** The small button that brings the settings back. */
  show_reopen: boolean;
  consent_renewal_days: number;
  version: string;
}

export type ConsentModeType = (typeof CONSENT_MODE_TYPES)[number];
export type ConsentModeValue = "granted" | "denied";

export interface GoogleConsentModeConfig {
  enabled: boolean;
  /**
   * `basic`: automatic blocking holds Google's tags until a choice. `advanced`: it does not, and they load with everything
   * denied (C11). Marks and rules of the tenant's own hold in both.
   */
  mode: "basic" | "advanced";
  wait_for_update_ms: number;
  ads_data_redaction: boolean;
  url_passthrough: boolean;
  /** Issued by Google to CMP partners (C14); sent as `developer_id.{id}`. */
  developer_id?: string | undefined;
  /** Signal -> the category that grants it. `security_storage` is always granted (C9). */
  mapping: Partial<Record<ConsentModeType, string>>;
}

/** What is blocked without a mark, and what allows it. */
export interface BlockingRule {
  /** Host, perhaps below one, with a port or a path: `*.tracker.example`, `maps.example/embed/*`. */
  pattern: string;
  /** Exactly one of the two. */
  category?: string | undefined;
  service?: string | undefined;
}

/** Automatic blocking of unmarked third parties. */
export interface BlockingConfig {
  automatic: boolean;
  rules: BlockingRule[];
}

/** Receivers besides Google that are told what was agreed to. */
export type VendorSignal = (typeof VENDOR_SIGNALS)[number];

/** What the browser's own signals mean where the law leaves it open. */
export interface PrivacySignalsConfig {
  /** Opt-in places: Global Privacy Control refuses everything, and nothing is asked (P9). */
  gpc_refuses: boolean;
  /** `DNT: 1` is taken for Global Privacy Control. */
  dnt: boolean;
}

/** Where else a choice holds. */
export interface SharingConfig {
  /** One cookie for the tenant's `domain` and every host below it. */
  subdomains: boolean;
  /** Links between the tenant's hosts carry the choice, signed and short-lived. */
  cross_domain: boolean;
  /**
   * Host below `domain` that leads to the CookieHub server: the cookie is then set by the server and outlives the seven
   * days that some browsers give to what a script sets.
   */
  server_host?: string | undefined;
}

/** The words of the first layer: in the core, so that it never waits. */
export type BannerMessage =
  | "banner_title"
  | "banner_text"
  | "notice_title"
  | "notice_text"
  | "information_text"
  | "privacy_policy"
  | "accept_all"
  | "reject_all"
  | "settings"
  | "do_not_sell"
  | "gpc_honoured"
  | "close"
  | "reopen";

/** The words of the banner, the preferences and the placeholders. */
export interface Messages {
  banner_title: string;
  banner_text: string;
  /** Heading where the law is opt-out or asks for information only. */
  notice_title: string;
  /** Where the law is opt-out. */
  notice_text: string;
  /** Where the law asks for information only. */
  information_text: string;
  privacy_policy: string;
  accept_all: string;
  reject_all: string;
  settings: string;
  do_not_sell: string;
  gpc_honoured: string;
  close: string;
  preferences_title: string;
  preferences_text: string;
  save: string;
  always_on: string;
  allowed: string;
  refused: string;
  reopen: string;
  /** `{count}` is replaced by a number. */
  cookies_one: string;
  cookies_other: string;
  services_one: string;
  services_other: string;
  /** State of a category some of whose services are refused. */
  partly_allowed: string;
  /** Opens the services and cookies of a category. */
  details: string;
  cookie_name: string;
  provider: string;
  purpose: string;
  duration: string;
  your_choice: string;
  no_choice: string;
  /** `{date}`. */
  chosen_on: string;
  asked_again: string;
  consent_id: string;
  history: string;
  action_accept_all: string;
  action_reject_all: string;
  action_custom: string;
  action_withdraw: string;
  withdraw_all: string;
  receipt: string;
  /** The history or a receipt cannot be had now. */
  unavailable: string;
  /** `{service}` is replaced by a name, `{category}` by a category's. */
  placeholder_title: string;
  placeholder_text: string;
  load_once: string;
  always_allow: string;
  reload_text: string;
  reload: string;
  not_now: string;
}

export interface CategoryText {
  name: string;
  description: string;
}

/** Some members of a shape; the others keep what they are. */
export type Patch<Shape> = { [Key in keyof Shape]?: Shape[Key] | undefined };

/** One language of the widget, or a tenant's changes to it. */
export interface Translation {
  messages?: Patch<Messages> | undefined;
  categories?: Record<string, Patch<CategoryText>> | undefined;
}

/** What one domain of a tenant says for itself; the rest is as the tenant has it. */
export interface DomainOverride {
  privacy_policy_url?: string | undefined;
  languages?: string[] | undefined;
  banner?: Patch<Omit<BannerConfig, "consent_renewal_days">> | undefined;
  google_consent_mode?: Patch<GoogleConsentModeConfig> | undefined;
  translations?: Record<string, Translation> | undefined;
}

/** Everything a tenant decides about its banner. */
export interface TenantConfig {
  tenant_id: string;
  domain: string;
  subdomains: string[];
  policy_version: string;
  privacy_policy_url?: string | undefined;
  /** Languages the banner may appear in; the first is the one that `categories` is written in. */
  languages: string[];
  categories: CategoryConfig[];
  regulations: {
    /** Regulation for places the table does not know. */
    default: string;
    /** `US-CA` or `US` -> regulation id; the more specific wins. */
    overrides: Record<string, string>;
  };
  banner: BannerConfig;
  /** Only with `tcf`, and on a server whose operator is registered as a CMP. */
  tcf_enabled: boolean;
  tcf?: TcfConfig | undefined;
  google_consent_mode: GoogleConsentModeConfig;
  /** Left out: none. */
  vendor_signals?: VendorSignal[] | undefined;
  /** Left out: off. */
  blocking?: BlockingConfig | undefined;
  privacy_signals?: PrivacySignalsConfig | undefined;
  /** Left out: off. */
  gpp?: GppConfig | undefined;
  sharing?: SharingConfig | undefined;
  /** `fingerprint`: two visitors with equal browsers share an id, and so a record (D2). Left out: `random`. */
  device_id?: "random" | "fingerprint" | undefined;
  /** How long the statistics keep what single visitors did, in days. What is left out, the server says. */
  retention?: { session_days?: number | undefined; consent_event_days?: number | undefined } | undefined;
  translations: Record<string, Translation>;
  /** Host -> what differs there and below it. */
  domain_overrides?: Record<string, DomainOverride> | undefined;
  experiments?: Experiment[] | undefined;
}

/** What a browser loads: the published configuration, and the regulation of this visitor. */
export interface ResolvedConfig {
  tenant_id: string;
  code: string;
  /** Number of the published version, and SHA-256 of its canonical text. */
  config_version: number;
  config_hash: string;
  /** The version that last added a service or vendor: whoever agreed to an earlier one is asked again (L8). */
  services_version?: number | undefined;
  /**
   * Ids of the categories that nobody has worded: their English texts are the defaults, and the widget has them in the
   * page's language. Left out where `config.languages` begins with English.
   */
  default_words?: string[] | undefined;
  regulation: ResolvedRegulation;
  config: TenantConfig;
  /** Left out: the TCF is off, or there is no vendor list yet. */
  tcf?: ResolvedTcf | undefined;
  /** The experiment that runs, if one does: the arm of a visitor lies over `config` (`toVariant` of the rules). */
  experiment?: RunningExperiment | undefined;
  /** Label of the arm that this page shows. Set in the browser. */
  variant?: string | undefined;
}
