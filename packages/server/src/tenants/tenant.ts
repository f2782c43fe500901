import { createHash } from "node:crypto";
import { createTenantConfig, findDomainOverride, isHostWithin, toHostConfig } from "@cookiehub/schemas";
import type {
  ConfigVersionAnswer,
  ConfigVersionSummary,
  HostConfigAnswer,
  TenantConfig,
  TenantConfigAnswer,
  TenantSummary,
} from "@cookiehub/schemas/types";
import { toCanonicalJson } from "../canonical-json.ts";
import { ApiError } from "../http/api-error.ts";
import type { ConfigLayer, ConfigVersionRow, TenantRow } from "../storage/ports.ts";
import { isAddingServices } from "./added-services.ts";

const CODE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Names a configuration, or a layer of one, by its content: SHA-256 of its canonical JSON, hexadecimal. */
export function toConfigHash(config: TenantConfig | ConfigLayer): string {
  return createHash("sha256").update(toCanonicalJson(config)).digest("hex");
}

/** Makes a tenant with the default configuration; the first host is its domain. */
export function toNewTenant(
  wanted: { readonly id: string; readonly code: string | undefined; readonly hosts: readonly string[] },
  random: (bytes: number) => Uint8Array,
  nowMs: number,
): TenantRow {
  const [domain = "", ...subdomains] = wanted.hosts;
  const layer = { domain, subdomains };
  const config = createTenantConfig({ tenant_id: wanted.id, ...layer });
  const code = wanted.code ?? toCode(random);
  return toFirstVersion({ tenantId: wanted.id, code, organizationId: null }, { config, layer }, nowMs);
}

/** Makes the row of a new tenant. */
export function toFirstVersion(
  names: Pick<TenantRow, "tenantId" | "code" | "organizationId">,
  { config, layer }: Pick<TenantRow, "config" | "layer">,
  nowMs: number,
): TenantRow {
  const configHash = toConfigHash(config);
  const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
  return { ...names, configVersion: 1, configHash, config, layer, servicesVersion: 0, ...times };
}

/**
 * Publishes a configuration and the layer that it was made from. The same of both again is the same version; another
 * layer is another version even where it comes to the same configuration, so that going back to it is possible.
 */
export function toPublished(
  row: TenantRow,
  { config, layer }: Pick<TenantRow, "config" | "layer">,
  nowMs: number,
): TenantRow {
  const configHash = toConfigHash(config);
  if (configHash === row.configHash && toConfigHash(layer) === toConfigHash(row.layer)) return row;
  const configVersion = row.configVersion + 1;
  // Whoever agreed to an earlier version did not agree to what this one adds (L8).
  const servicesVersion = isAddingServices(row.config, config) ? configVersion : row.servicesVersion;
  return { ...row, config, layer, configHash, configVersion, servicesVersion, updatedAtMs: nowMs };
}

export function toConfigAnswer(row: TenantRow): TenantConfigAnswer {
  return {
    tenant_id: row.tenantId,
    code: row.code,
    organization_id: row.organizationId,
    config_version: row.configVersion,
    config_hash: row.configHash,
    updated_at: toInstant(row.updatedAtMs),
    config: row.config,
    layer: { ...row.layer },
  };
}

/**
 * The configuration as the pages of a host get it; without a host, those of the tenant's domain. Throws
 * `invalid_request` for a host that is not the tenant's.
 */
export function toHostAnswer(row: TenantRow, host: string | undefined): HostConfigAnswer {
  const { config } = row;
  const domain = host ?? config.domain;
  if (![config.domain, ...config.subdomains].some((own) => isHostWithin(domain, own))) {
    throw new ApiError("invalid_request", "The domain is not one of the tenant's.", [
      { path: "domain", message: "must be the tenant's domain, one of its subdomains, or a host below one" },
    ]);
  }
  return {
    tenant_id: row.tenantId,
    code: row.code,
    config_version: row.configVersion,
    config_hash: row.configHash,
    domain,
    domain_override: findDomainOverride(config, domain),
    config: toHostConfig(config, domain),
  };
}

export function toSummary(row: TenantRow): TenantSummary {
  return {
    tenant_id: row.tenantId,
    code: row.code,
    organization_id: row.organizationId,
    domain: row.config.domain,
    config_version: row.configVersion,
    config_hash: row.configHash,
    created_at: toInstant(row.createdAtMs),
    updated_at: toInstant(row.updatedAtMs),
  };
}

export function toVersionSummary(row: ConfigVersionRow): ConfigVersionSummary {
  return {
    config_version: row.configVersion,
    config_hash: row.configHash,
    published_at: toInstant(row.publishedAtMs),
  };
}

export function toVersionAnswer(tenant: Pick<TenantRow, "code">, row: ConfigVersionRow): ConfigVersionAnswer {
  const { tenantId, config, layer } = row;
  return { ...toVersionSummary(row), tenant_id: tenantId, code: tenant.code, config, layer: { ...layer } };
}

/** Makes a code: 8 letters and digits. */
export function toCode(random: (bytes: number) => Uint8Array): string {
  return Array.from(random(8), (byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join("");
}

function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
