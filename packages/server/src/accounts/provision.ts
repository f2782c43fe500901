import { API_KEY_SCOPES } from "@cookiehub/schemas/constants";
import type { ServerConfig } from "../config.ts";
import { ConfigError } from "../config.ts";
import type { RelationalStore, TenantRow } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import { isTenantOrigin } from "../tenants/origin.ts";
import { toNewTenant } from "../tenants/tenant.ts";
import { type ApiKeyGrant, toApiKey, toApiKeyRow } from "./api-keys.ts";

interface ProvisionParts {
  readonly store: RelationalStore;
  readonly nowMs: number;
  readonly random: (bytes: number) => Uint8Array;
}

/** What a start created. `adminKey` is the one time that a key made here can be seen. */
export interface Provisioned {
  readonly adminKey: string | null;
  readonly tenantCreated: boolean;
  /** Hosts that were asked for, but that the configuration of a tenant that exists does not let in. */
  readonly ignoredHosts: readonly string[];
}

/**
 * Brings a store to the state that the environment asks for: on every start the same, in one transaction.
 * A store without any key gets one with every scope. A tenant that exists keeps its configuration.
 */
export function provision(parts: ProvisionParts, init: ServerConfig["init"]): Promise<Provisioned> {
  return parts.store.transaction(() => provisionUnit(parts, init));
}

function* provisionUnit(parts: ProvisionParts, init: ServerConfig["init"]): Unit<Provisioned> {
  const { apiKeys } = parts.store.repositories;
  const keyId = `key_${Buffer.from(parts.random(12)).toString("base64url")}`;
  let adminKey: string | null = null;
  if (init.apiKey !== undefined) {
    const row = toApiKeyRow(init.apiKey, toGrant("init"), keyId, parts.nowMs);
    if (!(yield* apiKeys.findByHash(row.hash))) yield* apiKeys.put(row);
  } else if ((yield* apiKeys.count()) === 0) {
    adminKey = toApiKey(parts.random(32));
    yield* apiKeys.put(toApiKeyRow(adminKey, toGrant("first-start"), keyId, parts.nowMs));
  }
  if (!init.tenant) return { adminKey, tenantCreated: false, ignoredHosts: [] };
  return { adminKey, ...(yield* provisionTenant(parts, init.tenant)) };
}

function toGrant(origin: ApiKeyGrant["origin"]): ApiKeyGrant {
  return { name: origin, scopes: API_KEY_SCOPES, organizationId: null, tenantId: null, origin };
}

function* provisionTenant(
  parts: ProvisionParts,
  wanted: NonNullable<ServerConfig["init"]["tenant"]>,
): Unit<Omit<Provisioned, "adminKey">> {
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
  return { tenantCreated: true, ignoredHosts: [] };
}
