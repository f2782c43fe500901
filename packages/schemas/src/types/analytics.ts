import type { CONSENT_DIMENSIONS, SESSION_DIMENSIONS } from "../constants.ts";

/** What decisions are told apart by in statistics. */
export type ConsentDimension = (typeof CONSENT_DIMENSIONS)[number];
/** What sessions are told apart by. */
export type SessionDimension = (typeof SESSION_DIMENSIONS)[number];

/** What a decision came to, required categories left out: everything, nothing, or a part. */
export type DecisionOutcome = "all_allowed" | "all_denied" | "partial";

/** Body common to the analytics endpoints. `from` and `to` are UTC days, both included. */
export interface AnalyticsRequest {
  code?: string | undefined;
  codes?: string[] | undefined;
  from: string;
  to: string;
  hostname?: string | undefined;
  /** First part of the path: `/shop` matches `/shop` and all below it. */
  path_segment?: string | undefined;
  country?: string | undefined;
}

/** Decisions by what was agreed to; required categories are left out of the judgement. Rates are 0..1, four digits. */
export interface StatusCounts {
  decisions: number;
  all_allowed: number;
  all_denied: number;
  partial: number;
  all_allowed_rate: number;
  all_denied_rate: number;
  partial_rate: number;
}

/** Answer of `POST /consent/status`; days without decisions are there with zeros. */
export interface ConsentStatusAnswer {
  from: string;
  to: string;
  totals: StatusCounts;
  days: Array<StatusCounts & { day: string }>;
}

/** From seeing the banner to deciding. Rates are per impression. */
export interface FunnelCounts {
  impressions: number;
  dialogs_opened: number;
  decisions: number;
  dialog_rate: number;
  decision_rate: number;
}

/** Answer of `POST /consent/funnel`. */
export interface ConsentFunnelAnswer {
  from: string;
  to: string;
  totals: FunnelCounts;
  days: Array<FunnelCounts & { day: string }>;
}
