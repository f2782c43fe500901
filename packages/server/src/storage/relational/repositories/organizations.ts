import type { ConfigLayer, OrganizationPublishing, OrganizationRepository, OrganizationRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readInteger, readJson, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["organizations"]]: Tables["organizations"][Name] };

const COLUMNS = ["organization_id", "name", "layer", "publishing", "created_at_ms", "updated_at_ms"] as const;

export function createOrganizationRepository(queries: Queries): OrganizationRepository {
  const find = prepare<{ organizationId: string }>((parameter) =>
    queries.selectFrom("organizations").selectAll().where("organization_id", "=", parameter("organizationId")),
  );
  const publishing = prepare<{ limit: number }>((parameter) =>
    queries
      .selectFrom("organizations")
      .selectAll()
      .where("publishing", "is not", null)
      .orderBy("organization_id")
      .limit(parameter("limit")),
  );
  const put = prepare<Columns>((parameter) =>
    queries
      .insertInto("organizations")
      .values(toParameters(parameter, COLUMNS))
      .onConflict((conflict) =>
        conflict.column("organization_id").doUpdateSet(({ ref }) => ({
          name: ref("excluded.name"),
          layer: ref("excluded.layer"),
          publishing: ref("excluded.publishing"),
          updated_at_ms: ref("excluded.updated_at_ms"),
        })),
      ),
  );

  return {
    *find(organizationId) {
      const [row] = yield find.bind({ organizationId });
      return row === undefined ? undefined : toOrganization(row);
    },
    *publishing(limit) {
      return (yield publishing.bind({ limit })).map(toOrganization);
    },
    *put(row) {
      yield put.bind({
        organization_id: row.organizationId,
        name: row.name,
        layer: JSON.stringify(row.layer),
        publishing: row.publishing === null ? null : JSON.stringify(row.publishing),
        created_at_ms: row.createdAtMs,
        updated_at_ms: row.updatedAtMs,
      });
    },
  };
}

function toOrganization(row: SqlRow): OrganizationRow {
  return {
    organizationId: readText(row, "organization_id"),
    name: readText(row, "name"),
    layer: readJson<ConfigLayer>(row, "layer"),
    publishing: readTextOrNull(row, "publishing") === null ? null : readJson<OrganizationPublishing>(row, "publishing"),
    createdAtMs: readInteger(row, "created_at_ms"),
    updatedAtMs: readInteger(row, "updated_at_ms"),
  };
}
