import type { ApiKeyCreatedAnswer, ApiKeyRequest, ApiKeySummary } from "@cookiehub/schemas/types";
import { toAuditId } from "../audit/audit-id.ts";
import { toAdministrativeEntry } from "../audit/entry.ts";
import { ApiError } from "../http/api-error.ts";
import type { PageRequest } from "../http/page.ts";
import type { ApiKeyBound, ApiKeyRow, RelationalStore, Repositories } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import { type ApiKeyTarget, checkTarget, toApiKey, toApiKeyRow } from "./api-keys.ts";

export interface KeyService {
  /** Makes a key that is good for no more than the caller's. Throws `forbidden`, `not_found`, `invalid_request`. */
  create(caller: ApiKeyRow, request: ApiKeyRequest): Promise<ApiKeyCreatedAnswer>;
  /** One key more than the page holds, where there is one. */
  list(caller: ApiKeyRow, page: PageRequest): Promise<readonly ApiKeyRow[]>;
  /** Revokes a key at once, in every process: nobody remembers that a key was good. Throws `not_found`. */
  revoke(caller: ApiKeyRow, keyId: string): Promise<ApiKeyRow>;
}

export interface KeyServiceParts {
  readonly store: RelationalStore;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

type KeyUnitParts = Omit<KeyServiceParts, "store"> & { readonly repositories: Repositories };

/** Creates the service that keeps API keys. */
export function createKeyService(parts: KeyServiceParts): KeyService {
  const { store, random } = parts;
  const unitParts = { ...parts, repositories: store.repositories };
  return {
    create: async (caller, request) => {
      const key = toApiKey(random(32));
      const keyId = toKeyId(random);
      const row = await store.transaction(() => createUnit(unitParts, caller, request, { key, keyId }));
      return { ...toKeySummary(row), key };
    },
    list: (caller, { cursor, limit }) =>
      store.read(() => store.repositories.apiKeys.list(toBound(caller), cursor, limit + 1)),
    revoke: (caller, keyId) => store.transaction(() => revokeUnit(unitParts, caller, keyId)),
  };
}

/** Makes the id of a key, which names it in lists and as the actor in audit entries. */
export function toKeyId(random: (bytes: number) => Uint8Array): string {
  return `key_${Buffer.from(random(12)).toString("base64url")}`;
}

function* createUnit(
  parts: KeyUnitParts,
  caller: ApiKeyRow,
  request: ApiKeyRequest,
  { key, keyId }: { key: string; keyId: string },
): Unit<ApiKeyRow> {
  const { organizationId, tenantId } = yield* toGoodFor(parts.repositories, caller, request);
  const scopes = [...new Set(request.scopes)];
  const grant = { name: request.name, scopes, organizationId, tenantId, origin: "api" } as const;
  const row = toApiKeyRow(key, grant, keyId, parts.now());
  yield* parts.repositories.apiKeys.put(row);
  yield* appendKeyEntry(parts, "key_create", row, caller.keyId, row.createdAtMs);
  return row;
}

function* revokeUnit(parts: KeyUnitParts, caller: ApiKeyRow, keyId: string): Unit<ApiKeyRow> {
  const { apiKeys, tenants, locks } = parts.repositories;
  yield* locks.hold([`key ${keyId}`]);
  const row = yield* apiKeys.find(keyId);
  const owner = row?.tenantId == null ? undefined : yield* tenants.find(row.tenantId);
  if (!row || !isWithin(caller, row, owner?.organizationId ?? null)) {
    throw new ApiError("not_found", "There is no such key.");
  }
  if (row.revokedAtMs !== null) return row;
  const revoked = { ...row, revokedAtMs: parts.now() };
  yield* apiKeys.put(revoked);
  yield* appendKeyEntry(parts, "key_revoke", row, caller.keyId, revoked.revokedAtMs);
  return revoked;
}

/** Appends who made or revoked which key. `actor` is the id of a key, or what stands for the environment. */
export function* appendKeyEntry(
  parts: Pick<KeyUnitParts, "repositories" | "random">,
  action: "key_create" | "key_revoke",
  row: ApiKeyRow,
  actor: string,
  atMs: number,
): Unit<void> {
  const entry = toAdministrativeEntry({
    auditId: toAuditId(atMs, parts.random(10)),
    tenantId: row.tenantId ?? "",
    atMs,
    action,
    details: {
      key_id: actor,
      subject_key_id: row.keyId,
      scopes: [...row.scopes].sort().join(" "),
      organization_id: row.organizationId,
    },
  });
  yield* parts.repositories.audit.append(entry, null);
}

// The caller has the scope `admin`, which holds every scope: what it cannot pass on is more than it is bound to.
function* toGoodFor(
  { tenants, organizations }: Repositories,
  caller: ApiKeyRow,
  request: ApiKeyRequest,
): Unit<Pick<ApiKeyRow, "organizationId" | "tenantId">> {
  if (request.tenant_id !== undefined && request.organization_id !== undefined) {
    throw new ApiError("invalid_request", "A key is bound to one thing.", [
      { path: "organization_id", message: "leave it out: the tenant belongs to its organization anyway" },
    ]);
  }
  if (request.tenant_id !== undefined) {
    const tenant = yield* tenants.find(request.tenant_id);
    if (!tenant) throw new ApiError("tenant_not_found", "This tenant is not configured here.");
    checkTarget(caller, { tenant });
    return { organizationId: null, tenantId: tenant.tenantId };
  }
  if (request.organization_id !== undefined) {
    const target: ApiKeyTarget = { organizationId: request.organization_id };
    checkTarget(caller, target);
    if (!(yield* organizations.find(request.organization_id))) {
      throw new ApiError("not_found", "There is no such organization.");
    }
    return { organizationId: request.organization_id, tenantId: null };
  }
  const { organizationId, tenantId } = caller;
  return { organizationId, tenantId };
}

// Another's key is not there, for whoever asks.
function isWithin(caller: ApiKeyRow, row: ApiKeyRow, organizationOfTenant: string | null): boolean {
  if (caller.tenantId !== null) return row.tenantId === caller.tenantId;
  if (caller.organizationId === null) return true;
  return (row.tenantId === null ? row.organizationId : organizationOfTenant) === caller.organizationId;
}

function toBound({ tenantId, organizationId }: ApiKeyRow): ApiKeyBound {
  if (tenantId !== null) return { tenantId };
  return organizationId === null ? "server" : { organizationId };
}

export function toKeySummary(row: ApiKeyRow): ApiKeySummary {
  return {
    key_id: row.keyId,
    prefix: row.prefix,
    name: row.name,
    scopes: [...row.scopes],
    organization_id: row.organizationId,
    tenant_id: row.tenantId,
    origin: row.origin,
    created_at: new Date(row.createdAtMs).toISOString(),
    revoked_at: row.revokedAtMs === null ? null : new Date(row.revokedAtMs).toISOString(),
  };
}
