import type { ConsentEventRow } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import type { ConsentGold } from "./consent-gold.ts";
import { toDay } from "./day.ts";
import { toKey, toUserKey } from "./keys.ts";
import type { DecisionOutcome } from "./outcome.ts";
import type { GoldSums } from "./silver-load.ts";

/** A decision counts as disclosed before where its user was shown something at most so long after it. */
export const DISCLOSURE_GRACE_MS = 60_000;

/** What the history of a user needs to know of a decision. */
interface Decision {
  readonly code: string;
  readonly userToken: string;
  readonly eventId: string;
  readonly receivedAtMs: number;
  readonly hostname: string;
  readonly path: string;
  readonly country: string;
  readonly outcome: DecisionOutcome;
  /** What the user's decision before had come to, where that was something else. */
  readonly changedFrom: DecisionOutcome | null;
}

type User = [userKey: number, code: string, userToken: string];
type At = [...user: User, receivedAtMs: number, eventId: string];

const DECISION = `SELECT code, user_token AS userToken, event_id AS eventId, received_at_ms AS receivedAtMs,
  hostname, path, country, outcome, changed_from AS changedFrom`;
const DECISIONS = "FROM consent_events INDEXED BY consent_events_decisions";
const SIGHTS = "FROM consent_events INDEXED BY consent_events_sights";
// A bare `?` beside ORDER BY makes the engine prepare the statement anew at each run: six times the cost of these reads.
const OF_USER = "WHERE user_key = +? AND code = +? AND user_token = +?";
const BEFORE = "AND (received_at_ms, event_id) < (+?, +?) ORDER BY received_at_ms DESC, event_id DESC LIMIT 1";
const AFTER = "AND (received_at_ms, event_id) > (+?, +?) ORDER BY received_at_ms, event_id LIMIT 1";

/**
 * Prepares what a row adds to gold by what its user did before and after: changes of mind, and decisions that followed a
 * disclosure. Silver, in the order of users, is all that is known of a history, so rows may come and go in any order.
 */
export function prepareHistories(database: Database): (gold: ConsentGold) => GoldSums<ConsentEventRow> {
  const changes = prepareChanges(database);
  const disclosures = prepareDisclosures(database);
  return (gold) => {
    function count(row: ConsentEventRow, amount: 1 | -1): void {
      if (row.eventType === "decision") {
        changes(gold, row, amount);
        disclosures.countDecision(gold, row, amount);
      } else disclosures.countSight(gold, row, amount);
    }
    return {
      putIn: (row) => count(row, 1),
      takeOut: (row) => count(row, -1),
      // Everything went to the sums of `gold`, and to silver.
      write: () => undefined,
    };
  };
}

