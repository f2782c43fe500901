import type { ConsentEvent } from "@cookiehub/schemas/types";

/** One consent event as it is counted. */
export interface ConsentEventRow {
  readonly eventId: string;
  readonly code: string;
  /** Fixed by the first writer; `day` of every figure comes from it (UTC). */
  readonly receivedAtMs: number;
  readonly eventType: ConsentEvent["event_type"];
  readonly userToken: string;
  readonly hostname: string;
  readonly path: string;
  /** ISO 3166-1, or `""` when unknown. */
  readonly country: string;
  readonly region: string;
  readonly language: string;
  readonly device: string;
  readonly os: string;
  readonly browser: string;
  readonly regulation: string;
  readonly policyVersion: string;
  readonly bannerVersion: string;
  readonly variant: string;
  readonly method: string;
  readonly gpc: boolean;
  /** Optional (not required) categories: those asked about, and those agreed to. Sorted. */
  readonly categoriesDisclosed: readonly string[];
  readonly categoriesConsented: readonly string[];
  /** From the first sight of the banner to the decision; `null` where it was not told. */
  readonly timeToDecisionMs: number | null;
}

/** A period and what to count in it. Days are UTC and both ends are included; `codes` is never empty. */
export interface AnalyticsFilter {
  readonly codes: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly hostname?: string | undefined;
  readonly pathSegment?: string | undefined;
  readonly country?: string | undefined;
}

export interface StatusDay {
  readonly day: string;
  readonly allAllowed: number;
  readonly allDenied: number;
  readonly partial: number;
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
  readonly variants: readonly string[];
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

/** What a load did: how many rows were new, how many were known already. */
export interface LoadOutcome {
  readonly inserted: number;
  readonly duplicates: number;
}

/**
 * Silver rows and gold rollups.
 * Guarantee: an event id of a tenant code is counted exactly once, however often its bronze object is delivered,
 * replayed or crashed on; silver and gold change together. Queries never block the caller's thread.
 */
export interface AnalyticsStore {
  /** Loads one bronze object. The same `objectKey` again loads nothing. */
  load(objectKey: string, rows: readonly ConsentEventRow[]): Promise<LoadOutcome>;
  /** Days that have decisions, ascending. */
  consentStatus(filter: AnalyticsFilter): Promise<readonly StatusDay[]>;
  /** Days that have events, ascending. */
  consentFunnel(filter: AnalyticsFilter): Promise<readonly FunnelDay[]>;
  /** Arms that have visitors, by label. */
  experimentCounts(filter: ExperimentFilter): Promise<readonly ExperimentCounts[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
