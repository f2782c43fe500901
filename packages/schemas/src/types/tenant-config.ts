import type { CONSENT_MODE_TYPES } from "../constants.ts";
import type { Experiment, RunningExperiment } from "./experiment.ts";

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
}

/** One cookie or storage entry; `name` may hold `*`. */
export interface CookieConfig {
  name: string;
  provider?: string | undefined;
  purpose?: string | undefined;
  duration?: string | undefined;
}

/** A named tag inside a category. */
export interface ServiceConfig {
  id: string;
  name: string;
  description?: string | undefined;
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

export type BannerLayout = "bar" | "box";
export type BannerPosition = "bottom" | "top";
export type BannerTheme = "auto" | "light" | "dark";

export interface BannerConfig {
  layout: BannerLayout;
  position: BannerPosition;
  theme: BannerTheme;
  /** `#rrggbb`; absent: near-black on light, near-white on dark. */
  accent?: string | undefined;
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
  /** `basic`: Google tags are blocked until a choice. `advanced`: they load with everything denied (C11). */
  mode: "basic" | "advanced";
  wait_for_update_ms: number;
  ads_data_redaction: boolean;
  url_passthrough: boolean;
  /** Signal -> the category that grants it. `security_storage` is always granted (C9). */
  mapping: Partial<Record<ConsentModeType, string>>;
}

/** The words of the banner and the preferences. */
export interface Messages {
  banner_title: string;
  banner_text: string;
  notice_text: string;
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
  tcf_enabled: false;
  google_consent_mode: GoogleConsentModeConfig;
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
  regulation: ResolvedRegulation;
  config: TenantConfig;
  /** The experiment that runs, if one does: the arm of a visitor lies over `config` (`toVariant` of the rules). */
  experiment?: RunningExperiment | undefined;
}
