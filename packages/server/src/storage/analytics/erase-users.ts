import type { ErasedUser } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { toUserKey } from "./keys.ts";
import { prepareTombstones } from "./left-out.ts";
import { prepareEventGold, prepareEvents } from "./loader.ts";
import { type EventRecord, toEventRow, toEventSelection } from "./silver-columns.ts";
import { toUserHash } from "./tombstones.ts";

/** Rows of one transaction: loads wait for no more. */
const ROWS_MAX = 1000;

type OfUser = [userKey: number, code: string, userToken: string, untilMs: number, limit: number];

/**
 * Creates what takes some rows of a user out of silver, and all that they added out of gold, in one transaction with the user's
 * tombstone. Answers how many there were: called until there are none, also after a crash, it erases the user.
 */
export function createUserErasure(database: Database, tombstoneKey: string): (user: ErasedUser) => number {
  const silver = prepareEvents(database);
  const beginGold = prepareEventGold(database);
  const putTombstones = prepareTombstones(database);
  const [readSights, readDecisions] = (["sights", "decisions"] as const).map((kind) =>
    database.prepare<OfUser, EventRecord>(
      `SELECT ${toEventSelection("consent_events")} FROM consent_events INDEXED BY consent_events_${kind}
        WHERE user_key = ? AND code = ? AND user_token = ? AND received_at_ms <= ?
          AND outcome IS ${kind === "decisions" ? "NOT NULL" : "NULL"}
        LIMIT ?`,
    ),
  );

  function readRows({ code, userToken, untilMs }: ErasedUser) {
    const ofUser: OfUser = [toUserKey(code, userToken), code, userToken, untilMs, ROWS_MAX];
    const records = [...(readSights?.all(...ofUser) ?? []), ...(readDecisions?.all(...ofUser) ?? [])];
    return records.slice(0, ROWS_MAX).map(toEventRow);
  }

  const transaction = database.transaction((user: ErasedUser) => {
    const { code, userToken, untilMs } = user;
    putTombstones([{ code, userHash: toUserHash(tombstoneKey, code, userToken), untilMs }]);
    const rows = readRows(user);
    const gold = beginGold();
    for (const row of rows) {
      gold.takeOut(row);
      silver.remove(row);
    }
    gold.write();
    return rows.length;
  });
  return (user) => transaction.immediate(user);
}
