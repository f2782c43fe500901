import { GOLD, renderGoldTable } from "./gold.ts";
import {
  CONSENT_HISTORIES,
  CONSENT_SIGHTS,
  describeSums,
  HISTORY_DAYS_PREPARED,
  HISTORY_DAYS_TOUCHED,
  HISTORY_SUMS,
} from "./histories.ts";
import { CONSENT_EVENTS, describeSessions } from "./silver.ts";
import { renderTable, renderView, type TableDescription, type Topology } from "./table.ts";

/** What a schema is rendered for. */
export interface SchemaTarget extends Topology {
  readonly sessionRetentionDays: number;
}

/** Statements that may be run again: a step that was broken off is, from its start. */
type SchemaStep = (target: SchemaTarget) => readonly string[];

/** Objects that were loaded whole. */
const LOADED_OBJECTS: TableDescription = {
  name: "loaded_objects",
  columns: ["key String", "loaded_at DateTime64(3, 'UTC') DEFAULT now64(3)"],
  engine: "ReplacingMergeTree",
  orderBy: ["key"],
};

// In the order of time over all codes: what came in the same seconds is one range, whoever's it is.
const RECENT_EVENTS: TableDescription = {
  name: "recent_consent_events",
  columns: [
    "received_at DateTime64(3, 'UTC')",
    "code String",
    "event_id String",
    "object_hash UInt64",
    "loaded_at DateTime DEFAULT now()",
  ],
  engine: "MergeTree",
  partitionBy: "toDate(loaded_at)",
  orderBy: ["received_at", "code", "event_id"],
  ttl: "loaded_at + INTERVAL 3 DAY",
  settings: ["ttl_only_drop_parts = 1"],
  isDeduplicated: true,
};

// Days of a code that sessions came to, and when their agents were last judged.
const SESSION_DAYS_TOUCHED: TableDescription = {
  name: "session_days_touched",
  columns: ["code String", "day Date", "touched_at DateTime64(3, 'UTC')"],
  engine: "ReplacingMergeTree(touched_at)",
  orderBy: ["day", "code"],
};

const SESSION_DAYS_JUDGED: TableDescription = {
  name: "session_days_judged",
  columns: ["code String", "day Date", "judged_at DateTime64(3, 'UTC')"],
  engine: "ReplacingMergeTree(judged_at)",
  orderBy: ["day", "code"],
};

const AGENT_EXCLUDED: TableDescription = {
  name: "sessions_by_agent_daily",
  columns: [
    "code String",
    "day Date",
    "hostname String",
    "path String",
    "country LowCardinality(String)",
    "excluded UInt64",
    "version UInt64",
  ],
  engine: "ReplacingMergeTree(version)",
  partitionBy: "toYYYYMM(day)",
  orderBy: ["code", "day", "hostname", "path", "country"],
};

const AGENT_EXCLUDED_DIM: TableDescription = {
  name: "sessions_by_agent_dim_daily",
  columns: [
    "code String",
    "day Date",
    "dimension LowCardinality(String)",
    "value LowCardinality(String)",
    "hostname String",
    "country LowCardinality(String)",
    "excluded UInt64",
    "version UInt64",
  ],
  engine: "ReplacingMergeTree(version)",
  partitionBy: "toYYYYMM(day)",
  orderBy: ["code", "dimension", "day", "value", "hostname", "country"],
};

// Of several lines of a user the latest time holds.
const ERASED_USERS: TableDescription = {
  name: "erased_users",
  columns: ["code String", "user_hash String", "until_ms Int64"],
  engine: "ReplacingMergeTree(until_ms)",
  orderBy: ["code", "user_hash"],
};

// Days whose rows were erased, and when their rollups were last seen to say the same: no crash between the two is forgotten.
const CONSENT_DAYS_TOUCHED: TableDescription = {
  name: "consent_days_touched",
  columns: ["day Date", "step Enum8('touched' = 1, 'settled' = 2)", "at DateTime64(9, 'UTC')"],
  engine: "ReplacingMergeTree(at)",
  orderBy: ["day", "step"],
};

// From which day on a code has its rows; the code '' stands for all without a line of their own.
const HORIZONS: TableDescription = {
  name: "horizons",
  columns: ["row_kind LowCardinality(String)", "code String", "first_day Date", "is_own UInt8", "version UInt64"],
  engine: "ReplacingMergeTree(version)",
  orderBy: ["row_kind", "code"],
};

/**
 * Every step that was ever released, by name, in order. Steps are only ever added, and what one renders never changes.
 * Targets of views come before the views, and views before the first row.
 */
export const CLICKHOUSE_STEPS: Readonly<Record<string, SchemaStep>> = {
  "0001-silver": (target) => [
    renderTable(LOADED_OBJECTS, target),
    renderTable(CONSENT_EVENTS, target),
    renderTable(describeSessions(target.sessionRetentionDays), target),
  ],
  "0002-recent-events": (target) => [
    renderTable(RECENT_EVENTS, target),
    renderView(
      RECENT_EVENTS.name,
      "SELECT received_at, code, event_id, object_hash FROM consent_events WHERE is_superseded = 0",
      target,
    ),
  ],
  "0003-gold": (target) => GOLD.flatMap((table) => renderGoldTable(table, target)),
  "0004-agents": (target) => [
    renderTable(SESSION_DAYS_TOUCHED, target),
    renderView(
      SESSION_DAYS_TOUCHED.name,
      "SELECT code, toDate(requested_at) AS day, now64(3) AS touched_at FROM sessions GROUP BY code, day",
      target,
    ),
    renderTable(SESSION_DAYS_JUDGED, target),
    renderTable(AGENT_EXCLUDED, target),
    renderTable(AGENT_EXCLUDED_DIM, target),
  ],
  "0005-erasure": (target) => [
    renderTable(ERASED_USERS, target),
    renderTable(CONSENT_DAYS_TOUCHED, target),
    renderTable(HORIZONS, target),
  ],
  "0006-histories": (target) => [
    renderTable(HISTORY_DAYS_TOUCHED, target),
    renderView(
      HISTORY_DAYS_TOUCHED.name,
      "SELECT toDate(received_at) AS day, now64(3) AS touched_at FROM consent_events GROUP BY day",
      target,
    ),
    renderTable(HISTORY_DAYS_PREPARED, target),
    renderTable(CONSENT_SIGHTS, target),
    renderTable(CONSENT_HISTORIES, target),
    ...HISTORY_SUMS.map((sums) => renderTable(describeSums(sums), target)),
    // Of rows that were loaded before.
    "INSERT INTO history_days_touched SELECT DISTINCT toDate(received_at) AS day, now64(3) AS touched_at FROM consent_events",
  ],
};
