/** Files of CDN logs, and how far they were pulled and loaded. */
export const CDN: readonly string[] = [
  `CREATE TABLE cdn_files (
    key TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL,
    lines_done BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    registered_at_ms BIGINT NOT NULL,
    loaded_at_ms BIGINT,
    last_error TEXT
  )`,
  "CREATE INDEX cdn_files_by_state ON cdn_files (state, registered_at_ms, key)",
  `CREATE TABLE cdn_pulls (
    zone TEXT NOT NULL,
    day TEXT NOT NULL,
    lines_done BIGINT NOT NULL,
    is_complete INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    retry_at_ms BIGINT NOT NULL,
    PRIMARY KEY (zone, day)
  )`,
];
