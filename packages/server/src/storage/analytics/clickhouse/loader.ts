import { hash } from "node:crypto";
import type { AnalyticsStore, ConsentEventRow, LoadOptions, LoadOutcome, SessionRow } from "../../ports.ts";
import { INSERT_SETTINGS } from "./boot-check.ts";
import type { Connection } from "./connection.ts";
import { createIsOver, readLeftOut } from "./erased-users.ts";
import { readHorizons } from "./horizons.ts";
import { findFirst, findUnknown } from "./known-events.ts";
import { toEventLine, toSessionLine } from "./silver-rows.ts";

/** Rows of one insert: enough that the views cost little for each, few enough for the memory of a small server. */
const PART_ROWS = 50_000;
/** Days that rows of one insert may be of: a rollup has a partition for each. An import of years goes in several objects. */
const DAYS_MAX = 1000;

/**
 * Loads objects. Rows of an object are cut into the same parts whenever it comes, and each part is one insert under one
 * token: what a broken-off or unanswered try did write is known again, in silver and in every rollup, so a load is
 * repeated until it succeeds. An object that was loaded whole is marked, and never looked at again.
 */
export function createLoader(
  connection: Connection,
  tombstoneKey: string,
): Pick<AnalyticsStore, "load" | "loadSessions"> {
  async function load(
    objectKey: string,
    rows: readonly ConsentEventRow[],
    { isReplay = false }: LoadOptions = {},
  ): Promise<LoadOutcome> {
    const objectHash = toObjectHash(objectKey);
    // First all of them: a row that cannot be stored must not leave half an object behind.
    const lines = rows.map((row) => toEventLine(row, objectHash));
    if (await isLoaded(connection, objectKey)) return { inserted: 0, duplicates: rows.length };
    const isLeftOut = await readLeftOut(connection, rows, tombstoneKey);
    let inserted = 0;
    for (const [start, part] of toParts(rows)) {
      // What came lately may be remembered, and gone from silver all the same.
      const unknown = isReplay ? findFirst(part) : await findUnknown(connection, part, objectHash);
      const own = lines.slice(start, start + part.length);
      const fresh = part.flatMap((row, place) => (unknown.has(place) && !isLeftOut(row) ? (own[place] ?? []) : []));
      inserted += await insert(connection, "consent_events", toToken(objectKey, start, own), fresh);
    }
    await markLoaded(connection, objectKey);
    return { inserted, duplicates: rows.length - inserted };
  }

  // A line of a CDN's file has its place in it, and comes again only with its batch: there is nothing else to look for.
  async function loadSessions(batchKey: string, rows: readonly SessionRow[]): Promise<LoadOutcome> {
    const lines = rows.map(toSessionLine);
    // An object of events may have the same name.
    const key = `sessions ${batchKey}`;
    if (await isLoaded(connection, key)) return { inserted: 0, duplicates: rows.length };
    const isOver = createIsOver(await readHorizons(connection, "sessions"));
    let inserted = 0;
    for (const [start, part] of toParts(rows)) {
      const own = lines.slice(start, start + part.length);
      const kept = part.flatMap((row, place) => (isOver(row.code, row.requestedAtMs) ? [] : (own[place] ?? [])));
      inserted += await insert(connection, "sessions", toToken(batchKey, start, own), kept);
    }
    await markLoaded(connection, key);
    return { inserted, duplicates: rows.length - inserted };
  }

  return { load, loadSessions };
}

/** The parts of an object, each with the place of its first row. */
function toParts<Row>(rows: readonly Row[]): (readonly [number, readonly Row[]])[] {
  return Array.from({ length: Math.ceil(rows.length / PART_ROWS) }, (_, index) => [
    index * PART_ROWS,
    rows.slice(index * PART_ROWS, (index + 1) * PART_ROWS),
  ]);
}

/**
 * The token of a part. Its content is in it: other rows under a known token would be dropped without a word. It is the content
 * of all rows of the part, known or not, because what was known may differ between two tries.
 */
function toToken(key: string, start: number, lines: readonly string[]): string {
  return `${key}#part-${start / PART_ROWS}#${hash("sha256", lines.join("\n")).slice(0, 32)}`;
}

// As text: numbers of 64 bits lose their end in JSON.
function toObjectHash(objectKey: string): string {
  return hash("sha256", objectKey, "buffer").readBigUInt64BE().toString();
}

async function insert(connection: Connection, table: string, token: string, lines: readonly string[]) {
  if (lines.length > 0) {
    await connection.insert(table, lines, {
      ...INSERT_SETTINGS,
      max_partitions_per_insert_block: String(DAYS_MAX),
      insert_deduplication_token: token,
    });
  }
  return lines.length;
}

async function isLoaded(connection: Connection, key: string): Promise<boolean> {
  const rows = await connection.read("SELECT 1 FROM loaded_objects WHERE key = {key:String} LIMIT 1", { key });
  return rows.length > 0;
}

async function markLoaded(connection: Connection, key: string): Promise<void> {
  await connection.insert("loaded_objects", [JSON.stringify({ key })], { async_insert: 0 });
}
