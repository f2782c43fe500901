import type { TenantConfig } from "@cookiehub/schemas/types";
import { StorageConflictError } from "../../errors.ts";
import type { TenantRepository, TenantRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readCount, readInteger, readJson, readText } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";
import type { Tables } from "../tables.ts";

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
  const count = prepare(() => queries.selectFrom("tenants").select(({ fn }) => fn.countAll().as("count")));

  return {
    *find(reference) {
      // Two tenants can answer: one by its id, one by its code.
      const tenants = (yield find.bind({ reference })).map(toTenant);
      return tenants.find((tenant) => tenant.tenantId === reference) ?? tenants[0];
    },
    *put(row) {
      const config = JSON.stringify(row.config);
      const version = {
        tenant_id: row.tenantId,
        config_version: row.configVersion,
        config_hash: row.configHash,
        config,
      };
      yield upsert.bind({ ...version, code: row.code, created_at_ms: row.createdAtMs, updated_at_ms: row.updatedAtMs });
      yield keepVersion.bind({ ...version, published_at_ms: row.updatedAtMs });
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
  };
}

function prepareWrites(queries: Queries) {
  const upsert = prepare<
    Omit<Version, "published_at_ms"> & { code: string; created_at_ms: number; updated_at_ms: number }
  >((parameter) =>
    queries
      .insertInto("tenants")
      .values({
        tenant_id: parameter("tenant_id"),
        code: parameter("code"),
        config_version: parameter("config_version"),
        config_hash: parameter("config_hash"),
        config: parameter("config"),
        created_at_ms: parameter("created_at_ms"),
        updated_at_ms: parameter("updated_at_ms"),
      })
      .onConflict((conflict) =>
        conflict.column("tenant_id").doUpdateSet(({ ref }) => ({
          code: ref("excluded.code"),
          config_version: ref("excluded.config_version"),
          config_hash: ref("excluded.config_hash"),
          config: ref("excluded.config"),
          updated_at_ms: ref("excluded.updated_at_ms"),
        })),
      ),
  );
  const keepVersion = prepare<Version>((parameter) =>
    queries
      .insertInto("tenant_config_versions")
      .values({
        tenant_id: parameter("tenant_id"),
        config_version: parameter("config_version"),
        config_hash: parameter("config_hash"),
        config: parameter("config"),
        published_at_ms: parameter("published_at_ms"),
      })
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
    configVersion: readInteger(row, "config_version"),
    configHash: readText(row, "config_hash"),
    config: readJson<TenantConfig>(row, "config"),
    createdAtMs: readInteger(row, "created_at_ms"),
    updatedAtMs: readInteger(row, "updated_at_ms"),
  };
}
