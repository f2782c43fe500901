import { BANNER_METHODS } from "../banner-methods.ts";
import type { TableDescription } from "./table.ts";

// What questions about users over time are answered from: one row for each decision, with what its user had done before.
// A day is made of silver and of the days before it (`histories.ts`), and swapped in.

/** A table of which a day is made anew and swapped in. */
export interface PreparedTable extends TableDescription {
  /** Rows of `{day:Date}` as they should be. */
  readonly select: string;
  /** What other days rest on: where it changes for a user, later days of that user are looked at again. */
  readonly base: readonly string[];
}

/** Users by a number, of any code: tokens would fill memory. */
export const USER = "reinterpretAsUInt128(sipHash128(code, user_token))";
const NO_DAY = "1900-01-01";
// A question reads one or two of their columns: each in a file of its own.
const WIDE = ["min_bytes_for_wide_part = 0", "min_rows_for_wide_part = 0"];
const SILVER = "consent_events FINAL WHERE toDate(received_at) = {day:Date}";

/** When each user was first shown something on a day. */
export const CONSENT_SIGHTS: PreparedTable = {
  name: "consent_sights",
  columns: ["code LowCardinality(String)", "day Date", "user UInt128", "first_at DateTime64(3, 'UTC')"],
  engine: "MergeTree",
  partitionBy: "day",
  orderBy: ["code", "user"],
  settings: WIDE,
  base: ["user", "first_at"],
  select: `SELECT code, {day:Date} AS day, ${USER} AS user, min(received_at) AS first_at
    FROM ${SILVER} AND event_type != 'decision' GROUP BY code, user`,
};

const DECISION = ["received_at", "event_id", "hostname", "path", "country", "user", "outcome"];
const FLAGS = ["is_uninformed", "is_gpc", "is_gpp"];

// The day before is looked for among all of a user's decisions, the outcome before among those of the day first.
// A sight of the day after may come in the minute that counts.
const DECISIONS = `WITH own AS (
    SELECT code, received_at, event_id, hostname, path, country, ${USER} AS user, outcome,
      method IN ${BANNER_METHODS} AND empty(categories_disclosed) AS is_uninformed, gpc AS is_gpc, gpp_string != '' AS is_gpp
    FROM ${SILVER} AND event_type = 'decision'
  ), earlier AS (
    SELECT user, max((received_at, event_id, toString(outcome))) AS last
    FROM consent_histories WHERE day < {day:Date} AND user IN (SELECT user FROM own) GROUP BY user
  ), seen AS (
    SELECT user, min(first_at) AS first_at, true AS is_seen
    FROM consent_sights WHERE day <= addDays(toDate32({day:Date}), 1) AND user IN (SELECT user FROM own) GROUP BY user
  ), in_order AS (
    SELECT *, lagInFrame(toString(outcome), 1, '') OVER (PARTITION BY user ORDER BY received_at, event_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS own_before FROM own
  )
  SELECT code, {day:Date} AS day, ${[...DECISION, ...FLAGS].join(", ")},
    if(own_before != '', own_before, tupleElement(earlier.last, 3)) AS outcome_before,
    multiIf(own_before != '', toDate32({day:Date}), outcome_before != '', toDate32(tupleElement(earlier.last, 1)), toDate32('${NO_DAY}')) AS day_before,
    is_seen AND first_at <= received_at + INTERVAL 60 SECOND AS is_informed
  FROM in_order LEFT JOIN earlier USING (user) LEFT JOIN seen USING (user)`;

/** Decisions, each with the one that its user had made before, if any, and whether something was disclosed before it. */
export const CONSENT_HISTORIES: PreparedTable = {
  name: "consent_histories",
  columns: [
    "code LowCardinality(String)",
    "day Date",
    "received_at DateTime64(3, 'UTC')",
    "event_id String",
    "hostname String",
    "path String",
    "country LowCardinality(String)",
    "user UInt128",
    "outcome LowCardinality(String)",
    ...FLAGS.map((name) => `${name} Bool`),
    "outcome_before LowCardinality(String)",
    "day_before Date32",
    "is_informed Bool",
  ],
  engine: "MergeTree",
  partitionBy: "day",
  orderBy: ["code", "received_at", "event_id"],
  settings: WIDE,
  base: ["user", "received_at", "event_id", "outcome"],
  select: DECISIONS,
};

/** Sums of a day's histories. Lines that changed are written anew with a later version, those that ended with zeros. */
export interface HistorySums {
  readonly name: string;
  /** Names and types of what its lines are told apart by, besides code and day. */
  readonly keys: Readonly<Record<string, string>>;
  /** Counts, each with what makes it of histories. */
  readonly sums: Readonly<Record<string, string>>;
  readonly where?: string;
}

const PLACE = { hostname: "String", path: "String", country: "LowCardinality(String)" };

export const HISTORY_SUMS: readonly HistorySums[] = [
  {
    name: "consent_compliance_daily",
    keys: PLACE,
    sums: {
      decided: "count()",
      informed: "countIf(is_informed)",
      uninformed: "countIf(is_uninformed)",
      under_gpc: "countIf(is_gpc)",
      gpc_agreed: "countIf(is_gpc AND outcome != 'all_denied')",
      under_gpp: "countIf(is_gpp)",
      gpp_agreed: "countIf(is_gpp AND outcome != 'all_denied')",
    },
  },
  {
    // By user: who changed is told apart over days and places.
    name: "consent_changes_daily",
    keys: { ...PLACE, outcome_before: "LowCardinality(String)", outcome: "LowCardinality(String)", user: "UInt128" },
    sums: { times: "count()" },
    where: "outcome_before != '' AND outcome_before != outcome",
  },
  {
    // Decisions of users who had decided before: another one is the last of its user where none of these comes later.
    name: "consent_returns_daily",
    keys: { ...PLACE, user: "UInt128", received_at: "DateTime64(3, 'UTC')", event_id: "String" },
    sums: { times: "count()" },
    where: "outcome_before != ''",
  },
  {
    // Distinct users of a period are those whose day before lies before it.
    name: "consent_users_daily",
    keys: { day_before: "Date32" },
    sums: { users: "count()" },
    where: "day_before < day",
  },
];

export function describeSums({ name, keys, sums }: HistorySums): TableDescription {
  return {
    name,
    columns: [
      "code LowCardinality(String)",
      "day Date",
      ...Object.entries(keys).map(([key, type]) => `${key} ${type}`),
      ...Object.keys(sums).map((sum) => `${sum} UInt64`),
      "version UInt64",
    ],
    engine: "ReplacingMergeTree(version)",
    partitionBy: "toYYYYMM(day)",
    orderBy: ["code", "day", ...Object.keys(keys)],
  };
}

/** Days whose histories have to be looked at again: rows came to them, or to a day that they rest on. */
export const HISTORY_DAYS_TOUCHED: TableDescription = {
  name: "history_days_touched",
  columns: ["day Date", "touched_at DateTime64(3, 'UTC')"],
  engine: "ReplacingMergeTree(touched_at)",
  orderBy: ["day"],
};

export const HISTORY_DAYS_PREPARED: TableDescription = {
  name: "history_days_prepared",
  columns: ["day Date", "prepared_at DateTime64(3, 'UTC')"],
  engine: "ReplacingMergeTree(prepared_at)",
  orderBy: ["day"],
};
