import type { BannerConfig, Messages, Patch } from "./tenant-config.ts";

/** `draft`: nobody sees it. `running`: visitors are assigned. `stopped`: everybody sees the tenant's own banner again. */
export type ExperimentStatus = "draft" | "running" | "stopped";

/** Words that a variant may change. Labels of buttons are not among them: accept and reject stay twins (L2, L4). */
export type VariantMessage = "banner_title" | "banner_text" | "notice_text" | "preferences_title" | "preferences_text";

type Refused<Key extends PropertyKey> = { [Name in Key]?: undefined };

/** What a variant changes of the banner. Nothing here can make refusing or withdrawing harder. */
export type VariantBanner = Patch<Pick<BannerConfig, "layout" | "position" | "theme" | "accent">> & {
  show_reject_all?: true | undefined;
  show_reopen?: true | undefined;
} & Refused<"consent_renewal_days" | "version">;

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
