/** A user whose events are to go: all that was received of them up to a time, and none that comes after it. */
export interface ErasedUser {
  readonly code: string;
  readonly userToken: string;
  /** Milliseconds since 1970; an event of this very time goes too. */
  readonly untilMs: number;
}

/** What is left of an erased user: enough to know their events by, nothing that they could be read from. */
export interface Tombstone {
  readonly code: string;
  /** Of the token, under a key of the installation (`analytics/tombstones.ts`). */
  readonly userHash: string;
  readonly untilMs: number;
}

/** How far back one kind of rows is kept. */
export interface Retention {
  readonly rows: RowKind;
  /** UTC. Rows of days before it go. */
  readonly firstDay: string;
  /** Codes that keep theirs for another time. */
  readonly others: readonly CodeRetention[];
}

export type RowKind = "consent_events" | "sessions";

export interface CodeRetention {
  readonly code: string;
  readonly firstDay: string;
}
