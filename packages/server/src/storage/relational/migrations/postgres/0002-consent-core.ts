import { AUDIT_TABLES } from "./0002-audit.ts";

// Text is compared and ordered by its bytes (COLLATE "C") wherever SQLite does so and an answer shows it.
// Flags are 0 or 1 and times integer milliseconds, as every dialect here stores them.

const TENANTS: readonly string[] = [
  `CREATE TABLE organizations (
    organization_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    layer TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
  )`,
  `CREATE TABLE tenants (
    tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL UNIQUE,
    config_version INTEGER NOT NULL,
    config_hash TEXT NOT NULL,
    config TEXT NOT NULL,
    layer TEXT NOT NULL,
    organization_id TEXT COLLATE "C" REFERENCES organizations (organization_id),
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL
  )`,
  "CREATE INDEX tenants_of_organization ON tenants (organization_id, tenant_id)",
  `CREATE TABLE tenant_config_versions (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    config_version INTEGER NOT NULL,
    config_hash TEXT NOT NULL,
    config TEXT NOT NULL,
    layer TEXT NOT NULL,
    published_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, config_version)
  )`,
  `CREATE TABLE identity_secrets (
    tenant_id TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    secret_id TEXT COLLATE "C" NOT NULL,
    secret TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, secret_id)
  )`,
  `CREATE TABLE api_keys (
    key_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    organization_id TEXT COLLATE "C" REFERENCES organizations (organization_id),
    tenant_id TEXT COLLATE "C" REFERENCES tenants (tenant_id),
    origin TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    revoked_at_ms BIGINT
  )`,
];

const CONSENTS: readonly string[] = [
  // A record is replaced in place: room on its page, so that no index entry is written for it.
  `CREATE TABLE consents (
    tenant_id TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    device_id TEXT COLLATE "C" NOT NULL,
    consent_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C",
    regulation TEXT NOT NULL,
    choices TEXT NOT NULL,
    method TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    banner_version TEXT NOT NULL,
    variant TEXT,
    tc_string TEXT,
    gpp_string TEXT,
    gpc SMALLINT NOT NULL CHECK (gpc IN (0, 1)),
    decided_at_ms BIGINT NOT NULL,
    stated_at_ms BIGINT,
    expires_at_ms BIGINT NOT NULL,
    audit_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, subject)
  ) WITH (fillfactor = 85)`,
  `CREATE TABLE device_links (
    tenant_id TEXT COLLATE "C" NOT NULL,
    device_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    linked_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, device_id)
  )`,
  "CREATE INDEX device_links_of_user ON device_links (tenant_id, user_id, device_id)",
  `CREATE TABLE idempotency_keys (
    tenant_id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, key)
  )`,
  "CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at_ms)",
];

// Rows come and go: cleaned by how many went, not by what part of the table.
const COME_AND_GO = "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000";

const PIPELINE: readonly string[] = [
  `CREATE TABLE outbox (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message TEXT NOT NULL
  ) WITH (${COME_AND_GO})`,
  `CREATE TABLE ingest_objects (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('pending', 'loaded', 'failed')),
    attempts INTEGER NOT NULL,
    registered_at_ms BIGINT NOT NULL,
    loaded_at_ms BIGINT,
    last_error TEXT
  )`,
  "CREATE INDEX ingest_objects_by_state ON ingest_objects (state, registered_at_ms, key)",
];

/** Everything that the steps 0001 and 0002 made of an SQLite file. */
export const POSTGRES_CONSENT_CORE: readonly string[] = [...TENANTS, ...CONSENTS, ...AUDIT_TABLES, ...PIPELINE];
