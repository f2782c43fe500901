import { toAuditId } from "../audit/audit-id.ts";
import { toAdministrativeEntry } from "../audit/entry.ts";
import { ApiError } from "../http/api-error.ts";
import type { TenantRow } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import { toTenantLayer } from "./layers.ts";
import {
  type ChangeOrigin,
  type ConfigCheck,
  checkOrRefuse,
  type PublishParts,
  resolveOrRefuse,
  toOrganizationLock,
} from "./publish.ts";
import { toCode, toConfigHash, toFirstVersion } from "./tenant.ts";

export interface CreateTenantCommand {
  readonly tenantId: string | undefined;
  readonly code: string | undefined;
  readonly organizationId: string | null;
  readonly layer: unknown;
}

/** Makes the names that were left out; outside of the unit, which may run again. */
export function toNames(
  { tenantId, code }: Pick<CreateTenantCommand, "tenantId" | "code">,
  random: (bytes: number) => Uint8Array,
): { tenantId: string; code: string } {
  return {
    tenantId: tenantId ?? `ten_${Buffer.from(random(12)).toString("base64url")}`,
    code: code ?? toCode(random),
  };
}

/**
 * Creates a tenant and publishes its first version, with its audit entry. Throws `conflict` when its id or code names
 * another tenant already, by id or by code; `not_found` for an unknown organization; `invalid_request` with each fault.
 */
export function* createTenantUnit(
  parts: PublishParts & { readonly checkConfig: ConfigCheck },
  command: CreateTenantCommand & { readonly tenantId: string; readonly code: string },
  origin: ChangeOrigin,
): Unit<TenantRow> {
  const { tenantId, code, organizationId } = command;
  const { repositories } = parts;
  // The code too: it must not become the id of a tenant that is made at the same time.
  const names = [...new Set([tenantId, code])].map((name) => `tenant ${name}`);
  yield* repositories.locks.hold([...names, ...(organizationId === null ? [] : [toOrganizationLock(organizationId)])]);
  for (const [path, name] of Object.entries({ tenant_id: tenantId, code })) {
    if (!(yield* repositories.tenants.find(name))) continue;
    const details = [{ path, message: `names another tenant: ${name}` }];
    throw new ApiError("conflict", "There is a tenant of this name. Choose another, or leave it out.", details);
  }
  const organization = organizationId === null ? undefined : yield* repositories.organizations.find(organizationId);
  if (organizationId !== null && !organization) throw new ApiError("not_found", "There is no such organization.");
  const layer = toTenantLayer(command.layer, tenantId);
  const config = resolveOrRefuse(tenantId, organization, layer);
  checkOrRefuse(parts.checkConfig, config);
  const nowMs = parts.now();
  const row = toFirstVersion({ tenantId, code, organizationId }, { config, layer }, nowMs);
  yield* repositories.tenants.put(row);
  yield* appendTenantEntry(parts, row, origin.keyId, nowMs);
  return row;
}

/** Appends who created a tenant. `actor` is the id of a key, or what stands for the environment. */
export function* appendTenantEntry(
  parts: Pick<PublishParts, "repositories" | "random">,
  row: TenantRow,
  actor: string,
  atMs: number,
): Unit<void> {
  const entry = toAdministrativeEntry({
    auditId: toAuditId(atMs, parts.random(10)),
    tenantId: row.tenantId,
    atMs,
    action: "tenant_create",
    details: {
      key_id: actor,
      code: row.code,
      organization_id: row.organizationId,
      config_version: row.configVersion,
      config_hash: row.configHash,
      layer_hash: toConfigHash(row.layer),
    },
  });
  yield* parts.repositories.audit.append(entry, null);
}
