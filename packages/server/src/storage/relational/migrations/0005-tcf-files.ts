/** Copies of the global vendor list's files, and when to ask for them again. */
export const TCF_FILES: readonly string[] = [
  `CREATE TABLE tcf_files (
    name TEXT NOT NULL PRIMARY KEY,
    object_key TEXT,
    version INTEGER,
    etag TEXT,
    fetched_at_ms BIGINT,
    ask_at_ms BIGINT NOT NULL,
    failures INTEGER NOT NULL
  )`,
];
