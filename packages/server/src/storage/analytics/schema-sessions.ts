/** Sessions: silver, gold, and what tells bots by their user agents. */
export const SESSION_TABLES = `
  CREATE TABLE loaded_batches (key TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;

  CREATE TABLE user_agents (
    agent INTEGER PRIMARY KEY,
    user_agent TEXT NOT NULL UNIQUE
  ) STRICT;

  -- As of events, an id is there once.
  CREATE TABLE sessions (
    request_key INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    code TEXT NOT NULL,
    requested_at_ms INTEGER NOT NULL,
    hostname TEXT NOT NULL,
    path TEXT NOT NULL,
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    ip_prefix TEXT NOT NULL,
    asn INTEGER NOT NULL,
    asn_class TEXT NOT NULL,
    source TEXT NOT NULL,
    client INTEGER NOT NULL,
    agent INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_id ON sessions (request_key);
  CREATE INDEX sessions_by_agent ON sessions (code, agent, requested_at_ms);

  CREATE TABLE sessions_daily (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    hostname TEXT NOT NULL,
    path TEXT NOT NULL,
    country TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    excluded_by_network INTEGER NOT NULL,
    PRIMARY KEY (code, day, hostname, path, country)
  ) STRICT, WITHOUT ROWID;

  -- Of a place, all its pages together. \`by_client\` is packed (\`cells.ts\`): by client, all (0) and by network (1).
  CREATE TABLE sessions_place_daily (
    place INTEGER NOT NULL,
    day TEXT NOT NULL,
    sessions INTEGER NOT NULL,
    excluded_by_network INTEGER NOT NULL,
    by_client TEXT NOT NULL,
    PRIMARY KEY (place, day)
  ) STRICT, WITHOUT ROWID;

  -- Sessions of flagged user agents, where their network did not exclude them: made anew for a whole day.
  CREATE TABLE sessions_agents_daily (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    hostname TEXT NOT NULL,
    path TEXT NOT NULL,
    country TEXT NOT NULL,
    excluded_by_agent INTEGER NOT NULL,
    PRIMARY KEY (code, day, hostname, path, country)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sessions_agents_place_daily (
    place INTEGER NOT NULL,
    day TEXT NOT NULL,
    excluded_by_agent INTEGER NOT NULL,
    by_client TEXT NOT NULL,
    PRIMARY KEY (place, day)
  ) STRICT, WITHOUT ROWID;

  -- All sessions of a user agent on a day, and whether some came or went since it was last seen as flagged.
  CREATE TABLE agent_days (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    agent INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    has_news INTEGER NOT NULL,
    PRIMARY KEY (code, day, agent)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE flagged_agents (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    agent INTEGER NOT NULL,
    PRIMARY KEY (code, day, agent)
  ) STRICT, WITHOUT ROWID;

  -- Days that sessions came to since bots were last looked for.
  CREATE TABLE touched_days (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (code, day)
  ) STRICT, WITHOUT ROWID;`;
