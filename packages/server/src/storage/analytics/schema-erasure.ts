/** Whose events are left out of loads, and from which day on rows of a code are kept. */
export const ERASURE_TABLES = `
  CREATE TABLE erased_users (
    code TEXT NOT NULL,
    user_hash TEXT NOT NULL,
    until_ms INTEGER NOT NULL,
    PRIMARY KEY (code, user_hash)
  ) STRICT, WITHOUT ROWID;

  -- The code '' stands for all without a line of their own.
  CREATE TABLE horizons (
    row_kind TEXT NOT NULL,
    code TEXT NOT NULL,
    first_day TEXT NOT NULL,
    is_own INTEGER NOT NULL,
    PRIMARY KEY (row_kind, code)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX sessions_by_time ON sessions (requested_at_ms);`;
