/** Tenants, records, audit, idempotency, outbox, keys, ingest progress. */
export const RECORDS: readonly string[] = [
  `CREATE TABLE tenants (
    tenant_id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    config_version INTEGER NOT NULL,
    config_hash TEXT NOT NULL,
    config TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE tenant_config_versions (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    config_version INTEGER NOT NULL,
    config_hash TEXT NOT NULL,
    config TEXT NOT NULL,
    published_at_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, config_version)
  ) STRICT`,
  `CREATE TABLE consents (
    tenant_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    consent_id TEXT NOT NULL,
    user_id TEXT,
    regulation TEXT NOT NULL,
    choices TEXT NOT NULL,
    method TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    banner_version TEXT NOT NULL,
    variant TEXT,
    tc_string TEXT,
    gpp_string TEXT,
    gpc INTEGER NOT NULL CHECK (gpc IN (0, 1)),
    decided_at_ms INTEGER NOT NULL,
    stated_at_ms INTEGER,
    expires_at_ms INTEGER NOT NULL,
    audit_id TEXT NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
  ) STRICT`,
  `CREATE TABLE audit_entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    audit_id TEXT NOT NULL UNIQUE,
    tenant_id TEXT NOT NULL,
    consent_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    action TEXT NOT NULL,
    body TEXT NOT NULL,
    leaf_hash TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX audit_entries_of_tenant ON audit_entries (tenant_id)",
  `CREATE TRIGGER audit_entries_refuse_update BEFORE UPDATE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END`,
  `CREATE TRIGGER audit_entries_refuse_delete BEFORE DELETE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END`,
  // INSERT OR REPLACE deletes without asking the trigger above, so the taken place is refused before it.
  `CREATE TRIGGER audit_entries_refuse_replace BEFORE INSERT ON audit_entries
    WHEN EXISTS (SELECT 1 FROM audit_entries WHERE audit_id = NEW.audit_id OR seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'audit entries are never replaced'); END`,
  `CREATE TABLE audit_subjects (
    seq INTEGER PRIMARY KEY REFERENCES audit_entries (seq),
    audit_id TEXT NOT NULL,
    tenant_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    user_id TEXT,
    fields TEXT NOT NULL,
    salt TEXT NOT NULL
  ) STRICT`,
  "CREATE INDEX audit_subjects_of_device ON audit_subjects (tenant_id, device_id, seq)",
  `CREATE TABLE idempotency_keys (
    tenant_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key)
  ) STRICT`,
  "CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at_ms)",
  "CREATE TABLE outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL) STRICT",
  `CREATE TABLE api_keys (
    key_id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE ingest_objects (
    key TEXT NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('pending', 'loaded', 'failed')),
    attempts INTEGER NOT NULL,
    registered_at_ms INTEGER NOT NULL,
    loaded_at_ms INTEGER,
    last_error TEXT
  ) STRICT`,
  "CREATE INDEX ingest_objects_by_state ON ingest_objects (state, registered_at_ms, key)",
];
