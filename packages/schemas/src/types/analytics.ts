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

/** The same where figures are told apart by dimension: those are not kept by path. */
type PathlessRequest = Omit<AnalyticsRequest, "path_segment"> & { path_segment?: undefined };

/** Answers of the analytics endpoints begin with the period that was asked for. */
interface Period {
  from: string;
  to: string;
}

/** Figures of the whole period, and of each of its days: those without any are there with zeros. */
interface Series<Counts> {
  totals: Counts;
  days: Array<Counts & { day: string }>;
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

/** Answer of `POST /consent/status`. */
export interface ConsentStatusAnswer extends Period, Series<StatusCounts> {}

/** From seeing the banner to deciding. Rates are per impression. */
export interface FunnelCounts {
  impressions: number;
  dialogs_opened: number;
  decisions: number;
  dialog_rate: number;
  decision_rate: number;
}

/** Answer of `POST /consent/funnel`. */
export interface ConsentFunnelAnswer extends Period, Series<FunnelCounts> {}

/** Decisions that were asked about a category, and those that agreed to it. */
export interface CategoryCounts {
  disclosed: number;
  consented: number;
  consent_rate: number;
}

export interface CategorySeries extends Series<CategoryCounts> {
  category: string;
}

/** Body of `POST /consent/categories`. */
export interface ConsentCategoriesRequest extends AnalyticsRequest {
  /** How many categories to name, those most often asked about first. */
  limit?: number | undefined;
}

/** Answer of `POST /consent/categories`. */
export interface ConsentCategoriesAnswer extends Period {
  /** How many categories there are, named or not. */
  category_count: number;
  categories: CategorySeries[];
}

/** Body of `POST /consent/dimensions` and `POST /consent/dimension-categories`. */
export interface ConsentDimensionsRequest extends PathlessRequest {
  dimension: ConsentDimension;
  /** How many values to name, the greatest first. */
  limit?: number | undefined;
}

/** Answer of `POST /consent/dimensions`. Totals and days are of all values, named or not. */
export interface ConsentDimensionsAnswer extends Period, Series<StatusCounts> {
  dimension: ConsentDimension;
  /** How many values there are, named or not. */
  value_count: number;
  /** `""` is where the value is not known. */
  values: Array<Series<StatusCounts> & { value: string }>;
}

/** Answer of `POST /consent/dimension-categories`. */
export interface ConsentDimensionCategoriesAnswer extends Period {
  dimension: ConsentDimension;
  value_count: number;
  values: Array<{ value: string; category_count: number; categories: CategorySeries[] }>;
}

/** Body of `POST /consent/matrix`: two different dimensions. */
export interface ConsentMatrixRequest extends PathlessRequest {
  first: ConsentDimension;
  second: ConsentDimension;
  /** How many values of each dimension to name, the greatest first. */
  limit?: number | undefined;
}

/** One side of a cross-table. */
export interface MatrixSide {
  dimension: ConsentDimension;
  value_count: number;
  values: Array<StatusCounts & { value: string }>;
}

/** Answer of `POST /consent/matrix`, over the whole period. Cells without decisions are left out. */
export interface ConsentMatrixAnswer extends Period {
  totals: StatusCounts;
  first: MatrixSide;
  second: MatrixSide;
  cells: Array<StatusCounts & { first: string; second: string }>;
}

/** Decisions that came to something else than the one that their user had made before. */
export interface ChurnCounts {
  changes: number;
  /** Each of the six, in the same order always. */
  directions: Array<{ before: DecisionOutcome; after: DecisionOutcome; changes: number }>;
}

/** Answer of `POST /consent/churn`. Users are distinct over the whole period, so days do not add up to them. */
export interface ConsentChurnAnswer extends Period, Series<ChurnCounts> {
  /** Who decided in the period, and who came to something else at least once. */
  users: number;
  users_changed: number;
  users_changed_rate: number;
}

/** Rates are per decision, those of a signal per decision under it. */
export interface ComplianceCounts {
  decisions: number;
  /** The user had been shown the banner or the dialog before, or in the minute after. */
  disclosed_before: number;
  disclosed_before_rate: number;
  /** Made in a banner or dialog, and no category is said to have been shown. */
  without_disclosure: number;
  without_disclosure_rate: number;
  /** Under Global Privacy Control, and those of them that agreed to everything or a part. */
  gpc: number;
  gpc_agreed: number;
  gpc_agreed_rate: number;
  /** With a GPP string. */
  gpp: number;
  gpp_agreed: number;
  gpp_agreed_rate: number;
}

/** Answer of `POST /consent/compliance`. */
export interface ConsentComplianceAnswer extends Period, Series<ComplianceCounts> {}

/** Body of `POST /consent/experiments`. Visitors of experiments are not kept by place. */
export interface ConsentExperimentsRequest
  extends Pick<AnalyticsRequest, "code" | "codes" | "from" | "to">,
    Partial<Record<"hostname" | "path_segment" | "country", undefined>> {
  /** `{experiment}.{variant}`; every one when left out. */
  variants?: string[] | undefined;
}

/** What the visitors of one arm did who were first seen there in the period. Rates are per visitor. */
export interface ExperimentArmCounts {
  code: string;
  variant: string;
  visitors: number;
  /** Events, not visitors. */
  impressions: number;
  dialogs_opened: number;
  /** Opened the dialog, or decided. */
  interacted: number;
  /** First answers to the banner. */
  decisions: number;
  all_allowed: number;
  all_denied: number;
  partial: number;
  interaction_rate: number;
  /** Agreed to everything or a part; to everything; to nothing. */
  consent_rate: number;
  full_consent_rate: number;
  reject_rate: number;
  /** Of those decisions whose time is known. */
  time_to_decision: { decisions: number; median_ms: number | null; p90_ms: number | null };
}

/** Answer of `POST /consent/experiments`, by code and variant. Arms without visitors are left out. */
export interface ConsentExperimentsAnswer extends Period {
  arms: ExperimentArmCounts[];
}

/** `all_sessions` are those counted and those excluded, each once: by its network before by its user agent. */
export interface SessionCounts {
  sessions: number;
  all_sessions: number;
  /** From networks of hosting, proxies and VPNs. */
  excluded_network: number;
  /** Of a user agent that makes too much of a day. */
  excluded_user_agent: number;
  excluded_rate: number;
}

/** Days before `bot_filter_from` count every session, and exclude none. */
interface SessionSeries {
  totals: SessionCounts;
  days: Array<SessionCounts & { day: string; is_filtered: boolean }>;
}

/** Answer of `POST /sessions/overview`. */
export interface SessionsOverviewAnswer extends Period, SessionSeries {
  bot_filter_from: string;
}

/** Body of `POST /sessions/timeline`. */
export interface SessionsTimelineRequest extends PathlessRequest {
  dimension: SessionDimension;
  /** How many values to name, the greatest first. */
  limit?: number | undefined;
}

/** Answer of `POST /sessions/timeline`. Totals and days are of all values, named or not. */
export interface SessionsTimelineAnswer extends Period, SessionSeries {
  bot_filter_from: string;
  dimension: SessionDimension;
  value_count: number;
  values: Array<SessionSeries & { value: string }>;
}
