import type { AnalyticsFilter, ConsentEventRow, EventPageQuestion, EventPosition } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { type AnalyticsQuery, type BoundValues, toPlaceConditions, toValues } from "./filter.ts";
import { toUserKey } from "./keys.ts";
import { type EventRecord, toEventRow, toEventSelection } from "./silver-columns.ts";

const USER_EVENTS_MAX = 50_000;
const SELECTION = toEventSelection("event");

/** What a user was shown, or decided, of one code. */
export function toUserEventsQuery(code: string, userToken: string, kind: "sights" | "decisions"): AnalyticsQuery {
  return {
    sql: `SELECT ${SELECTION} FROM consent_events AS event INDEXED BY consent_events_${kind}
      WHERE user_key = @userKey AND code = @code AND user_token = @userToken
        AND outcome IS ${kind === "decisions" ? "NOT NULL" : "NULL"}
      ORDER BY received_at_ms, event_id`,
    values: { userKey: toUserKey(code, userToken), code, userToken },
  };
}

/** Reads every event of a user. */
export function readUserEvents(database: Database, codes: readonly string[], userToken: string): ConsentEventRow[] {
  const queries = toDistinct(codes).flatMap((code) =>
    (["sights", "decisions"] as const).map((kind) => toUserEventsQuery(code, userToken, kind)),
  );
  return readMerged(
    database,
    queries,
    (one, other) => one.receivedAtMs - other.receivedAtMs || (one.eventId < other.eventId ? -1 : 1),
    USER_EVENTS_MAX,
  );
}

export type PageKind = "events" | "latestDecisions";

/** The rows of one code in the order of a page. Its index gives them in that order, so that they are read one by one. */
export function toCodeEventsQuery(code: string, question: EventPageQuestion, kind: PageKind): AnalyticsQuery {
  const conditions = [
    "code = @code",
    "received_at_ms >= @fromMs",
    "received_at_ms < @beforeMs",
    ...toPlaceConditions(question),
  ];
  const values: BoundValues = { ...toValues(question), code };
  const position = toPosition(code, question.after);
  if (position !== undefined) conditions.push(position.sql);
  if (kind === "latestDecisions") conditions.push("outcome IS NOT NULL", toIsLatest(question));
  // Read from the position on: of its own time, what comes before it is left out one by one.
  const fromMs = Math.max(Date.parse(question.from), question.after?.receivedAtMs ?? 0);
  return {
    sql: `SELECT ${SELECTION} FROM consent_events AS event INDEXED BY consent_events_by_time
      WHERE ${conditions.join(" AND ")} ORDER BY received_at_ms, event_id`,
    values: { ...values, ...position?.values, fromMs },
  };
}

// A page is by time, code, id: of the same time, codes before the last one are through, and those after it are not begun.
function toPosition(code: string, after: EventPosition | undefined): AnalyticsQuery | undefined {
  if (after === undefined || code > after.code) return undefined;
  const values = { afterMs: after.receivedAtMs };
  if (code < after.code) return { sql: "received_at_ms > @afterMs", values };
  return {
    sql: "(received_at_ms > @afterMs OR event_id > @afterId)",
    values: { ...values, afterId: after.eventId },
  };
}

function toIsLatest(filter: AnalyticsFilter): string {
  const conditions = ["received_at_ms < @beforeMs", ...toPlaceConditions(filter)];
  return `NOT EXISTS (
    SELECT 1 FROM consent_events AS later INDEXED BY consent_events_decisions
    WHERE later.user_key = event.user_key AND later.code = event.code AND later.user_token = event.user_token
      AND later.outcome IS NOT NULL
      AND (later.received_at_ms, later.event_id) > (event.received_at_ms, event.event_id)
      AND ${conditions.join(" AND ")})`;
}

/** Reads a page by time, code and id. */
export function readEventPage(database: Database, question: EventPageQuestion, kind: PageKind): ConsentEventRow[] {
  const queries = toDistinct(question.codes).map((code) => toCodeEventsQuery(code, question, kind));
  // Codes ascend, and of one time the first one met goes first.
  return readMerged(database, queries, (one, other) => one.receivedAtMs - other.receivedAtMs, question.limit);
}

const toDistinct = (codes: readonly string[]): string[] => [...new Set(codes)].sort();

type Compare = (one: EventRecord, other: EventRecord) => number;

/** Merges ordered rows, and reads none further than asked for. */
function readMerged(
  database: Database,
  queries: readonly AnalyticsQuery[],
  compare: Compare,
  limit: number,
): ConsentEventRow[] {
  const iterators = queries.map(({ sql, values }) => database.prepare<[BoundValues], EventRecord>(sql).iterate(values));
  try {
    const heads = iterators.map(readNext);
    const rows: ConsentEventRow[] = [];
    while (rows.length < limit) {
      const index = findFirst(heads, compare);
      const head = heads[index];
      const iterator = iterators[index];
      if (head === undefined || iterator === undefined) break;
      rows.push(toEventRow(head));
      heads[index] = readNext(iterator);
    }
    return rows;
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}

function findFirst(heads: readonly (EventRecord | undefined)[], compare: Compare): number {
  let first = -1;
  for (const [index, head] of heads.entries()) {
    const best = heads[first];
    if (head !== undefined && (best === undefined || compare(head, best) < 0)) first = index;
  }
  return first;
}

function readNext(iterator: Iterator<EventRecord>): EventRecord | undefined {
  const { done, value } = iterator.next();
  return done === true ? undefined : value;
}
