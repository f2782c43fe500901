import type { Retention, RowKind } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { createHorizons, moveHorizons } from "./horizons.ts";
import { prepareHorizons, toFirstMs } from "./left-out.ts";
import { prepareEventGold, prepareEvents } from "./loader.ts";
import { type EventRecord, toEventRow, toEventSelection } from "./silver-columns.ts";

/** Rows that are taken out, and codes that are looked at, in one transaction: loads wait for no more. */
const ROWS_MAX = 1000;
const CODES_MAX = 2000;
const SESSIONS_MAX = 5000;

/** How far a piece of work came; `null`: there is no more. */
export type ExpiryPlace = string | null;

/** Creates what moves the horizons of a kind of rows: from then on no row before them is loaded. */
export function createHorizonMove(database: Database): (retention: Retention) => void {
  const clear = database.prepare<[string]>("DELETE FROM horizons WHERE row_kind = ?");
  const add = database.prepare<[string, string, string, number]>(
    "INSERT INTO horizons (row_kind, code, first_day, is_own) VALUES (?, ?, ?, ?)",
  );
  const transaction = database.transaction((retention: Retention) => {
    const { rows } = retention;
    const moved = moveHorizons(prepareHorizons(database, rows)(), retention);
    clear.run(rows);
    for (const { code, firstDay, isOwn } of moved) add.run(rows, code, firstDay, isOwn ? 1 : 0);
  });
  return (retention) => transaction.immediate(retention);
}

/** Creates what takes out some rows of days that are over, from a place on, and answers how far it came. */
export function createExpiry(database: Database): (rows: RowKind, from: string) => ExpiryPlace {
  const expire = { consent_events: prepareEventExpiry(database), sessions: prepareSessionExpiry(database) };
  const transaction = database.transaction((rows: RowKind, from: string) => expire[rows](from));
  return (rows, from) => transaction.immediate(rows, from);
}

// Code by code, the earliest rows first. Silver forgets them with what it told of their users over time; their sums stay.
function prepareEventExpiry(database: Database): (fromCode: string) => ExpiryPlace {
  const silver = prepareEvents(database);
  const beginGold = prepareEventGold(database);
  const readNextCode = database
    .prepare<[string], string>(
      "SELECT code FROM consent_events INDEXED BY consent_events_by_time WHERE code >= ? ORDER BY code LIMIT 1",
    )
    .pluck();
  const readOld = database.prepare<[code: string, beforeMs: number, limit: number], EventRecord>(
    `SELECT ${toEventSelection("consent_events")} FROM consent_events INDEXED BY consent_events_by_time
      WHERE code = ? AND received_at_ms < ? ORDER BY received_at_ms LIMIT ?`,
  );
  const readHorizons = prepareHorizons(database, "consent_events");
  return (fromCode) => {
    const horizons = createHorizons(readHorizons());
    const gold = beginGold(true);
    let left = ROWS_MAX;
    let place: ExpiryPlace = fromCode;
    for (let codes = 0; codes < CODES_MAX && left > 0; codes++) {
      const code: string | undefined = readNextCode.get(place);
      if (code === undefined) {
        place = null;
        break;
      }
      const old = readOld.all(code, toFirstMs(horizons.of(code)), left).map(toEventRow);
      for (const row of old) {
        gold.takeOut(row);
        silver.remove(row);
      }
      left -= old.length;
      // The next code is behind it; what may be left of this one is met again.
      place = left > 0 ? `${code}\0` : code;
    }
    gold.write();
    return place;
  };
}

// By time over all codes. Their sums, and how many of them a user agent made, stay.
function prepareSessionExpiry(database: Database): (from: string) => ExpiryPlace {
  type Found = { readonly position: number; readonly code: string; readonly requestedAtMs: number };
  const read = database.prepare<[afterMs: number, afterPosition: number, beforeMs: number, limit: number], Found>(
    `SELECT rowid AS position, code, requested_at_ms AS requestedAtMs FROM sessions INDEXED BY sessions_by_time
      WHERE (requested_at_ms, rowid) > (?, ?) AND requested_at_ms < ? ORDER BY requested_at_ms, rowid LIMIT ?`,
  );
  const remove = database.prepare<[number]>("DELETE FROM sessions WHERE rowid = ?");
  const readHorizons = prepareHorizons(database, "sessions");
  return (from) => {
    const horizons = createHorizons(readHorizons());
    const latest = Math.max(...[horizons.ofOthers, ...horizons.apart.map(({ firstDay }) => firstDay)].map(toFirstMs));
    const [afterMs = 0, afterPosition = 0] = from === "" ? [] : from.split(" ").map(Number);
    const found = read.all(from === "" ? Number.MIN_SAFE_INTEGER : afterMs, afterPosition, latest, SESSIONS_MAX);
    for (const { position, code, requestedAtMs } of found) {
      if (requestedAtMs < toFirstMs(horizons.of(code))) remove.run(position);
    }
    const last = found.at(-1);
    return last === undefined || found.length < SESSIONS_MAX ? null : `${last.requestedAtMs} ${last.position}`;
  };
}
