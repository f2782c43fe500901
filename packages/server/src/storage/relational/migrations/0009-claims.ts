/** Who loads a file, and until when nobody else does. */
export const CLAIMS: readonly string[] = [
  "ALTER TABLE cdn_files ADD COLUMN claimed_by TEXT",
  "ALTER TABLE cdn_files ADD COLUMN claimed_until_ms BIGINT NOT NULL DEFAULT 0",
];
