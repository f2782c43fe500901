import type { ConsentEventRow, SessionRow } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { toKey } from "./keys.ts";
import { prepareEventLeftOut, prepareIsOver } from "./left-out.ts";

/** Answers the places of the rows that silver lacks, or has at a later time only. */
interface MissingFinder {
  events(rows: readonly ConsentEventRow[]): number[];
  sessions(rows: readonly SessionRow[]): number[];
}

/** Rows that would not be loaded anyway, of days that are over and of erased users, are not missing. */
export function createMissingFinder(database: Database, tombstoneKey: string): MissingFinder {
  const beginLeftOut = prepareEventLeftOut(database, tombstoneKey);
  const beginIsOver = prepareIsOver(database, "sessions");
  type Id = [key: number, code: string, id: string];
  const findEvent = database
    .prepare<Id, number>(
      `SELECT received_at_ms FROM consent_events INDEXED BY consent_events_by_id
        WHERE event_key = ? AND code = ? AND event_id = ?`,
    )
    .pluck();
  const findSession = database
    .prepare<Id, number>(
      `SELECT requested_at_ms FROM sessions INDEXED BY sessions_by_id
        WHERE request_key = ? AND code = ? AND request_id = ?`,
    )
    .pluck();
  const isLater = (knownMs: number | undefined, atMs: number): boolean => knownMs === undefined || knownMs > atMs;
  return {
    events(rows) {
      const isLeftOut = beginLeftOut();
      return toPlaces(rows, (row) => {
        const { code, eventId, receivedAtMs } = row;
        return isLater(findEvent.get(toKey(code, eventId), code, eventId), receivedAtMs) && !isLeftOut(row);
      });
    },
    sessions(rows) {
      const isOver = beginIsOver();
      return toPlaces(rows, (row) => {
        const { code, requestId, requestedAtMs } = row;
        const knownMs = findSession.get(toKey(code, requestId), code, requestId);
        return isLater(knownMs, requestedAtMs) && !isOver(row, requestedAtMs);
      });
    },
  };
}

function toPlaces<Row>(rows: readonly Row[], isMissing: (row: Row) => boolean): number[] {
  return rows.flatMap((row, place) => (isMissing(row) ? [place] : []));
}
