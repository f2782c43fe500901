import { API_KEY_SCOPES } from "@cookiehub/schemas/constants";
import type { ServerConfig } from "../config.ts";
import { ConfigError } from "../config.ts";
import type { ApiKeyRow, RelationalStore, TenantRow } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import { appendTenantEntry } from "../tenants/create.ts";
import { isTenantOrigin } from "../tenants/origin.ts";
import { toNewTenant } from "../tenants/tenant.ts";
import { type ApiKeyGrant, toApiKey, toApiKeyRow } from "./api-keys.ts";
import { appendKeyEntry, toKeyId } from "./key-service.ts";

interface ProvisionParts {
  readonly store: RelationalStore;
  readonly nowMs: number;
  readonly random: (bytes: number) => Uint8Array;
}

/** What a start created. `adminKey` is the one time that a key made here can be seen. */
export interface Provisioned {
  readonly adminKey: string | null;
  /** The environment names a key that was revoked: it stays so. */
  readonly isInitKeyRevoked: boolean;
  readonly tenantCreated: boolean;
  /** Hosts that were asked for, but that the configuration of a tenant that exists does not let in. */
  readonly ignoredHosts: readonly string[];
}

/** The actor of what the environment asks for, in audit entries. */
const ENVIRONMENT = "environment";

/**
 * Brings a store to the state that the environment asks for: on every start the same, in one transaction.
 * A store without any key gets one with every scope; another key in the environment replaces the earlier one. A tenant
 * that exists keeps its configuration.
 */
export function provision(parts: ProvisionParts, init: ServerConfig["init"]): Promise<Provisioned> {
  return parts.store.transaction(() => provisionUnit(parts, init));
}

function* provisionUnit(parts: ProvisionParts, init: ServerConfig["init"]): Unit<Provisioned> {
  // Processes that start together decide one after the other.
  yield* parts.store.repositories.locks.hold(["provision"]);
  const keys = yield* provisionKeys(parts, init.apiKey);
  if (!init.tenant) return { ...keys, tenantCreated: false, ignoredHosts: [] };
  return { ...keys, ...(yield* provisionTenant(parts, init.tenant)) };
}

function* provisionKeys(
  parts: ProvisionParts,
  given: string | undefined,
): Unit<Pick<Provisioned, "adminKey" | "isInitKeyRevoked">> {
  const { apiKeys } = parts.store.repositories;
  const keyId = toKeyId(parts.random);
  if (given !== undefined) {
    const row = toApiKeyRow(given, toGrant("init"), keyId, parts.nowMs);
    for (const earlier of yield* apiKeys.ofOrigin("init")) {
      if (earlier.hash === row.hash) continue;
      yield* apiKeys.put({ ...earlier, revokedAtMs: parts.nowMs });
      yield* appendEntry(parts, "key_revoke", earlier);
    }
    const existing = yield* apiKeys.findByHash(row.hash);
    if (!existing) yield* addKey(parts, row);
    // A key that somebody revoked stays revoked, whatever the environment still says.
    return { adminKey: null, isInitKeyRevoked: existing !== undefined && existing.revokedAtMs !== null };
  }
  if ((yield* apiKeys.count()) > 0) return { adminKey: null, isInitKeyRevoked: false };
  const adminKey = toApiKey(parts.random(32));
  yield* addKey(parts, toApiKeyRow(adminKey, toGrant("first-start"), keyId, parts.nowMs));
  return { adminKey, isInitKeyRevoked: false };
}

function* addKey(parts: ProvisionParts, row: ApiKeyRow): Unit<void> {
  yield* parts.store.repositories.apiKeys.put(row);
  yield* appendEntry(parts, "key_create", row);
}

function appendEntry(parts: ProvisionParts, action: "key_create" | "key_revoke", row: ApiKeyRow): Unit<void> {
  return appendKeyEntry({ ...parts, repositories: parts.store.repositories }, action, row, ENVIRONMENT, parts.nowMs);
}

function toGrant(origin: ApiKeyGrant["origin"]): ApiKeyGrant {
  return { name: origin, scopes: API_KEY_SCOPES, organizationId: null, tenantId: null, origin };
}

function* provisionTenant(
  parts: ProvisionParts,
  wanted: NonNullable<ServerConfig["init"]["tenant"]>,
): Unit<Pick<Provisioned, "tenantCreated" | "ignoredHosts">> {
  const { tenants } = parts.store.repositories;
  const existing = yield* tenants.find(wanted.id);
  if (existing?.tenantId === wanted.id) {
    if (wanted.code === undefined || existing.code === wanted.code) {
      const ignoredHosts = wanted.hosts.filter((host) => !isTenantOrigin(`https://${host}`, existing.config));
      return { tenantCreated: false, ignoredHosts };
    }
    throw new ConfigError(`Configuration: tenant ${wanted.id} exists with code ${existing.code}, not ${wanted.code}.`);
  }
  // An id wins over a code wherever a tenant is named: the new tenant would answer for the old one.
  if (existing) throw new ConfigError(`Configuration: id ${wanted.id} is the code of tenant ${existing.tenantId}.`);
  const row = toNewTenant(wanted, parts.random, parts.nowMs);
  const taken: TenantRow | undefined = yield* tenants.find(row.code);
  if (taken) throw new ConfigError(`Configuration: code ${row.code} belongs to tenant ${taken.tenantId}.`);
  yield* tenants.put(row);
  yield* appendTenantEntry({ ...parts, repositories: parts.store.repositories }, row, ENVIRONMENT, parts.nowMs);
  return { tenantCreated: true, ignoredHosts: [] };
}
