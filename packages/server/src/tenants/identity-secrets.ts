import { IDENTITY_SECRETS_MAX } from "@cookiehub/schemas/constants";
import { toAuditId } from "../audit/audit-id.ts";
import { toAdministrativeEntry } from "../audit/entry.ts";
import { ApiError } from "../http/api-error.ts";
import type { IdentitySecretRow, RelationalStore, Repositories } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";

/** Keeps the secrets that a customer's server signs identity tokens with; two at a time, so that they can be rotated. */
export interface IdentitySecretService {
  /** Throws `conflict` when the tenant has two. */
  create(tenantId: string, keyId: string): Promise<IdentitySecretRow>;
  /** Newest first. */
  list(tenantId: string): Promise<readonly IdentitySecretRow[]>;
  /** Throws `not_found`. Answers when it was removed, in milliseconds since 1970. */
  remove(tenantId: string, secretId: string, keyId: string): Promise<number>;
}

interface IdentitySecretParts {
  readonly store: RelationalStore;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

type UnitParts = Omit<IdentitySecretParts, "store"> & { readonly repositories: Repositories };

/** Creates the service. Tokens are checked against the stored secrets on every call: a removed one is good no more. */
export function createIdentitySecretService(parts: IdentitySecretParts): IdentitySecretService {
  const { store, random } = parts;
  const unitParts = { ...parts, repositories: store.repositories };
  return {
    create: (tenantId, keyId) => {
      const names = {
        tenantId,
        secretId: `ids_${Buffer.from(random(12)).toString("base64url")}`,
        secret: `chs_${Buffer.from(random(32)).toString("base64url")}`,
      };
      return store.transaction(() => createUnit(unitParts, names, keyId));
    },
    list: (tenantId) => store.read(() => store.repositories.identitySecrets.of(tenantId)),
    remove: (tenantId, secretId, keyId) =>
      store.transaction(() => removeUnit(unitParts, { tenantId, secretId }, keyId)),
  };
}

function* createUnit(
  parts: UnitParts,
  names: Pick<IdentitySecretRow, "tenantId" | "secretId" | "secret">,
  keyId: string,
): Unit<IdentitySecretRow> {
  const { identitySecrets, locks } = parts.repositories;
  yield* locks.hold([`tenant ${names.tenantId}`]);
  const existing = yield* identitySecrets.of(names.tenantId);
  if (existing.length >= IDENTITY_SECRETS_MAX) {
    throw new ApiError("conflict", `A tenant has at most ${IDENTITY_SECRETS_MAX} secrets. Remove the old one first.`);
  }
  const row = { ...names, createdAtMs: parts.now() };
  yield* identitySecrets.put(row);
  yield* appendEntry(parts, "identity_secret_create", row, keyId, row.createdAtMs);
  return row;
}

function* removeUnit(
  parts: UnitParts,
  names: Pick<IdentitySecretRow, "tenantId" | "secretId">,
  keyId: string,
): Unit<number> {
  const { identitySecrets, locks } = parts.repositories;
  yield* locks.hold([`tenant ${names.tenantId}`]);
  const existing = yield* identitySecrets.of(names.tenantId);
  if (!existing.some(({ secretId }) => secretId === names.secretId)) {
    throw new ApiError("not_found", "The tenant has no such secret.");
  }
  const nowMs = parts.now();
  yield* identitySecrets.remove(names.tenantId, names.secretId);
  yield* appendEntry(parts, "identity_secret_remove", names, keyId, nowMs);
  return nowMs;
}

function* appendEntry(
  parts: UnitParts,
  action: "identity_secret_create" | "identity_secret_remove",
  { tenantId, secretId }: Pick<IdentitySecretRow, "tenantId" | "secretId">,
  keyId: string,
  atMs: number,
): Unit<void> {
  const auditId = toAuditId(atMs, parts.random(10));
  const details = { key_id: keyId, secret_id: secretId };
  yield* parts.repositories.audit.append(toAdministrativeEntry({ auditId, tenantId, atMs, action, details }), null);
}
