import type { ConsentEventRow } from "../../ports.ts";
import type { Connection } from "./connection.ts";
import { count, decodeRows, text } from "./decode.ts";
import { toTime } from "./silver-rows.ts";

// More than that in the span of one batch is a replay of the past: what comes twice there is found when the day is settled.
const KNOWN_MAX = 200_000;

/** Names an event among those of all codes. */
const toEventKey = ({ code, eventId }: Pick<ConsentEventRow, "code" | "eventId">): string => `${code} ${eventId}`;

/**
 * Which rows silver does not hold yet, by their place. A queue delivers a message again, in another object, with the time that
 * the first delivery fixed: whatever came in the last days from other objects within the span of these rows is known.
 * Rows of this very object are not looked at: a retry must send them again, for the rollups that its first try did not reach.
 */
export async function findUnknown(
  connection: Connection,
  rows: readonly ConsentEventRow[],
  objectHash: string,
): Promise<ReadonlySet<number>> {
  return findFirst(rows, await readKnown(connection, rows, objectHash));
}

/** Of several rows of one event the place of the first of the earliest time, where it is earlier than what is known. */
export function findFirst(
  rows: readonly ConsentEventRow[],
  known: Map<string, number> = new Map(),
): ReadonlySet<number> {
  const places = new Map<string, number>();
  for (const [place, row] of rows.entries()) {
    const key = toEventKey(row);
    if (row.receivedAtMs >= (known.get(key) ?? Number.POSITIVE_INFINITY)) continue;
    known.set(key, row.receivedAtMs);
    places.set(key, place);
  }
  return new Set(places.values());
}

async function readKnown(
  connection: Connection,
  rows: readonly ConsentEventRow[],
  objectHash: string,
): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map();
  const times = rows.map((row) => row.receivedAtMs);
  const found = await connection.read(
    `SELECT code, event_id AS eventId, min(toUnixTimestamp64Milli(received_at)) AS receivedAtMs FROM recent_consent_events
      WHERE received_at BETWEEN {first:DateTime64(3, 'UTC')} AND {last:DateTime64(3, 'UTC')}
        AND object_hash != {objectHash:UInt64}
      GROUP BY code, event_id LIMIT {limit:UInt32}`,
    {
      first: toTime(times.reduce((one, other) => Math.min(one, other))),
      last: toTime(times.reduce((one, other) => Math.max(one, other))),
      objectHash,
      limit: KNOWN_MAX,
    },
  );
  const events = decodeRows(found, { code: text, eventId: text, receivedAtMs: count });
  return new Map(events.map((event) => [toEventKey(event), event.receivedAtMs]));
}
