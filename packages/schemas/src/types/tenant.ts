import type { TenantConfig } from "./tenant-config.ts";

/** Answer of `GET`, `PUT` and `PATCH /api/v1/tenants/{tenant}/config`, and of whatever publishes one. */
export interface TenantConfigAnswer {
  tenant_id: string;
  code: string;
  organization_id: string | null;
  /** Number of the published version, and SHA-256 of the canonical text of `config`. */
  config_version: number;
  config_hash: string;
  updated_at: string;
  /** What is published: the defaults, the organization's layer and the tenant's, merged and checked as a whole. */
  config: TenantConfig;
  /** What the tenant itself wrote: send this, changed, with `PUT`. */
  layer: Record<string, unknown>;
}

/** Answer of `GET /api/v1/tenants/{tenant}/config/resolved`. */
export interface HostConfigAnswer {
  tenant_id: string;
  code: string;
  config_version: number;
  config_hash: string;
  domain: string;
  /** Host of the override that is merged in; `null` where none holds. */
  domain_override: string | null;
  config: TenantConfig;
}

/** Body of `POST /api/v1/tenants`. */
export interface TenantCreateRequest {
  tenant_id?: string | undefined;
  code?: string | undefined;
  organization_id?: string | undefined;
  /** The tenant's layer; `domain` at least. */
  config: Record<string, unknown>;
}

/** A tenant in a list. */
export interface TenantSummary {
  tenant_id: string;
  code: string;
  organization_id: string | null;
  domain: string;
  config_version: number;
  config_hash: string;
  created_at: string;
  updated_at: string;
}

/** Answer of `GET /api/v1/tenants`: ascending by id. */
export interface TenantListAnswer {
  tenants: TenantSummary[];
  /** Send it as `cursor` for the next page; `null` after the last one. */
  next_cursor: string | null;
}

/** A published version in a list. */
export interface ConfigVersionSummary {
  config_version: number;
  config_hash: string;
  published_at: string;
}

/** Answer of `GET /api/v1/tenants/{tenant}/config/versions`: newest first. */
export interface ConfigVersionListAnswer {
  versions: ConfigVersionSummary[];
  next_cursor: string | null;
}

/** Answer of `GET /api/v1/tenants/{tenant}/config/versions/{version}`. */
export interface ConfigVersionAnswer extends ConfigVersionSummary {
  tenant_id: string;
  code: string;
  config: TenantConfig;
  layer: Record<string, unknown>;
}

/** Body of `POST /api/v1/tenants/{tenant}/config/rollback`. */
export interface ConfigRollbackRequest {
  version: number;
}

/** Body of `PUT /api/v1/organizations/{organization}`. */
export interface OrganizationRequest {
  name: string;
  /** The organization's layer: everything but what belongs to one site. */
  config?: Record<string, unknown> | undefined;
}

/** Answer of `GET` and `PUT /api/v1/organizations/{organization}`. */
export interface OrganizationAnswer {
  organization_id: string;
  name: string;
  config: Record<string, unknown>;
  /** `checking` or `publishing` while a change of the layer is on its way to the tenants. */
  state: "settled" | "checking" | "publishing";
  created_at: string;
  updated_at: string;
}

/** Answer of `POST /api/v1/tenants/{tenant}/identity-secrets`: the one time that the secret can be seen. */
export interface IdentitySecretCreatedAnswer {
  secret_id: string;
  secret: string;
  created_at: string;
}

/** Answer of `GET /api/v1/tenants/{tenant}/identity-secrets`. */
export interface IdentitySecretListAnswer {
  identity_secrets: { secret_id: string; created_at: string }[];
}

/** Answer of `DELETE /api/v1/tenants/{tenant}/identity-secrets/{secret}`. */
export interface IdentitySecretRemovedAnswer {
  secret_id: string;
  removed_at: string;
}
