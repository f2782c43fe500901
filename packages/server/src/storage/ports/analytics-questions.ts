import type { ConsentDimension, DecisionOutcome, SessionDimension } from "@cookiehub/schemas/types";
import type { ConsentEventRow } from "./analytics.ts";

/** A period and what to count in it. Days are UTC and both ends are included; `codes` is never empty. */
export interface AnalyticsFilter {
  readonly codes: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly hostname?: string | undefined;
  readonly pathSegment?: string | undefined;
  readonly country?: string | undefined;
}

/** Decisions by what was agreed to. */
export interface OutcomeCounts {
  readonly allAllowed: number;
  readonly allDenied: number;
  readonly partial: number;
}

export interface StatusDay extends OutcomeCounts {
  readonly day: string;
}

export interface FunnelDay {
  readonly day: string;
  readonly impressions: number;
  readonly dialogsOpened: number;
  readonly decisions: number;
}

/** Arms of an experiment, by the label their events carry, and the days on which their visitors were first seen. */
export interface ExperimentFilter {
  readonly code: string;
  /** `null`: every one. */
  readonly variants: readonly string[] | null;
  readonly from: string;
  readonly to: string;
}

/**
 * What the visitors of one arm did. A visitor is a distinct `user_token` of the arm, counted on the day it was first
 * seen there, with everything it did later. Its first decision by the banner counts, and no later change of mind;
 * decisions by signal, import or API are no answer to a banner.
 */
export interface ExperimentCounts {
  readonly variant: string;
  readonly visitors: number;
  /** Impression events, not visitors. */
  readonly impressions: number;
  readonly dialogsOpened: number;
  /** Visitors who opened the dialog, or decided. */
  readonly interacted: number;
  readonly decisions: number;
  readonly allAllowed: number;
  readonly allDenied: number;
  readonly partial: number;
  /** Decisions whose time is known, and its quantiles by nearest rank. */
  readonly timedDecisions: number;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

/** How often a category was asked about, and agreed to, in decisions. */
export interface CategoryDay {
  readonly day: string;
  readonly category: string;
  readonly disclosed: number;
  readonly consented: number;
}

/** Rollups by dimension hold no path: a day has too many of them. */
export type DimensionFilter = Omit<AnalyticsFilter, "pathSegment">;

export interface DimensionDay extends StatusDay {
  readonly value: string;
}

export interface DimensionCategoryDay extends CategoryDay {
  readonly value: string;
}

/** One field of a cross-table. */
export interface MatrixCell extends OutcomeCounts {
  readonly first: string;
  readonly second: string;
}

/** Decisions of a day that came to something else than the one that their user had made before. */
export interface ChurnDay {
  readonly day: string;
  readonly from: DecisionOutcome;
  readonly to: DecisionOutcome;
  readonly changes: number;
}

/**
 * A change is a decision whose outcome differs from that of the user's decision before it (by time, then event id), however
 * long before, on this code. Filters speak of the later one.
 */
export interface Churn {
  readonly days: readonly ChurnDay[];
  /** Distinct users who decided in the period, and who changed. */
  readonly users: number;
  readonly usersChanged: number;
}

export interface ComplianceDay {
  readonly day: string;
  readonly decisions: number;
  /** Decisions whose user was sent an impression or had opened the dialog before, or in the minute after, on this code. */
  readonly disclosedBefore: number;
  /** Decisions by a banner or dialog that say of no category that it was disclosed. */
  readonly withoutDisclosure: number;
  /** Decisions under Global Privacy Control, and how many of them agreed to everything or a part. */
  readonly gpc: number;
  readonly gpcAgreed: number;
  /** Decisions with a GPP string, and how many of them agreed to everything or a part. */
  readonly gpp: number;
  readonly gppAgreed: number;
}

/**
 * Sessions of a day. What is excluded is counted once: by its network (hosting, proxy, VPN) before by its user agent.
 */
export interface SessionDay {
  readonly day: string;
  readonly sessions: number;
  readonly excludedByNetwork: number;
  readonly excludedByAgent: number;
}

export interface SessionDimensionDay extends SessionDay {
  readonly value: string;
}

/** A page of raw rows, by time and then event id. */
export interface EventPageQuestion extends AnalyticsFilter {
  readonly limit: number;
  /** The last row of the page before. */
  readonly after?: EventPosition | undefined;
}

export interface EventPosition {
  readonly receivedAtMs: number;
  readonly code: string;
  readonly eventId: string;
}

/** What can be asked: argument and answer of each. Rows come in the order of their columns, as they are listed. */
export interface AnalyticsQuestions {
  readonly consentStatus: { readonly given: AnalyticsFilter; readonly answer: readonly StatusDay[] };
  readonly consentFunnel: { readonly given: AnalyticsFilter; readonly answer: readonly FunnelDay[] };
  readonly consentCategories: { readonly given: AnalyticsFilter; readonly answer: readonly CategoryDay[] };
  readonly consentDimension: {
    readonly given: DimensionFilter & { readonly dimension: ConsentDimension };
    readonly answer: readonly DimensionDay[];
  };
  readonly consentDimensionCategories: {
    readonly given: DimensionFilter & { readonly dimension: ConsentDimension };
    readonly answer: readonly DimensionCategoryDay[];
  };
  /** Of two different dimensions. Over the whole period: a day of it would be a question of its own. */
  readonly consentMatrix: {
    readonly given: DimensionFilter & { readonly first: ConsentDimension; readonly second: ConsentDimension };
    readonly answer: readonly MatrixCell[];
  };
  readonly consentChurn: { readonly given: AnalyticsFilter; readonly answer: Churn };
  readonly consentCompliance: { readonly given: AnalyticsFilter; readonly answer: readonly ComplianceDay[] };
  readonly experimentCounts: { readonly given: ExperimentFilter; readonly answer: readonly ExperimentCounts[] };
  readonly sessionDays: { readonly given: AnalyticsFilter; readonly answer: readonly SessionDay[] };
  readonly sessionDimension: {
    readonly given: DimensionFilter & { readonly dimension: SessionDimension };
    readonly answer: readonly SessionDimensionDay[];
  };
  /** Every event of one user, by time and then event id. At most 50,000. */
  readonly rawUserEvents: {
    readonly given: { readonly codes: readonly string[]; readonly userToken: string };
    readonly answer: readonly ConsentEventRow[];
  };
  /** By time, code, event id. */
  readonly rawEvents: { readonly given: EventPageQuestion; readonly answer: readonly ConsentEventRow[] };
  /** The last decision of each user in the period (by time, then event id), by time, code, event id. */
  readonly rawLatestDecisions: { readonly given: EventPageQuestion; readonly answer: readonly ConsentEventRow[] };
}

export type QuestionName = keyof AnalyticsQuestions;
