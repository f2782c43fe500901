import type { ApiKeyRepository, ApiKeyRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readCount, readInteger, readIntegerOrNull, readJson, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["api_keys"]]: Tables["api_keys"][Name] };

const COLUMNS = [
  "key_id",
  "hash",
  "prefix",
  "name",
  "scopes",
  "organization_id",
  "tenant_id",
  "origin",
  "created_at_ms",
  "revoked_at_ms",
] as const;

export function createApiKeyRepository(queries: Queries): ApiKeyRepository {
  const { find, findByHash, count, ofOrigin } = prepareReads(queries);
  const lists = prepareLists(queries);
  const put = prepare<Columns>((parameter) =>
    queries
      .insertInto("api_keys")
      .values(toParameters(parameter, COLUMNS))
      .onConflict((conflict) =>
        conflict.column("key_id").doUpdateSet(({ ref }) => ({
          name: ref("excluded.name"),
          revoked_at_ms: ref("excluded.revoked_at_ms"),
        })),
      ),
  );

  return {
    *find(keyId) {
      const [row] = yield find.bind({ keyId });
      return row === undefined ? undefined : toApiKey(row);
    },
    *findByHash(hash) {
      const [row] = yield findByHash.bind({ hash });
      return row === undefined ? undefined : toApiKey(row);
    },
    *put(row) {
      yield put.bind(fromApiKey(row));
    },
    *count() {
      return readCount(yield count.bind({}));
    },
    *list(bound, afterKeyId, limit) {
      const page = { afterKeyId, limit };
      if (bound === "server") return (yield lists.all.bind(page)).map(toApiKey);
      const statement =
        "tenantId" in bound
          ? lists.ofTenant.bind({ ...bound, ...page })
          : lists.ofOrganization.bind({ ...bound, ...page });
      return (yield statement).map(toApiKey);
    },
    *ofOrigin(origin) {
      return (yield ofOrigin.bind({ origin })).map(toApiKey);
    },
  };
}

function prepareReads(queries: Queries) {
  const find = prepare<{ keyId: string }>((parameter) =>
    queries.selectFrom("api_keys").selectAll().where("key_id", "=", parameter("keyId")),
  );
  const findByHash = prepare<{ hash: string }>((parameter) =>
    queries.selectFrom("api_keys").selectAll().where("hash", "=", parameter("hash")),
  );
  const count = prepare(() =>
    queries
      .selectFrom("api_keys")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("revoked_at_ms", "is", null),
  );
  const ofOrigin = prepare<{ origin: string }>((parameter) =>
    queries
      .selectFrom("api_keys")
      .selectAll()
      .where("origin", "=", parameter("origin"))
      .where("revoked_at_ms", "is", null)
      .orderBy("key_id"),
  );
  return { find, findByHash, count, ofOrigin };
}

type Page = { afterKeyId: string; limit: number };

function prepareLists(queries: Queries) {
  const all = prepare<Page>((parameter) =>
    queries
      .selectFrom("api_keys")
      .selectAll()
      .where("key_id", ">", parameter("afterKeyId"))
      .orderBy("key_id")
      .limit(parameter("limit")),
  );
  const ofTenant = prepare<Page & { tenantId: string }>((parameter) =>
    queries
      .selectFrom("api_keys")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("key_id", ">", parameter("afterKeyId"))
      .orderBy("key_id")
      .limit(parameter("limit")),
  );
  const ofOrganization = prepare<Page & { organizationId: string }>((parameter) =>
    queries
      .selectFrom("api_keys")
      .selectAll()
      .where(({ eb, or, selectFrom }) =>
        or([
          eb("organization_id", "=", parameter("organizationId")),
          eb(
            "tenant_id",
            "in",
            selectFrom("tenants").select("tenant_id").where("organization_id", "=", parameter("organizationId")),
          ),
        ]),
      )
      .where("key_id", ">", parameter("afterKeyId"))
      .orderBy("key_id")
      .limit(parameter("limit")),
  );
  return { all, ofTenant, ofOrganization };
}

function fromApiKey(row: ApiKeyRow): Columns {
  return {
    key_id: row.keyId,
    hash: row.hash,
    prefix: row.prefix,
    name: row.name,
    scopes: JSON.stringify(row.scopes),
    organization_id: row.organizationId,
    tenant_id: row.tenantId,
    origin: row.origin,
    created_at_ms: row.createdAtMs,
    revoked_at_ms: row.revokedAtMs,
  };
}

function toApiKey(row: SqlRow): ApiKeyRow {
  return {
    keyId: readText(row, "key_id"),
    hash: readText(row, "hash"),
    prefix: readText(row, "prefix"),
    name: readText(row, "name"),
    scopes: readJson<readonly string[]>(row, "scopes"),
    organizationId: readTextOrNull(row, "organization_id"),
    tenantId: readTextOrNull(row, "tenant_id"),
    origin: readText(row, "origin") as ApiKeyRow["origin"],
    createdAtMs: readInteger(row, "created_at_ms"),
    revokedAtMs: readIntegerOrNull(row, "revoked_at_ms"),
  };
}
