import { toAuditId } from "../audit/audit-id.ts";
import { toAdministrativeEntry } from "../audit/entry.ts";
import { ApiError } from "../http/api-error.ts";
import type { OrganizationPublishing, OrganizationRow, Repositories, TenantRow } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import { resolveLayers } from "../tenants/layers.ts";
import { type PublishParts, publishRowUnit, toOrganizationLock } from "../tenants/publish.ts";
import { toConfigHash } from "../tenants/tenant.ts";

// A change of an organization's layer goes in steps, each of them one transaction:
//   begin   the change is written down; from here on whatever a tenant publishes has to be valid over both layers
//   check   every tenant is resolved over the new layer, a batch at a time; a fault ends the change
//   settle  the new layer is the organization's; nothing can fail any more
//   take    tenants publish what comes of it, a batch at a time; how far it came is written down with each batch
// Every step verifies that the change it belongs to is still the one under way, so that two processes that do the same
// work (the hold on it was lost) do it once.

/** What a batch of tenants did. */
export interface TakenBatch {
  readonly published: readonly TenantRow[];
  /** Tenants that could not take the layer although they were checked: they keep what they have. */
  readonly skipped: readonly string[];
  readonly isLast: boolean;
}

/** Writes down that a layer is on its way; answers the organization as it stands then. */
export function* beginUnit(
  parts: PublishParts,
  organizationId: string,
  publishing: OrganizationPublishing,
): Unit<OrganizationRow> {
  const row = yield* findHeld(parts.repositories, organizationId);
  if (row.publishing?.stage === "publishing") throw busy();
  const next = { ...row, publishing };
  yield* parts.repositories.organizations.put(next);
  return next;
}

/** Forgets a change that never went live. */
export function* abandonUnit(
  parts: PublishParts,
  organizationId: string,
  publishing: OrganizationPublishing,
): Unit<void> {
  const row = yield* findHeld(parts.repositories, organizationId);
  if (isSame(row.publishing, publishing)) {
    yield* parts.repositories.organizations.put({ ...row, publishing: null });
  }
}

/** Makes the checked layer the organization's, with its audit entry. */
export function* settleUnit(
  parts: PublishParts,
  organizationId: string,
  publishing: OrganizationPublishing,
  name: string,
): Unit<OrganizationRow> {
  const { repositories } = parts;
  const row = yield* findHeld(repositories, organizationId);
  if (!isSame(row.publishing, publishing)) throw busy();
  const updatedAtMs = parts.now();
  const { layer } = publishing;
  const next: OrganizationRow = {
    ...row,
    name,
    layer,
    publishing: { ...publishing, stage: "publishing" },
    updatedAtMs,
  };
  yield* repositories.organizations.put(next);
  yield* appendOrganizationEntry(parts, next, publishing.keyId);
  return next;
}

/** Lets the next tenants take the layer, and writes down how far it came. */
export function* takeUnit(parts: PublishParts, organizationId: string, batchSize: number): Unit<TakenBatch> {
  const { repositories } = parts;
  const row = yield* findHeld(repositories, organizationId);
  const { publishing } = row;
  if (publishing?.stage !== "publishing") return { published: [], skipped: [], isLast: true };
  // The organization's lock keeps its tenants' changes out as well: each of them holds it.
  const tenants = yield* repositories.tenants.list(organizationId, publishing.afterTenantId, batchSize);
  const published: TenantRow[] = [];
  const skipped: string[] = [];
  for (const tenant of tenants) {
    const resolution = resolveLayers(tenant.tenantId, row.layer, tenant.layer);
    if ("faults" in resolution) {
      skipped.push(tenant.tenantId);
      continue;
    }
    const wanted = { config: resolution.config, layer: tenant.layer };
    const details = { keyId: publishing.keyId, change: "organization" } as const;
    const now = yield* publishRowUnit(parts, tenant, wanted, details);
    if (now !== tenant) published.push(now);
  }
  const isLast = tenants.length < batchSize;
  const afterTenantId = tenants.at(-1)?.tenantId ?? publishing.afterTenantId;
  yield* repositories.organizations.put({ ...row, publishing: isLast ? null : { ...publishing, afterTenantId } });
  return { published, skipped, isLast };
}

export function* appendOrganizationEntry(parts: PublishParts, row: OrganizationRow, keyId: string): Unit<void> {
  const entry = toAdministrativeEntry({
    auditId: toAuditId(row.updatedAtMs, parts.random(10)),
    tenantId: "",
    atMs: row.updatedAtMs,
    action: "organization_put",
    details: {
      key_id: keyId,
      organization_id: row.organizationId,
      layer_hash: toConfigHash(row.layer),
    },
  });
  yield* parts.repositories.audit.append(entry, null);
}

function* findHeld(repositories: Repositories, organizationId: string): Unit<OrganizationRow> {
  yield* repositories.locks.hold([toOrganizationLock(organizationId)]);
  const row = yield* repositories.organizations.find(organizationId);
  if (!row) throw new ApiError("not_found", "There is no such organization.");
  return row;
}

function isSame(one: OrganizationPublishing | null, other: OrganizationPublishing): boolean {
  return (
    one !== null && one.startedAtMs === other.startedAtMs && one.keyId === other.keyId && one.stage === other.stage
  );
}

export function busy(): ApiError {
  return new ApiError("conflict", "The organization's layer is being published. Try again when its state is settled.");
}
