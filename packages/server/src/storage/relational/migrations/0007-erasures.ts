/** Users whom the statistics have to forget, and who they were, by a hash, for whatever of theirs comes again. */
export const ERASURES: readonly string[] = [
  `CREATE TABLE erasures (
    erasure_id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    until_ms BIGINT NOT NULL,
    user_token TEXT,
    user_hash TEXT,
    runs INTEGER NOT NULL,
    due_at_ms BIGINT
  )`,
  "CREATE INDEX erasures_due ON erasures (due_at_ms) WHERE due_at_ms IS NOT NULL",
];
