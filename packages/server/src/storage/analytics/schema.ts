import { CONSENT_GOLD_TABLES } from "./schema-consent-gold.ts";
import { CONSENT_GOLD_REBUILD } from "./schema-consent-rebuild.ts";
import { ERASURE_TABLES } from "./schema-erasure.ts";
import { SESSION_TABLES } from "./schema-sessions.ts";

/**
 * Tables of the analytics file, as steps that are only ever added.
 * Gold is keyed by code before day: every question names codes and a period, and reads one range per code.
 */
export const ANALYTICS_STEPS: readonly string[] = [
  `CREATE TABLE loaded_objects (key TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;

  CREATE TABLE consent_events (
    event_id TEXT NOT NULL,
    code TEXT NOT NULL,
    received_at_ms INTEGER NOT NULL,
    event_type TEXT NOT NULL,
    user_token TEXT NOT NULL,
    hostname TEXT NOT NULL,
    path TEXT NOT NULL,
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    language TEXT NOT NULL,
    device TEXT NOT NULL,
    os TEXT NOT NULL,
    browser TEXT NOT NULL,
    regulation TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    banner_version TEXT NOT NULL,
    variant TEXT NOT NULL,
    method TEXT NOT NULL,
    gpc INTEGER NOT NULL,
    categories_disclosed TEXT NOT NULL,
    categories_consented TEXT NOT NULL,
    UNIQUE (code, event_id)
  ) STRICT;

  CREATE TABLE consent_status_daily (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    hostname TEXT NOT NULL,
    path TEXT NOT NULL,
    country TEXT NOT NULL,
    all_allowed INTEGER NOT NULL,
    all_denied INTEGER NOT NULL,
    partial INTEGER NOT NULL,
    PRIMARY KEY (code, day, hostname, path, country)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE consent_funnel_daily (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    hostname TEXT NOT NULL,
    path TEXT NOT NULL,
    country TEXT NOT NULL,
    impressions INTEGER NOT NULL,
    dialogs_opened INTEGER NOT NULL,
    decisions INTEGER NOT NULL,
    PRIMARY KEY (code, day, hostname, path, country)
  ) STRICT, WITHOUT ROWID;`,

  // A line per visitor of an arm, not per day: visitors cannot be added up over days. Every column merges in any order.
  `ALTER TABLE consent_events ADD COLUMN time_to_decision_ms INTEGER;

  CREATE TABLE experiment_visitors (
    code TEXT NOT NULL,
    variant TEXT NOT NULL,
    visitor TEXT NOT NULL,
    first_day TEXT NOT NULL,
    impressions INTEGER NOT NULL,
    has_opened_dialog INTEGER NOT NULL,
    decided_at_ms INTEGER,
    decision_id TEXT,
    outcome TEXT,
    time_to_decision_ms INTEGER,
    PRIMARY KEY (code, variant, visitor)
  ) STRICT, WITHOUT ROWID;`,

  CONSENT_GOLD_TABLES + CONSENT_GOLD_REBUILD,

  SESSION_TABLES,

  ERASURE_TABLES,
];
