import type { ApiKeyRepository, ApiKeyRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readCount, readInteger, readJson, readText } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["api_keys"]]: Tables["api_keys"][Name] };

export function createApiKeyRepository(queries: Queries): ApiKeyRepository {
  const findByHash = prepare<{ hash: string }>((parameter) =>
    queries.selectFrom("api_keys").selectAll().where("hash", "=", parameter("hash")),
  );
  const put = prepare<Columns>((parameter) =>
    queries
      .insertInto("api_keys")
      .values({
        key_id: parameter("key_id"),
        hash: parameter("hash"),
        prefix: parameter("prefix"),
        scopes: parameter("scopes"),
        created_at_ms: parameter("created_at_ms"),
      })
      .onConflict((conflict) =>
        conflict.column("key_id").doUpdateSet(({ ref }) => ({
          hash: ref("excluded.hash"),
          prefix: ref("excluded.prefix"),
          scopes: ref("excluded.scopes"),
        })),
      ),
  );
  const count = prepare(() => queries.selectFrom("api_keys").select(({ fn }) => fn.countAll().as("count")));

  return {
    *findByHash(hash) {
      const [row] = yield findByHash.bind({ hash });
      return row === undefined ? undefined : toApiKey(row);
    },
    *put(row) {
      const { keyId, hash, prefix, scopes, createdAtMs } = row;
      yield put.bind({ key_id: keyId, hash, prefix, scopes: JSON.stringify(scopes), created_at_ms: createdAtMs });
    },
    *count() {
      return readCount(yield count.bind({}));
    },
  };
}

function toApiKey(row: SqlRow): ApiKeyRow {
  return {
    keyId: readText(row, "key_id"),
    hash: readText(row, "hash"),
    prefix: readText(row, "prefix"),
    scopes: readJson<readonly string[]>(row, "scopes"),
    createdAtMs: readInteger(row, "created_at_ms"),
  };
}
