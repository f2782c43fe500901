import type { BannerConfig, Messages, Patch } from "./tenant-config.ts";

/** `draft`: nobody sees it. `running`: visitors are assigned. `stopped`: everybody sees the tenant's own banner again. */
export type ExperimentStatus = "draft" | "running" | "stopped";

/** Words that a variant may change. Labels of buttons are not among them: accept and reject stay twins (L2, L4). */
export type VariantMessage =
  | "banner_title"
  | "banner_text"
  | "notice_title"
  | "notice_text"
  | "information_text"
  | "preferences_title"
  | "preferences_text";

type Refused<Key extends PropertyKey> = { [Name in Key]?: undefined };

/** What a variant changes of the banner. Nothing here can make refusing or withdrawing harder. */
export type VariantBanner = Patch<
  Pick<BannerConfig, "layout" | "position" | "theme" | "accent" | "colors" | "radius" | "font">
> & {
  show_reject_all?: true | undefined;
  show_reopen?: true | undefined;
} & Refused<
    | "consent_renewal_days"
    | "version"
    | "stylesheet"
    | "isolation"
    | "reopen_position"
    | "offer_reload"
    | "placeholders"
  >;

/** One language's words of a variant. */
export interface VariantTranslation {
  messages?: (Patch<Pick<Messages, VariantMessage>> & Refused<Exclude<keyof Messages, VariantMessage>>) | undefined;
}

/** One arm. `banner` and `translations` lie over the tenant's configuration as its last layer. */
export interface ExperimentVariant {
  /** No dot: `{experiment}.{variant}` is the label that events and records carry. */
  id: string;
  /** Share of the visitors who take part, relative to the other weights. */
  weight: number;
  banner: VariantBanner;
  translations: Record<string, VariantTranslation>;
}

/** A test of banners against each other; the first variant is the control. */
export interface Experiment {
  id: string;
  status: ExperimentStatus;
  /** ISO 8601; set by starting, so absent in drafts alone. */
  started_at?: string | undefined;
  stopped_at?: string | undefined;
  /** Share of all visitors who take part, 0 to 1; the others see the tenant's own banner and are not counted. */
  traffic: number;
  variants: ExperimentVariant[];
}

/** The part of a running experiment that browsers need. */
export type RunningExperiment = Pick<Experiment, "id" | "traffic" | "variants">;

/** Body of `PUT /api/v1/tenants/{tenant}/experiments/{experiment}`; id, status and times are not for the caller to say. */
export type ExperimentRequest = Pick<Experiment, "traffic" | "variants">;

/** Answer of the endpoints that read and change an experiment. */
export interface ExperimentAnswer {
  tenant_id: string;
  /** The published configuration that holds this. */
  config_version: number;
  experiment: Experiment;
}

/** A share of visitors (0 to 1) or a difference of shares, and its 95 % interval. */
export interface RateEstimate {
  value: number;
  low: number;
  high: number;
}

/**
 * `consent`: agreed to anything that can be refused; `full_consent`: to all of it; `reject`: refused all of it;
 * `interaction`: opened the dialog, or decided. Each as a share of the visitors of the arm.
 */
export type ExperimentRate = "consent" | "full_consent" | "reject" | "interaction";

/** `null` while an arm has no visitors. */
export type ExperimentRates = Record<ExperimentRate, RateEstimate | null>;

export type ExperimentVerdictCode =
  | "uneven_split"
  | "too_few_visitors"
  | "no_clear_difference"
  | "higher_consent"
  | "lower_consent";

/** What can be said of an arm against the control, however often it is looked at. */
export interface ExperimentVerdict {
  code: ExperimentVerdictCode;
  text: string;
  /** About how many more visitors this arm and the control need together; `null` where more would change nothing. */
  more_visitors: number | null;
}

/** What the visitors of one arm did. */
export interface ExperimentVariantResult {
  id: string;
  /** The label that events and records carry. */
  variant: string;
  weight: number;
  visitors: number;
  impressions: number;
  dialogs_opened: number;
  decisions: number;
  rates: ExperimentRates;
  /** From the first sight of the banner to the decision, over those `decisions` whose time is known. */
  time_to_decision: { decisions: number; median_ms: number | null; p90_ms: number | null };
  /** This arm less the control; `null` for the control itself. */
  difference: ExperimentRates | null;
  verdict: ExperimentVerdict | null;
}

/** Answer of `GET /api/v1/tenants/{tenant}/experiments/{experiment}/results`. The first variant is the control. */
export interface ExperimentResultsAnswer {
  tenant_id: string;
  experiment: string;
  status: ExperimentStatus;
  started_at: string | null;
  stopped_at: string | null;
  from: string;
  to: string;
  /** How likely chance alone splits visitors this unevenly against the weights; below 0.001 something is broken. */
  split: { probability: number; is_uneven: boolean };
  variants: ExperimentVariantResult[];
  /** What is counted, and what the intervals mean. */
  notes: string[];
}
