/**
 * Makes the partitions of audit entries for a month and some after it. Runs with its owner's rights, so that the role
 * of the server need not own the tables. The default partition is locked for as long as it takes to see that it holds
 * nothing of the month, and nobody is made to wait for that lock longer than `lock_timeout`.
 */
const KEEP_AUDIT_MONTHS = `
DO $do$ BEGIN EXECUTE format($create$
CREATE FUNCTION keep_audit_months(now_ms BIGINT, months_ahead INTEGER) RETURNS INTEGER
LANGUAGE plpgsql SECURITY DEFINER SET search_path = %I, pg_temp SET lock_timeout = '300ms' AS $body$
DECLARE
  made INTEGER := 0;
  month TIMESTAMP;
  from_ms BIGINT;
  to_ms BIGINT;
  partition_name TEXT;
BEGIN
  FOR step IN 0 .. least(months_ahead, 12) LOOP
    month := date_trunc('month', to_timestamp(now_ms / 1000.0) AT TIME ZONE 'UTC') + step * INTERVAL '1 month';
    from_ms := extract(epoch FROM month) * 1000;
    to_ms := extract(epoch FROM month + INTERVAL '1 month') * 1000;
    partition_name := 'audit_entries_' || to_char(month, 'YYYY_MM');
    CONTINUE WHEN to_regclass(partition_name) IS NOT NULL;
    CONTINUE WHEN EXISTS (SELECT 1 FROM audit_entries_default WHERE at_ms >= from_ms AND at_ms < to_ms);
    BEGIN
      EXECUTE format('CREATE TABLE %%I (LIKE audit_entries INCLUDING DEFAULTS)', partition_name);
      EXECUTE format('CREATE TRIGGER audit_entries_refuse_truncate BEFORE TRUNCATE ON %%I
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()', partition_name);
      EXECUTE format('ALTER TABLE audit_entries ATTACH PARTITION %%I FOR VALUES FROM (%%s) TO (%%s)',
        partition_name, from_ms, to_ms);
      made := made + 1;
    EXCEPTION WHEN check_violation OR lock_not_available OR duplicate_table OR unique_violation THEN
      -- An entry of the month came meanwhile, a table is busy, or another process was first.
      NULL;
    END;
  END LOOP;
  RETURN made;
END
$body$
$create$, current_schema()); END $do$`;

/**
 * Entries by UTC month, so that a month can be archived as a whole. An id is unique within its month, and it begins with
 * its time, so it is unique. Entries and their erasable halves have no foreign key between them: the one statement that
 * writes them writes both, and a month must be detachable.
 */
export const AUDIT_TABLES: readonly string[] = [
  "CREATE SEQUENCE audit_entries_seq AS BIGINT",
  `CREATE TABLE audit_entries (
    seq BIGINT NOT NULL DEFAULT nextval('audit_entries_seq'),
    audit_id TEXT COLLATE "C" NOT NULL,
    tenant_id TEXT COLLATE "C" NOT NULL,
    consent_id TEXT COLLATE "C" NOT NULL,
    at_ms BIGINT NOT NULL,
    action TEXT NOT NULL,
    body TEXT NOT NULL,
    leaf_hash TEXT NOT NULL,
    PRIMARY KEY (seq, at_ms),
    UNIQUE (audit_id, at_ms)
  ) PARTITION BY RANGE (at_ms)`,
  "ALTER SEQUENCE audit_entries_seq OWNED BY audit_entries.seq",
  `CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted' USING ERRCODE = 'restrict_violation'; END $$`,
  `CREATE TRIGGER audit_entries_refuse_change BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()`,
  // Partitions inherit triggers for rows, but not those for whole statements: each gets its own.
  `CREATE TRIGGER audit_entries_refuse_truncate BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  // Takes what has no month of its own: writing never fails for want of a partition.
  "CREATE TABLE audit_entries_default PARTITION OF audit_entries DEFAULT",
  `CREATE TRIGGER audit_entries_refuse_truncate BEFORE TRUNCATE ON audit_entries_default
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
  "CREATE INDEX audit_entries_default_by_time ON audit_entries_default (at_ms)",
  KEEP_AUDIT_MONTHS,
  "REVOKE EXECUTE ON FUNCTION keep_audit_months FROM PUBLIC",
  `CREATE TABLE audit_subjects (
    seq BIGINT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    audit_id TEXT COLLATE "C" NOT NULL,
    tenant_id TEXT COLLATE "C" NOT NULL,
    device_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C",
    fields TEXT NOT NULL,
    salt TEXT NOT NULL
  )`,
  "CREATE INDEX audit_subjects_of_device ON audit_subjects (tenant_id, device_id, seq)",
  "CREATE INDEX audit_subjects_of_user ON audit_subjects (tenant_id, user_id, seq) WHERE user_id IS NOT NULL",
  `CREATE TABLE audit_pending (seq BIGINT NOT NULL PRIMARY KEY, at_ms BIGINT NOT NULL)
    WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000)`,
  `CREATE TABLE audit_leaves (
    leaf_index BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL UNIQUE,
    at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE audit_checkpoints (
    tree_size BIGINT NOT NULL PRIMARY KEY,
    root_hash TEXT NOT NULL,
    note TEXT NOT NULL,
    at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE audit_facts (name TEXT COLLATE "C" NOT NULL PRIMARY KEY, value TEXT NOT NULL)`,
];
