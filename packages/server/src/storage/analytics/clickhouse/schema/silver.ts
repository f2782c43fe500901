import type { TableDescription } from "./table.ts";

// Identity is code, time and id (D5). Of rows of one key the one that came first stays, also after a later replay:
// `precedence` falls with the time of arrival. A row that another of its id supersedes (an earlier time, perhaps in
// another month, which no merge would bring together) gets a twin with `is_superseded`, which outranks everything.
const IDENTITY = [
  "precedence UInt64 DEFAULT toUInt64(9223372036854775807 - toUnixTimestamp64Nano(now64(9)))",
  "is_superseded UInt8 DEFAULT 0",
];

const PRECEDENCE_MAX = "18446744073709551615";

/** What turns a row of silver into its twin. */
export const SUPERSEDED = `REPLACE (${PRECEDENCE_MAX} AS precedence, 1 AS is_superseded)`;

/** Bots, files of a CDN and their retries: what is this old is asked for as figures alone. */
export const SESSION_RETENTION_DAYS = 90;

const PLACE = ["hostname String", "path String", "country LowCardinality(String)", "region LowCardinality(String)"];
const BROWSER = [
  "device LowCardinality(String)",
  "os LowCardinality(String)",
  "browser LowCardinality(String)",
  "browser_context LowCardinality(String)",
];

export const CONSENT_EVENTS: TableDescription = {
  name: "consent_events",
  columns: [
    "code String",
    "received_at DateTime64(3, 'UTC')",
    "event_id String",
    "event_type LowCardinality(String)",
    "user_token String",
    ...PLACE,
    "language LowCardinality(String)",
    ...BROWSER,
    "regulation LowCardinality(String)",
    "policy_version LowCardinality(String)",
    "banner_version LowCardinality(String)",
    "variant LowCardinality(String)",
    "method LowCardinality(String)",
    "outcome LowCardinality(String)",
    "gpc Bool",
    "tc_string String CODEC(ZSTD)",
    "gpp_string String CODEC(ZSTD)",
    "categories_disclosed Array(LowCardinality(String))",
    "categories_consented Array(LowCardinality(String))",
    "services_disclosed Array(LowCardinality(String))",
    "services_consented Array(LowCardinality(String))",
    "vendors_disclosed Array(LowCardinality(String))",
    "vendors_consented Array(LowCardinality(String))",
    "source LowCardinality(String)",
    "time_to_decision_ms Nullable(Int64)",
    "object_hash UInt64",
    ...IDENTITY,
    "INDEX user_token_index user_token TYPE bloom_filter(0.01) GRANULARITY 1",
  ],
  engine: "ReplacingMergeTree(precedence, is_superseded)",
  partitionBy: "toYYYYMM(received_at)",
  orderBy: ["code", "received_at", "event_id"],
  isDeduplicated: true,
};

/** Sessions; the days they are kept for are given, so that a test can keep its own. */
export function describeSessions(retentionDays: number): TableDescription {
  return {
    name: "sessions",
    columns: [
      "code String",
      "requested_at DateTime64(3, 'UTC')",
      "request_id String",
      ...PLACE,
      "ip_prefix String",
      "asn UInt32",
      "asn_class LowCardinality(String)",
      "user_agent String CODEC(ZSTD)",
      ...BROWSER,
      "source LowCardinality(String)",
      ...IDENTITY,
    ],
    engine: "ReplacingMergeTree(precedence, is_superseded)",
    partitionBy: "toYYYYMM(requested_at)",
    orderBy: ["code", "requested_at", "request_id"],
    ttl: `toDate(requested_at) + INTERVAL ${retentionDays} DAY`,
    settings: ["ttl_only_drop_parts = 1"],
    isDeduplicated: true,
  };
}
