import { applyMergePatch } from "@cookiehub/schemas";
import type { ErrorDetail, TenantConfig } from "@cookiehub/schemas/types";
import { toAuditId } from "../audit/audit-id.ts";
import { toAdministrativeEntry } from "../audit/entry.ts";
import { ApiError } from "../http/api-error.ts";
import type { ConfigLayer, OrganizationRow, Repositories, TenantRow } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import { resolveLayers, toLayer, toTenantLayer } from "./layers.ts";
import { checkIfMatch } from "./precondition.ts";
import { toConfigHash, toPublished } from "./tenant.ts";

/** How a tenant's layer changes. */
export type LayerChange =
  | { readonly kind: "put"; readonly layer: unknown }
  /** JSON Merge Patch (RFC 7396). */
  | { readonly kind: "patch"; readonly patch: unknown }
  /** Publishes the layer of an earlier version again. */
  | { readonly kind: "rollback"; readonly version: number }
  /** For other rooms that keep a part of the configuration. Pure: it may be called more than once. */
  | { readonly kind: "edit"; readonly edit: (layer: ConfigLayer, published: TenantConfig) => ConfigLayer };

/** Who changes, and from which version. */
export interface ChangeOrigin {
  /** Id of the API key: the actor in the audit entry. */
  readonly keyId: string;
  readonly ifMatch?: string | undefined;
}

/** What this server cannot do although the configuration asks for it, by path; nothing where it can. Pure. */
export type ConfigCheck = (config: TenantConfig) => readonly ErrorDetail[];

export interface PublishParts {
  readonly repositories: Repositories;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

/** Names of the locks that a change of a tenant holds: its organization's too, whose layer it builds on. */
export function toTenantLocks(tenant: Pick<TenantRow, "tenantId" | "organizationId">): string[] {
  const { tenantId, organizationId } = tenant;
  return [`tenant ${tenantId}`, ...(organizationId === null ? [] : [toOrganizationLock(organizationId)])];
}

export function toOrganizationLock(organizationId: string): string {
  return `organization ${organizationId}`;
}

/**
 * Changes a tenant's layer and publishes what comes of it, with its audit entry; what changes nothing publishes nothing.
 * Throws `invalid_request` with every fault by its path, `precondition_failed`, `not_found` for an unknown version.
 */
export function* publishUnit(
  parts: PublishParts & { readonly checkConfig: ConfigCheck },
  tenant: Pick<TenantRow, "tenantId" | "organizationId">,
  change: LayerChange,
  origin: ChangeOrigin,
): Unit<TenantRow> {
  const { tenants, organizations, locks } = parts.repositories;
  yield* locks.hold(toTenantLocks(tenant));
  const row = yield* tenants.find(tenant.tenantId);
  if (row?.tenantId !== tenant.tenantId) throw new ApiError("tenant_not_found", "This tenant is not configured here.");
  checkIfMatch(origin.ifMatch, row);
  const organization = row.organizationId === null ? undefined : yield* organizations.find(row.organizationId);
  const layer = yield* toChangedLayer(parts, row, change);
  const config = resolveOrRefuse(row.tenantId, organization, layer);
  // Other rooms change their own part alone: an experiment can be ended whatever the server has lost.
  if (change.kind !== "edit") checkOrRefuse(parts.checkConfig, config);
  return yield* publishRowUnit(parts, row, { config, layer }, { keyId: origin.keyId, change: change.kind });
}

/** Publishes a checked configuration with its audit entry, unless it is the published one. */
export function* publishRowUnit(
  parts: PublishParts,
  row: TenantRow,
  wanted: Pick<TenantRow, "config" | "layer">,
  details: { readonly keyId: string; readonly change: LayerChange["kind"] | "organization" },
): Unit<TenantRow> {
  const nowMs = parts.now();
  const published = toPublished(row, wanted, nowMs);
  if (published === row) return row;
  yield* parts.repositories.tenants.put(published);
  const entry = toAdministrativeEntry({
    auditId: toAuditId(nowMs, parts.random(10)),
    tenantId: row.tenantId,
    atMs: nowMs,
    action: "config_publish",
    details: {
      key_id: details.keyId,
      change: details.change,
      config_version: published.configVersion,
      config_hash: published.configHash,
      layer_hash: toConfigHash(published.layer),
    },
  });
  yield* parts.repositories.audit.append(entry, null);
  return published;
}

/** Merges and checks; throws `invalid_request`. While the organization's layer changes, the new one has to do as well. */
export function resolveOrRefuse(
  tenantId: string,
  organization: OrganizationRow | undefined,
  layer: ConfigLayer,
): TenantConfig {
  const resolution = resolveLayers(tenantId, organization?.layer ?? {}, layer);
  if ("faults" in resolution) throw toRefusal("The configuration is not valid.", resolution.faults);
  const coming = organization?.publishing?.layer;
  const next = coming === undefined ? resolution : resolveLayers(tenantId, coming, layer);
  if ("faults" in next)
    throw toRefusal("It is not valid over the layer that the organization is publishing.", next.faults);
  return resolution.config;
}

/** Throws `invalid_request` with everything that this server cannot do. */
export function checkOrRefuse(check: ConfigCheck, config: TenantConfig): void {
  const faults = check(config);
  if (faults.length > 0) throw toRefusal("This server cannot do what the configuration asks for.", faults);
}

function toRefusal(why: string, faults: readonly ErrorDetail[]): ApiError {
  return new ApiError("invalid_request", `${why} Nothing went live; each fault is listed in details.`, faults);
}

function* toChangedLayer(parts: PublishParts, row: TenantRow, change: LayerChange): Unit<ConfigLayer> {
  switch (change.kind) {
    case "put":
      return toTenantLayer(change.layer, row.tenantId);
    case "patch":
      return toTenantLayer(applyMergePatch(row.layer, toLayer(change.patch)), row.tenantId);
    case "edit":
      return toTenantLayer(change.edit(row.layer, row.config), row.tenantId);
    case "rollback": {
      const version = yield* parts.repositories.tenants.version(row.tenantId, change.version);
      if (!version) throw new ApiError("not_found", `Version ${change.version} was never published.`);
      return version.layer;
    }
  }
}
