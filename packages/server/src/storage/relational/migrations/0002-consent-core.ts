/**
 * Records of users, linked devices, the order of the log, organizations, bound and revocable keys.
 * Dropped: the index of entries by tenant, a random page for every decision that no answer needs.
 */
export const CONSENT_CORE: readonly string[] = [
  // Clustered by its key: a decision writes one page of it, not a row and an index entry.
  `CREATE TABLE consents_by_subject (
    tenant_id TEXT NOT NULL,
    subject TEXT NOT NULL,
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
    PRIMARY KEY (tenant_id, subject)
  ) STRICT, WITHOUT ROWID`,
  `INSERT INTO consents_by_subject SELECT tenant_id, 'd:' || device_id, device_id, consent_id, user_id, regulation,
    choices, method, policy_version, banner_version, variant, tc_string, gpp_string, gpc, decided_at_ms, stated_at_ms,
    expires_at_ms, audit_id FROM consents`,
  "DROP TABLE consents",
  "ALTER TABLE consents_by_subject RENAME TO consents",
  `CREATE TABLE device_links (
    tenant_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    linked_at_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
  ) STRICT, WITHOUT ROWID`,
  "CREATE INDEX device_links_of_user ON device_links (tenant_id, user_id, device_id)",
  `CREATE TABLE identity_secrets (
    tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id),
    secret_id TEXT NOT NULL,
    secret TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, secret_id)
  ) STRICT, WITHOUT ROWID`,
  "DROP INDEX audit_entries_of_tenant",
  "ALTER TABLE audit_subjects ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0",
  "UPDATE audit_subjects SET at_ms = (SELECT at_ms FROM audit_entries WHERE audit_entries.seq = audit_subjects.seq)",
  "CREATE INDEX audit_subjects_of_user ON audit_subjects (tenant_id, user_id, seq) WHERE user_id IS NOT NULL",
  "CREATE TABLE audit_pending (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT",
  "INSERT INTO audit_pending SELECT seq, at_ms FROM audit_entries",
  `CREATE TABLE audit_leaves (
    leaf_index INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE,
    at_ms INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE audit_checkpoints (
    tree_size INTEGER PRIMARY KEY,
    root_hash TEXT NOT NULL,
    note TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT`,
  "CREATE TABLE audit_facts (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT",
  `CREATE TABLE organizations (
    organization_id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    layer TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL
  ) STRICT`,
  "ALTER TABLE tenants ADD COLUMN organization_id TEXT REFERENCES organizations (organization_id)",
  // Until now a tenant's layer was its whole configuration.
  "ALTER TABLE tenants ADD COLUMN layer TEXT NOT NULL DEFAULT '{}'",
  "UPDATE tenants SET layer = config",
  "CREATE INDEX tenants_of_organization ON tenants (organization_id, tenant_id)",
  "ALTER TABLE tenant_config_versions ADD COLUMN layer TEXT NOT NULL DEFAULT '{}'",
  "UPDATE tenant_config_versions SET layer = config",
  "ALTER TABLE api_keys ADD COLUMN name TEXT NOT NULL DEFAULT ''",
  "ALTER TABLE api_keys ADD COLUMN organization_id TEXT REFERENCES organizations (organization_id)",
  "ALTER TABLE api_keys ADD COLUMN tenant_id TEXT REFERENCES tenants (tenant_id)",
  "ALTER TABLE api_keys ADD COLUMN origin TEXT NOT NULL DEFAULT 'api'",
  "ALTER TABLE api_keys ADD COLUMN revoked_at_ms INTEGER",
];
