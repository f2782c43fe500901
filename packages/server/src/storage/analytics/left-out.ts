import type { ConsentEventRow, RowKind, Tombstone } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { createHorizons, type Horizon, type Horizons } from "./horizons.ts";
import { readOrAdd } from "./read-or-add.ts";
import { toUserHash } from "./tombstones.ts";

/** Tells of a row whether it must not be loaded. */
export type IsLeftOut<Row> = (row: Row) => boolean;

/** Prepares the reading of what is kept of a kind of rows. */
export function prepareHorizons(database: Database, rows: RowKind): () => readonly Horizon[] {
  const read = database.prepare<[string], { code: string; firstDay: string; isOwn: number }>(
    "SELECT code, first_day AS firstDay, is_own AS isOwn FROM horizons WHERE row_kind = ?",
  );
  return () => read.all(rows).map(({ isOwn, ...horizon }) => ({ ...horizon, isOwn: isOwn === 1 }));
}

/** Prepares the verdict on rows of days that are over, begun anew with each load. */
export function prepareIsOver(
  database: Database,
  rows: RowKind,
): () => (row: { readonly code: string }, atMs: number) => boolean {
  const read = prepareHorizons(database, rows);
  return () => {
    const known = read();
    if (known.length === 0) return () => false;
    const horizons = createHorizons(known);
    const firstMs = createFirstTimes(horizons);
    return ({ code }, atMs) => atMs < firstMs(code);
  };
}

function createFirstTimes(horizons: Horizons): (code: string) => number {
  const times = new Map<string, number>();
  return (code) => readOrAdd(times, code, () => toFirstMs(horizons.of(code)));
}

/** When a day begins; `""`: there is no first one. */
export const toFirstMs = (day: string): number => (day === "" ? Number.NEGATIVE_INFINITY : Date.parse(day));

/** Prepares the verdict on events: of days that are over, or of users who were erased. */
export function prepareEventLeftOut(database: Database, tombstoneKey: string): () => IsLeftOut<ConsentEventRow> {
  const beginIsOver = prepareIsOver(database, "consent_events");
  const hasAny = database.prepare<[string], number>("SELECT 1 FROM erased_users WHERE code = ? LIMIT 1").pluck();
  const readUntil = database
    .prepare<[string, string], number>("SELECT until_ms FROM erased_users WHERE code = ? AND user_hash = ?")
    .pluck();
  return () => {
    const isOver = beginIsOver();
    const codes = new Map<string, Map<string, number> | null>();
    return (row) => {
      const { code, userToken, receivedAtMs } = row;
      if (isOver(row, receivedAtMs)) return true;
      // Most codes have nobody who was erased: no token is hashed for them.
      const users = readOrAdd(codes, code, () => (hasAny.get(code) === undefined ? null : new Map()));
      if (users === null) return false;
      const untilMs = readOrAdd(
        users,
        userToken,
        () => readUntil.get(code, toUserHash(tombstoneKey, code, userToken)) ?? Number.NEGATIVE_INFINITY,
      );
      return receivedAtMs <= untilMs;
    };
  };
}

/** Prepares the adding of tombstones: of two of a user the later one holds. */
export function prepareTombstones(database: Database): (tombstones: readonly Tombstone[]) => void {
  const put = database.prepare<[string, string, number]>(
    `INSERT INTO erased_users (code, user_hash, until_ms) VALUES (?, ?, ?)
      ON CONFLICT (code, user_hash) DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)`,
  );
  const transaction = database.transaction((tombstones: readonly Tombstone[]) => {
    for (const { code, userHash, untilMs } of tombstones) put.run(code, userHash, untilMs);
  });
  return (tombstones) => transaction.immediate(tombstones);
}
