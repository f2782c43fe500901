import type { Generated } from "kysely";

/** Columns as every dialect stores them: times are integer milliseconds, flags 0 or 1, JSON is text. */
export interface Tables {
  tenants: {
    tenant_id: string;
    code: string;
    config_version: number;
    config_hash: string;
    config: string;
    layer: string;
    organization_id: string | null;
    services_version: number;
    created_at_ms: number;
    updated_at_ms: number;
  };
  tenant_config_versions: {
    tenant_id: string;
    config_version: number;
    config_hash: string;
    config: string;
    layer: string;
    published_at_ms: number;
  };
  organizations: {
    organization_id: string;
    name: string;
    layer: string;
    publishing: string | null;
    created_at_ms: number;
    updated_at_ms: number;
  };
  consents: {
    tenant_id: string;
    subject: string;
    device_id: string;
    consent_id: string;
    user_id: string | null;
    regulation: string;
    choices: string;
    services: string;
    config_version: number;
    method: string;
    policy_version: string;
    banner_version: string;
    variant: string | null;
    tc_string: string | null;
    gpp_string: string | null;
    gpc: number;
    decided_at_ms: number;
    stated_at_ms: number | null;
    expires_at_ms: number;
    audit_id: string;
  };
  device_links: { tenant_id: string; device_id: string; user_id: string; linked_at_ms: number };
  identity_secrets: { tenant_id: string; secret_id: string; secret: string; created_at_ms: number };
  server_secrets: { name: string; secret: string };
  /** `seq` is the order of appending. An engine may hand out numbers in another order than it commits them. */
  audit_entries: {
    seq: Generated<number>;
    audit_id: string;
    tenant_id: string;
    consent_id: string;
    at_ms: number;
    action: string;
    body: string;
    leaf_hash: string;
  };
  /** The erasable half; `seq` and `at_ms` are its entry's. */
  audit_subjects: {
    seq: number;
    at_ms: number;
    audit_id: string;
    tenant_id: string;
    device_id: string;
    user_id: string | null;
    fields: string;
    salt: string;
  };
  /** Entries that wait for their place in the log. */
  audit_pending: { seq: number; at_ms: number };
  audit_leaves: { leaf_index: number; seq: number; at_ms: number };
  audit_checkpoints: { tree_size: number; root_hash: string; note: string; at_ms: number };
  audit_facts: { name: string; value: string };
  idempotency_keys: {
    tenant_id: string;
    key: string;
    request_hash: string;
    status: number;
    answer: string;
    created_at_ms: number;
  };
  tcf_files: {
    name: string;
    object_key: string | null;
    version: number | null;
    etag: string | null;
    fetched_at_ms: number | null;
    ask_at_ms: number;
    failures: number;
  };
  cdn_files: {
    key: string;
    state: string;
    lines_done: number;
    attempts: number;
    registered_at_ms: number;
    loaded_at_ms: number | null;
    last_error: string | null;
    claimed_by: string | null;
    claimed_until_ms: number;
  };
  cdn_pulls: {
    zone: string;
    day: string;
    lines_done: number;
    is_complete: number;
    failures: number;
    retry_at_ms: number;
  };
  exports: {
    export_id: string;
    code: string;
    from_day: string;
    to_day: string;
    format: string;
    status: number;
    attempts: number;
    claims: number;
    free_at_ms: number;
    requested_by: string;
    created_at_ms: number;
    finished_at_ms: number | null;
    expires_at_ms: number | null;
    is_cleared: number;
    archive_key: string | null;
    row_count: number | null;
    byte_count: number | null;
    last_error: string | null;
  };
  erasures: {
    erasure_id: string;
    code: string;
    until_ms: number;
    user_token: string | null;
    user_hash: string | null;
    runs: number;
    due_at_ms: number | null;
  };
  outbox: { position: Generated<number>; message: string };
  api_keys: {
    key_id: string;
    hash: string;
    prefix: string;
    name: string;
    scopes: string;
    organization_id: string | null;
    tenant_id: string | null;
    origin: string;
    created_at_ms: number;
    revoked_at_ms: number | null;
  };
  ingest_objects: {
    key: string;
    state: string;
    attempts: number;
    registered_at_ms: number;
    loaded_at_ms: number | null;
    last_error: string | null;
  };
}
