/** Exports that were asked for, and how far they are: 0 pending, 1 running, 4 ready, 9 failed. */
export const EXPORTS: readonly string[] = [
  `CREATE TABLE exports (
    export_id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    format TEXT NOT NULL,
    status INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    free_at_ms BIGINT NOT NULL,
    requested_by TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    finished_at_ms BIGINT,
    expires_at_ms BIGINT,
    is_cleared INTEGER NOT NULL,
    archive_key TEXT,
    row_count BIGINT,
    byte_count BIGINT,
    last_error TEXT
  )`,
  // One open job per wish, whoever asks and however many do at a time.
  "CREATE UNIQUE INDEX exports_open ON exports (code, from_day, to_day, format) WHERE status IN (0, 1)",
  "CREATE INDEX exports_waiting ON exports (created_at_ms, export_id) WHERE status IN (0, 1)",
  "CREATE INDEX exports_finished ON exports (expires_at_ms, export_id) WHERE is_cleared = 0",
];
