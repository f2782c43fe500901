import type { ConsentEventRow, SessionRow } from "../../ports.ts";
import { toWellFormed as toText } from "../well-formed.ts";
import type { Connection } from "./connection.ts";
import { count, decodeRows, text } from "./decode.ts";
import { createIsOver, readLeftOut } from "./erased-users.ts";
import { readHorizons } from "./horizons.ts";
import { toTime } from "./silver-rows.ts";

/** An id of a code, and its time. */
interface Identity {
  readonly code: string;
  readonly id: string;
  readonly atMs: number;
}

/** Answers the places of the rows that silver lacks, or has at a later time only. */
interface MissingFinder {
  events(rows: readonly ConsentEventRow[]): Promise<readonly number[]>;
  sessions(rows: readonly SessionRow[]): Promise<readonly number[]>;
}

// A bound value is at most 128 KiB by the server's default (`http_max_field_value_size`), with its quotes and escapes.
const CHARACTERS_MAX = 50_000;
const IDS_MAX = 2_000;

/** Rows that would not be loaded anyway, of days that are over and of erased users, are not missing. */
export function createMissingFinder(
  connection: Connection,
  sessionRetentionDays: number,
  tombstoneKey: string,
): MissingFinder {
  return {
    async events(rows) {
      const identities = rows.map(({ code, eventId, receivedAtMs }) => ({
        ...{ code, id: toText(eventId), atMs: receivedAtMs },
      }));
      const missing = await findMissing(connection, EVENTS, identities);
      if (missing.length === 0) return missing;
      const isLeftOut = await readLeftOut(connection, rows, tombstoneKey);
      return missing.filter((place) => {
        const row = rows[place];
        return row !== undefined && !isLeftOut(row);
      });
    },
    async sessions(rows) {
      const identities = rows.map(({ code, requestId, requestedAtMs }) => ({
        ...{ code, id: toText(requestId), atMs: requestedAtMs },
      }));
      const missing = await findMissing(connection, SESSIONS, identities);
      if (missing.length === 0) return missing;
      // Older ones would be dropped from silver again, and gold, which keeps them, would have them twice.
      const keptFromMs = await readKeptFrom(connection, sessionRetentionDays);
      const isOver = createIsOver(await readHorizons(connection, "sessions"));
      return missing.filter((place) => {
        const { code, requestedAtMs } = rows[place] ?? { code: "", requestedAtMs: 0 };
        return requestedAtMs >= keptFromMs && !isOver(code, requestedAtMs);
      });
    },
  };
}

interface Silver {
  readonly table: string;
  readonly time: string;
  readonly id: string;
}

const EVENTS: Silver = { table: "consent_events", time: "received_at", id: "event_id" };
const SESSIONS: Silver = { table: "sessions", time: "requested_at", id: "request_id" };

async function findMissing(
  connection: Connection,
  silver: Silver,
  rows: readonly Identity[],
): Promise<readonly number[]> {
  const missing: number[] = [];
  for (const [start, part] of toParts(rows)) {
    // Nearly every row that is known stands at its own time, where silver is sorted. Only for the rest all of it is read.
    const near = await readKnown(connection, silver, part, true);
    const rest = part.filter((row) => isMissing(near, row));
    const known = rest.length === 0 ? near : await readKnown(connection, silver, rest, false);
    const ids = new Set(rest.map(toName));
    for (const [place, row] of part.entries()) {
      if (ids.has(toName(row)) && isMissing(near, row) && isMissing(known, row)) missing.push(start + place);
    }
  }
  return missing;
}

const toName = ({ code, id }: Pick<Identity, "code" | "id">): string => `${code} ${id}`;

const isMissing = (known: ReadonlyMap<string, number>, row: Identity): boolean =>
  (known.get(toName(row)) ?? Number.POSITIVE_INFINITY) > row.atMs;

// Twins that mark a row as superseded count as well: its id is known at an earlier time, or was.
async function readKnown(
  connection: Connection,
  { table, time, id }: Silver,
  rows: readonly Identity[],
  isNear: boolean,
): Promise<ReadonlyMap<string, number>> {
  const times = rows.map(({ atMs }) => atMs);
  const found = await connection.read(
    `SELECT code, ${id} AS id, min(toUnixTimestamp64Milli(${time})) AS atMs FROM ${table}
      WHERE code IN {codes:Array(String)} AND ${time} <= {last:DateTime64(3, 'UTC')}
        ${isNear ? `AND ${time} >= {first:DateTime64(3, 'UTC')}` : ""}
        AND (code, ${id}) IN (SELECT arrayJoin(arrayZip({rowCodes:Array(String)}, {ids:Array(String)})))
      GROUP BY code, ${id}`,
    {
      codes: [...new Set(rows.map(({ code }) => code))],
      rowCodes: rows.map(({ code }) => code),
      ids: rows.map((row) => row.id),
      first: toTime(Math.min(...times)),
      last: toTime(Math.max(...times)),
    },
  );
  const known = decodeRows(found, { code: text, id: text, atMs: count });
  return new Map(known.map((row) => [toName(row), row.atMs]));
}

/** Parts whose ids can be bound as values, each with the place of its first row. */
function toParts(rows: readonly Identity[]): (readonly [number, readonly Identity[]])[] {
  const parts: [number, Identity[]][] = [];
  let characters = 0;
  for (const [place, row] of rows.entries()) {
    const last = parts.at(-1)?.[1];
    characters += row.code.length + row.id.length;
    if (last !== undefined && last.length < IDS_MAX && characters <= CHARACTERS_MAX) last.push(row);
    else {
      parts.push([place, [row]]);
      characters = row.code.length + row.id.length;
    }
  }
  return parts;
}

// By the server's clock, as its own expiry and the settling of days have it.
async function readKeptFrom(connection: Connection, retentionDays: number): Promise<number> {
  const [row] = await connection.read(
    "SELECT toUnixTimestamp(toStartOfDay(now('UTC'), 'UTC')) AS today, {days:UInt32} AS days",
    { days: retentionDays },
  );
  return (count(row?.today) - (retentionDays - 1) * 86_400) * 1000;
}
