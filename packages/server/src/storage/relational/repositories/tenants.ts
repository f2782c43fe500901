import type { TenantConfig } from "@cookiehub/schemas/types";
import { StorageConflictError } from "../../errors.ts";
import type { ConfigLayer, ConfigVersionRow, TenantRepository, TenantRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readCount, readInteger, readJson, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

const VERSION = ["tenant_id", "config_version", "config_hash", "config", "layer", "published_at_ms"] as const;
const TENANT = [
  "tenant_id",
  "code",
  "organization_id",
  "config_version",
  "config_hash",
  "config",
  "layer",
  "services_version",
  "created_at_ms",
  "updated_at_ms",
] as const;

type Tenant = { [Name in keyof Tables["tenants"]]: Tables["tenants"][Name] };
type Version = { [Name in keyof Tables["tenant_config_versions"]]: Tables["tenant_config_versions"][Name] };

export function createTenantRepository(queries: Queries): TenantRepository {
  const find = prepare<{ reference: string }>((parameter) =>
    queries
      .selectFrom("tenants")
      .selectAll()
      .where(({ eb, or }) =>
        or([eb("tenant_id", "=", parameter("reference")), eb("code", "=", parameter("reference"))]),
      ),
  );
  const { upsert, keepVersion, versionHash } = prepareWrites(queries);
  const { list, listOf, versions, version } = prepareLists(queries);
  const count = prepare(() => queries.selectFrom("tenants").select(({ fn }) => fn.countAll().as("count")));

  return {
    *find(reference) {
      // Two tenants can answer: one by its id, one by its code.
      const tenants = (yield find.bind({ reference })).map(toTenant);
      return tenants.find((tenant) => tenant.tenantId === reference) ?? tenants[0];
    },
    *put(row) {
      const config = JSON.stringify(row.config);
      const published = {
        tenant_id: row.tenantId,
        config_version: row.configVersion,
        config_hash: row.configHash,
        config,
        layer: JSON.stringify(row.layer),
      };
      yield upsert.bind({
        ...published,
        code: row.code,
        organization_id: row.organizationId,
        services_version: row.servicesVersion,
        created_at_ms: row.createdAtMs,
        updated_at_ms: row.updatedAtMs,
      });
      yield keepVersion.bind({ ...published, published_at_ms: row.updatedAtMs });
      const [kept] = yield versionHash.bind({ tenant_id: row.tenantId, config_version: row.configVersion });
      if (kept?.config_hash !== row.configHash) {
        throw new StorageConflictError(
          `version ${row.configVersion} of tenant ${row.tenantId} is published with other content`,
        );
      }
    },
    *count() {
      return readCount(yield count.bind({}));
    },
    *list(organizationId, afterTenantId, limit) {
      const statement =
        organizationId === null
          ? list.bind({ afterTenantId, limit })
          : listOf.bind({ organizationId, afterTenantId, limit });
      return (yield statement).map(toTenant);
    },
    *versions(tenantId, belowVersion, limit) {
      return (yield versions.bind({ tenantId, belowVersion, limit })).map(toVersion);
    },
    *version(tenantId, configVersion) {
      const [row] = yield version.bind({ tenantId, configVersion });
      return row === undefined ? undefined : toVersion(row);
    },
  };
}

function prepareLists(queries: Queries) {
  const list = prepare<{ afterTenantId: string; limit: number }>((parameter) =>
    queries
      .selectFrom("tenants")
      .selectAll()
      .where("tenant_id", ">", parameter("afterTenantId"))
      .orderBy("tenant_id")
      .limit(parameter("limit")),
  );
  const listOf = prepare<{ organizationId: string; afterTenantId: string; limit: number }>((parameter) =>
    queries
      .selectFrom("tenants")
      .selectAll()
      .where("organization_id", "=", parameter("organizationId"))
      .where("tenant_id", ">", parameter("afterTenantId"))
      .orderBy("tenant_id")
      .limit(parameter("limit")),
  );
  const versions = prepare<{ tenantId: string; belowVersion: number; limit: number }>((parameter) =>
    queries
      .selectFrom("tenant_config_versions")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("config_version", "<", parameter("belowVersion"))
      .orderBy("config_version", "desc")
      .limit(parameter("limit")),
  );
  const version = prepare<{ tenantId: string; configVersion: number }>((parameter) =>
    queries
      .selectFrom("tenant_config_versions")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("config_version", "=", parameter("configVersion")),
  );
  return { list, listOf, versions, version };
}

function prepareWrites(queries: Queries) {
  const upsert = prepare<Tenant>((parameter) =>
    queries
      .insertInto("tenants")
      .values(toParameters(parameter, TENANT))
      .onConflict((conflict) =>
        conflict.column("tenant_id").doUpdateSet(({ ref }) => ({
          code: ref("excluded.code"),
          organization_id: ref("excluded.organization_id"),
          config_version: ref("excluded.config_version"),
          config_hash: ref("excluded.config_hash"),
          config: ref("excluded.config"),
          layer: ref("excluded.layer"),
          services_version: ref("excluded.services_version"),
          updated_at_ms: ref("excluded.updated_at_ms"),
        })),
      ),
  );
  const keepVersion = prepare<Version>((parameter) =>
    queries
      .insertInto("tenant_config_versions")
      .values(toParameters(parameter, VERSION))
      .onConflict((conflict) => conflict.columns(["tenant_id", "config_version"]).doNothing()),
  );
  const versionHash = prepare<{ tenant_id: string; config_version: number }>((parameter) =>
    queries
      .selectFrom("tenant_config_versions")
      .select("config_hash")
      .where("tenant_id", "=", parameter("tenant_id"))
      .where("config_version", "=", parameter("config_version")),
  );
  return { upsert, keepVersion, versionHash };
}

function toTenant(row: SqlRow): TenantRow {
  return {
    tenantId: readText(row, "tenant_id"),
    code: readText(row, "code"),
    organizationId: readTextOrNull(row, "organization_id"),
    servicesVersion: readInteger(row, "services_version"),
    configVersion: readInteger(row, "config_version"),
    configHash: readText(row, "config_hash"),
    config: readJson<TenantConfig>(row, "config"),
    layer: readJson<ConfigLayer>(row, "layer"),
    createdAtMs: readInteger(row, "created_at_ms"),
    updatedAtMs: readInteger(row, "updated_at_ms"),
  };
}

function toVersion(row: SqlRow): ConfigVersionRow {
  return {
    tenantId: readText(row, "tenant_id"),
    configVersion: readInteger(row, "config_version"),
    configHash: readText(row, "config_hash"),
    config: readJson<TenantConfig>(row, "config"),
    layer: readJson<ConfigLayer>(row, "layer"),
    publishedAtMs: readInteger(row, "published_at_ms"),
  };
}
