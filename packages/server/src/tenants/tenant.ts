import { createHash } from "node:crypto";
import { createTenantConfig } from "@cookiehub/schemas";
import type { TenantConfig, TenantConfigAnswer } from "@cookiehub/schemas/types";
import { toCanonicalJson } from "../canonical-json.ts";
import type { TenantRow } from "../storage/ports.ts";

const CODE_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Names a configuration by its content: SHA-256 of its canonical JSON, hexadecimal. */
export function toConfigHash(config: TenantConfig): string {
  return createHash("sha256").update(toCanonicalJson(config)).digest("hex");
}

/** Makes a tenant with the default configuration; the first host is its domain. */
export function toNewTenant(
  wanted: { readonly id: string; readonly code: string | undefined; readonly hosts: readonly string[] },
  random: (bytes: number) => Uint8Array,
  nowMs: number,
): TenantRow {
  const [domain = "", ...subdomains] = wanted.hosts;
  const layer = { tenant_id: wanted.id, domain, subdomains };
  const config = createTenantConfig(layer);
  return {
    tenantId: wanted.id,
    code: wanted.code ?? toCode(random),
    organizationId: null,
    configVersion: 1,
    configHash: toConfigHash(config),
    config,
    layer,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

/** Publishes a configuration. The same content again is the same version. */
export function toPublished(row: TenantRow, config: TenantConfig, nowMs: number): TenantRow {
  const configHash = toConfigHash(config);
  if (configHash === row.configHash) return row;
  return { ...row, config, layer: { ...config }, configHash, configVersion: row.configVersion + 1, updatedAtMs: nowMs };
}

export function toConfigAnswer(row: TenantRow): TenantConfigAnswer {
  return {
    tenant_id: row.tenantId,
    code: row.code,
    organization_id: row.organizationId,
    config_version: row.configVersion,
    config_hash: row.configHash,
    updated_at: new Date(row.updatedAtMs).toISOString(),
    config: row.config,
    layer: { ...row.layer },
  };
}

function toCode(random: (bytes: number) => Uint8Array): string {
  return Array.from(random(8), (byte) => CODE_LETTERS[byte % CODE_LETTERS.length]).join("");
}
