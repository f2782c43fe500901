import type { ConfigLayer, OrganizationRepository } from "../../ports.ts";
import { readInteger, readJson, readText } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["organizations"]]: Tables["organizations"][Name] };

export function createOrganizationRepository(queries: Queries): OrganizationRepository {
  const find = prepare<{ organizationId: string }>((parameter) =>
    queries.selectFrom("organizations").selectAll().where("organization_id", "=", parameter("organizationId")),
  );
  const put = prepare<Columns>((parameter) =>
    queries
      .insertInto("organizations")
      .values(toParameters(parameter, ["organization_id", "name", "layer", "created_at_ms", "updated_at_ms"]))
      .onConflict((conflict) =>
        conflict.column("organization_id").doUpdateSet(({ ref }) => ({
          name: ref("excluded.name"),
          layer: ref("excluded.layer"),
          updated_at_ms: ref("excluded.updated_at_ms"),
        })),
      ),
  );

  return {
    *find(organizationId) {
      const [row] = yield find.bind({ organizationId });
      if (row === undefined) return undefined;
      return {
        organizationId: readText(row, "organization_id"),
        name: readText(row, "name"),
        layer: readJson<ConfigLayer>(row, "layer"),
        createdAtMs: readInteger(row, "created_at_ms"),
        updatedAtMs: readInteger(row, "updated_at_ms"),
      };
    },
    *put(row) {
      yield put.bind({
        organization_id: row.organizationId,
        name: row.name,
        layer: JSON.stringify(row.layer),
        created_at_ms: row.createdAtMs,
        updated_at_ms: row.updatedAtMs,
      });
    },
  };
}
