import type { ConsentEventRow } from "../ports.ts";
import type { Database } from "../sqlite/connection.ts";
import { prepareConsentGold } from "./consent-gold.ts";
import { prepareExperimentVisitors } from "./experiment-visitors.ts";
import { prepareHistories } from "./histories.ts";
import { prepareKeyCheck, toKey, toUserKey } from "./keys.ts";
import { prepareEventLeftOut } from "./left-out.ts";
import { type DecisionOutcome, toDecisionOutcome } from "./outcome.ts";
import {
  EVENT_COLUMNS,
  type EventRecord,
  type SilverValue,
  toEventRow,
  toEventSelection,
  toSilverValue,
} from "./silver-columns.ts";
import { createSilverLoad, type GoldSums, type Load, type SilverTable } from "./silver-load.ts";

/** Creates the one writer of consent events and their gold. */
export function createLoader(database: Database, tombstoneKey: string): Load<ConsentEventRow> {
  const events = prepareEvents(database);
  const beginGold = prepareEventGold(database);
  const beginLeftOut = prepareEventLeftOut(database, tombstoneKey);
  return createSilverLoad(
    database,
    "loaded_objects",
    () => events,
    () => beginGold(),
    beginLeftOut,
  );
}

/**
 * Prepares all that events add to gold. Of rows that are `forgotten`, and not taken out as if they had never been, the sums by day
 * stay: only what is told of users over time changes.
 */
export function prepareEventGold(database: Database): (isForgotten?: boolean) => GoldSums<ConsentEventRow> {
  const beginGold = prepareConsentGold(database);
  const beginHistories = prepareHistories(database);
  const beginVisitors = prepareExperimentVisitors(database);

  return (isForgotten = false) => {
    const gold = beginGold();
    const parts: readonly GoldSums<ConsentEventRow>[] = [gold, beginHistories(gold), beginVisitors()];
    return {
      putIn: (row) => {
        for (const part of parts) part.putIn(row);
      },
      takeOut: (row) => {
        for (const part of isForgotten ? parts.slice(1) : parts) part.takeOut(row);
      },
      write: () => {
        for (const part of parts) part.write();
      },
    };
  };
}

type EventField = keyof ConsentEventRow;
type Id = [eventKey: number, code: string, eventId: string];
const KNOWN = "INDEXED BY consent_events_by_id WHERE event_key = ? AND code = ? AND event_id = ?";

/** Fields that most events leave empty; their columns have that for a default. */
const OFTEN_EMPTY: ReadonlySet<EventField> = new Set([
  ...(["variant", "method", "gpc", "tcString", "gppString", "source", "timeToDecisionMs"] as const),
  ...(["categoriesDisclosed", "categoriesConsented", "servicesDisclosed", "servicesConsented"] as const),
  ...(["vendorsDisclosed", "vendorsConsented"] as const),
]);

/** Prepares silver's events. */
export function prepareEvents(database: Database): SilverTable<ConsentEventRow> {
  const fields = Object.keys(EVENT_COLUMNS) as EventField[];
  const oftenEmpty = fields.filter((field) => OFTEN_EMPTY.has(field));
  // To bind a value costs more than to store it: two thirds of all events need half of them.
  const filled = fields.filter((field) => !OFTEN_EMPTY.has(field));
  const insertWhole = prepareInsert(database, [...fields, "outcome"]);
  const insertBare = prepareInsert(database, filled);
  const hasKey = prepareKeyCheck(database, "consent_events", "event_key");
  const find = database.prepare<Id, number>(`SELECT 1 FROM consent_events ${KNOWN}`).pluck();
  const read = database.prepare<Id, EventRecord>(
    `SELECT ${toEventSelection("consent_events")} FROM consent_events ${KNOWN}`,
  );
  const remove = database.prepare<Id>(`DELETE FROM consent_events ${KNOWN}`);
  return {
    insert(row) {
      const id = toId(row);
      if (hasKey(id[0]) && find.get(...id) !== undefined) return false;
      const isBare = row.eventType !== "decision" && oftenEmpty.every((field) => isEmpty(row[field]));
      (isBare ? insertBare : insertWhole)(row, id[0]);
      return true;
    },
    readSame(row) {
      const record = read.get(...toId(row));
      if (record === undefined) throw new TypeError(`not in silver: ${row.code} ${row.eventId}`);
      return toEventRow(record);
    },
    remove: (row) => void remove.run(...toId(row)),
    timeOf: (row) => row.receivedAtMs,
  };
}

type Insert = (row: ConsentEventRow, key: number) => void;

function prepareInsert(database: Database, fields: readonly (EventField | "outcome")[]): Insert {
  const columns = fields.map((field) => (field === "outcome" ? field : EVENT_COLUMNS[field]));
  const names = [...columns, "event_key", "user_key"];
  const insert = database.prepare<[SilverValue[]]>(
    `INSERT INTO consent_events (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
  );
  return (row, key) => {
    const values = fields.map((field) => (field === "outcome" ? toOutcome(row) : toSilverValue(row[field])));
    values.push(key, toUserKey(row.code, row.userToken));
    insert.run(values);
  };
}

function toOutcome({ eventType, categoriesDisclosed, categoriesConsented }: ConsentEventRow): DecisionOutcome | null {
  return eventType === "decision" ? toDecisionOutcome(categoriesDisclosed, categoriesConsented) : null;
}

const toId = ({ code, eventId }: ConsentEventRow): Id => [toKey(code, eventId), code, eventId];

function isEmpty(value: ConsentEventRow[EventField]): boolean {
  return value === "" || value === null || value === false || (typeof value === "object" && value.length === 0);
}
