/** Silver gets every column of an event, its user's order, and what histories are told by; gold gets the rest. */
export const CONSENT_GOLD_TABLES = `
  ALTER TABLE consent_events RENAME TO first_consent_events;

  -- An id is there once: the one writer looks it up by its key (\`keys.ts\`) before it adds a row.
  CREATE TABLE consent_events (
    event_key INTEGER NOT NULL,
    user_key INTEGER NOT NULL,
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
    browser_context TEXT NOT NULL,
    regulation TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    banner_version TEXT NOT NULL,
    variant TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT '',
    gpc INTEGER NOT NULL DEFAULT 0,
    tc_string TEXT NOT NULL DEFAULT '',
    gpp_string TEXT NOT NULL DEFAULT '',
    categories_disclosed TEXT NOT NULL DEFAULT '[]',
    categories_consented TEXT NOT NULL DEFAULT '[]',
    services_disclosed TEXT NOT NULL DEFAULT '[]',
    services_consented TEXT NOT NULL DEFAULT '[]',
    vendors_disclosed TEXT NOT NULL DEFAULT '[]',
    vendors_consented TEXT NOT NULL DEFAULT '[]',
    source TEXT NOT NULL DEFAULT '',
    time_to_decision_ms INTEGER,
    -- Of decisions alone: what they came to, and what the user's decision before had, where that was something else.
    outcome TEXT,
    changed_from TEXT
  ) STRICT;

  -- What rollups would repeat in every line has a number there: places, what visitors come with and where they are, and
  -- what decisions can say, which stands for an outcome and for every category.
  CREATE TABLE places (
    place INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    hostname TEXT NOT NULL,
    country TEXT NOT NULL,
    UNIQUE (code, hostname, country)
  ) STRICT;
  CREATE TABLE clients (
    client INTEGER PRIMARY KEY,
    device TEXT NOT NULL,
    os TEXT NOT NULL,
    browser TEXT NOT NULL,
    browser_context TEXT NOT NULL,
    UNIQUE (device, os, browser, browser_context)
  ) STRICT;
  CREATE TABLE locales (
    locale INTEGER PRIMARY KEY,
    region TEXT NOT NULL,
    language TEXT NOT NULL,
    regulation TEXT NOT NULL,
    UNIQUE (region, language, regulation)
  ) STRICT;
  CREATE TABLE choices (
    choice INTEGER PRIMARY KEY,
    disclosed TEXT NOT NULL,
    consented TEXT NOT NULL,
    outcome TEXT NOT NULL,
    UNIQUE (disclosed, consented)
  ) STRICT;
  CREATE TABLE choice_categories (
    choice INTEGER NOT NULL,
    category TEXT NOT NULL,
    is_consented INTEGER NOT NULL,
    PRIMARY KEY (choice, category)
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE consent_status_daily ADD COLUMN disclosed_before INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE consent_status_daily ADD COLUMN without_disclosure INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE consent_status_daily ADD COLUMN gpc INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE consent_status_daily ADD COLUMN gpc_agreed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE consent_status_daily ADD COLUMN gpp INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE consent_status_daily ADD COLUMN gpp_agreed INTEGER NOT NULL DEFAULT 0;

  -- Funnel and status of a place, all its pages together: what is read where no path is asked for.
  CREATE TABLE consent_place_daily (
    place INTEGER NOT NULL,
    day TEXT NOT NULL,
    impressions INTEGER NOT NULL,
    dialogs_opened INTEGER NOT NULL,
    decisions INTEGER NOT NULL,
    all_allowed INTEGER NOT NULL,
    all_denied INTEGER NOT NULL,
    partial INTEGER NOT NULL,
    disclosed_before INTEGER NOT NULL,
    without_disclosure INTEGER NOT NULL,
    gpc INTEGER NOT NULL,
    gpc_agreed INTEGER NOT NULL,
    gpp INTEGER NOT NULL,
    gpp_agreed INTEGER NOT NULL,
    PRIMARY KEY (place, day)
  ) STRICT, WITHOUT ROWID;

  -- What decisions said, by page. The choice before the page: its sums over a day are read in the order of the key.
  CREATE TABLE consent_choice_daily (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    choice INTEGER NOT NULL,
    hostname TEXT NOT NULL,
    path TEXT NOT NULL,
    country TEXT NOT NULL,
    decisions INTEGER NOT NULL,
    PRIMARY KEY (code, day, choice, hostname, path, country)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE consent_changes_daily (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    hostname TEXT NOT NULL,
    path TEXT NOT NULL,
    country TEXT NOT NULL,
    outcome_before TEXT NOT NULL,
    outcome_after TEXT NOT NULL,
    changes INTEGER NOT NULL,
    PRIMARY KEY (code, day, hostname, path, country, outcome_before, outcome_after)
  ) STRICT, WITHOUT ROWID;

  -- Users who decided (changed) on a day, by the day on which they had last done so before; '' for none.
  CREATE TABLE consent_users_daily (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    previous_day TEXT NOT NULL,
    users INTEGER NOT NULL,
    users_changed INTEGER NOT NULL,
    PRIMARY KEY (code, day, previous_day)
  ) STRICT, WITHOUT ROWID;

  -- Decisions by dimension, packed (\`cells.ts\`). By client and by locale: the choices. By one dimension of the locale: three
  -- times the client, and 0 for all allowed, 1 for all denied, 2 for a part.
  CREATE TABLE consent_dims_daily (
    place INTEGER NOT NULL,
    day TEXT NOT NULL,
    by_client TEXT NOT NULL,
    by_locale TEXT NOT NULL,
    by_region TEXT NOT NULL,
    by_language TEXT NOT NULL,
    by_regulation TEXT NOT NULL,
    PRIMARY KEY (place, day)
  ) STRICT, WITHOUT ROWID;`;
