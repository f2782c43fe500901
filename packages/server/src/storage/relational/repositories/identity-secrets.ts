import type { IdentitySecretRepository } from "../../ports.ts";
import { readInteger, readText } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["identity_secrets"]]: Tables["identity_secrets"][Name] };

export function createIdentitySecretRepository(queries: Queries): IdentitySecretRepository {
  const of = prepare<{ tenantId: string }>((parameter) =>
    queries
      .selectFrom("identity_secrets")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .orderBy("created_at_ms", "desc")
      .orderBy("secret_id"),
  );
  const put = prepare<Columns>((parameter) =>
    queries
      .insertInto("identity_secrets")
      .values(toParameters(parameter, ["tenant_id", "secret_id", "secret", "created_at_ms"])),
  );
  const remove = prepare<{ tenantId: string; secretId: string }>((parameter) =>
    queries
      .deleteFrom("identity_secrets")
      .where("tenant_id", "=", parameter("tenantId"))
      .where("secret_id", "=", parameter("secretId")),
  );

  return {
    *of(tenantId) {
      return (yield of.bind({ tenantId })).map((row) => ({
        tenantId: readText(row, "tenant_id"),
        secretId: readText(row, "secret_id"),
        secret: readText(row, "secret"),
        createdAtMs: readInteger(row, "created_at_ms"),
      }));
    },
    *put(row) {
      const { tenantId, secretId, secret, createdAtMs } = row;
      yield put.bind({ tenant_id: tenantId, secret_id: secretId, secret, created_at_ms: createdAtMs });
    },
    *remove(tenantId, secretId) {
      yield remove.bind({ tenantId, secretId });
    },
  };
}