function prepareChanges(database: Database): (gold: ConsentGold, row: ConsentEventRow, amount: 1 | -1) => void {
  // Most users decide once.
  const hasOther = database
    .prepare<[userKey: number, eventId: string], number>(
      `SELECT 1 ${DECISIONS} WHERE user_key = ? AND outcome IS NOT NULL AND event_id <> ? LIMIT 1`,
    )
    .pluck();
  const readOwn = database.prepare<[eventKey: number, code: string, eventId: string], Decision>(
    `${DECISION} FROM consent_events INDEXED BY consent_events_by_id WHERE event_key = ? AND code = ? AND event_id = ?`,
  );
  const readBefore = database.prepare<At, Decision>(
    `${DECISION} ${DECISIONS} ${OF_USER} AND outcome IS NOT NULL ${BEFORE}`,
  );
  const readAfter = database.prepare<At, Decision>(
    `${DECISION} ${DECISIONS} ${OF_USER} AND outcome IS NOT NULL ${AFTER}`,
  );
  const changeTime = `SELECT received_at_ms FROM consent_events INDEXED BY consent_events_changes
    ${OF_USER} AND changed_from IS NOT NULL`;
  const readChangeBefore = database.prepare<At, number>(`${changeTime} ${BEFORE}`).pluck();
  const readChangeAfter = database.prepare<At, number>(`${changeTime} ${AFTER}`).pluck();
  const mark = database.prepare<[changedFrom: string | null, eventKey: number, code: string, eventId: string]>(
    `UPDATE consent_events INDEXED BY consent_events_by_id SET changed_from = ?
      WHERE event_key = ? AND code = ? AND event_id = ?`,
  );

  function follow(gold: ConsentGold, decision: Decision, before: Decision | undefined): void {
    const { code, eventId, outcome, changedFrom } = decision;
    const from = before === undefined || before.outcome === outcome ? null : before.outcome;
    if (from === changedFrom) return;
    if (changedFrom !== null) gold.addChange(decision, changedFrom, outcome, -1);
    if (from !== null) gold.addChange(decision, from, outcome, 1);
    if (from === null || changedFrom === null) {
      const previous = toKnownDay(readChangeBefore.get(...toAt(decision)));
      const next = toKnownDay(readChangeAfter.get(...toAt(decision)));
      const day = toDay(decision.receivedAtMs);
      gold.userDays.link("users_changed", code, { previous, day, next }, from === null ? -1 : 1);
    }
    mark.run(from, toKey(code, eventId), code, eventId);
  }

  return (gold, row, amount) => {
    const at = toAt(row);
    const hasNeighbor = hasOther.get(at[0], row.eventId) !== undefined;
    const before = hasNeighbor ? readBefore.get(...at) : undefined;
    const after = hasNeighbor ? readAfter.get(...at) : undefined;
    const neighbors = { previous: toKnownDay(before?.receivedAtMs), next: toKnownDay(after?.receivedAtMs) };
    gold.userDays.link("users", row.code, { ...neighbors, day: toDay(row.receivedAtMs) }, amount);
    if (before === undefined && after === undefined) return;
    const own = readOwn.get(toKey(row.code, row.eventId), row.code, row.eventId);
    if (own === undefined) return;
    follow(gold, own, amount === 1 ? before : undefined);
    if (after !== undefined) follow(gold, after, amount === 1 ? own : before);
  };
}

function prepareDisclosures(database: Database) {
  // Leaves out the row itself: silver holds what is being counted.
  const readFirstSight = database
    .prepare<[...user: User, exceptEventId: string], number>(
      `SELECT received_at_ms ${SIGHTS} ${OF_USER} AND outcome IS NULL AND event_id <> +?
        ORDER BY received_at_ms LIMIT 1`,
    )
    .pluck();
  const hasDecisionFrom = database
    .prepare<[userKey: number, fromMs: number], number>(
      `SELECT 1 ${DECISIONS} WHERE user_key = ? AND outcome IS NOT NULL AND received_at_ms >= ? LIMIT 1`,
    )
    .pluck();
  const readDecisions = database.prepare<[...user: User, fromMs: number, beforeMs: number], Decision>(
    `${DECISION} ${DECISIONS} ${OF_USER} AND outcome IS NOT NULL AND received_at_ms >= +? AND received_at_ms < +?`,
  );
  return {
    countDecision(gold: ConsentGold, row: ConsentEventRow, amount: number): void {
      const firstMs = readFirstSight.get(...toUser(row), row.eventId);
      if (firstMs !== undefined && firstMs <= row.receivedAtMs + DISCLOSURE_GRACE_MS)
        gold.addDisclosedBefore(row, amount);
    },
    /** Decisions that no other sight came early enough for follow a disclosure by this one, or no longer do. */
    countSight(gold: ConsentGold, row: ConsentEventRow, amount: number): void {
      const user = toUser(row);
      const { eventId, receivedAtMs } = row;
      const fromMs = receivedAtMs - DISCLOSURE_GRACE_MS;
      if (hasDecisionFrom.get(user[0], fromMs) === undefined) return;
      const otherMs = readFirstSight.get(...user, eventId) ?? Number.MAX_SAFE_INTEGER;
      if (otherMs <= receivedAtMs) return;
      const decisions = readDecisions.iterate(...user, fromMs, otherMs - DISCLOSURE_GRACE_MS);
      for (const decision of decisions) gold.addDisclosedBefore(decision, amount);
    },
  };
}

const toUser = ({ code, userToken }: Decision | ConsentEventRow): User => [toUserKey(code, userToken), code, userToken];

const toAt = (row: Decision | ConsentEventRow): At => [...toUser(row), row.receivedAtMs, row.eventId];

const toKnownDay = (atMs: number | undefined): string | undefined => (atMs === undefined ? undefined : toDay(atMs));
