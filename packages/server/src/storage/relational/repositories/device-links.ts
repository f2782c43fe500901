import type { DeviceLinkRepository, DeviceLinkRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readInteger, readText } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["device_links"]]: Tables["device_links"][Name] };

export function createDeviceLinkRepository(queries: Queries): DeviceLinkRepository {
  const find = prepare<{ tenantId: string; deviceId: string }>((parameter) =>
    queries
      .selectFrom("device_links")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("device_id", "=", parameter("deviceId")),
  );
  const put = prepare<Columns>((parameter) =>
    queries
      .insertInto("device_links")
      .values(toParameters(parameter, ["tenant_id", "device_id", "user_id", "linked_at_ms"]))
      .onConflict((conflict) =>
        conflict.columns(["tenant_id", "device_id"]).doUpdateSet(({ ref }) => ({
          user_id: ref("excluded.user_id"),
          linked_at_ms: ref("excluded.linked_at_ms"),
        })),
      ),
  );
  const remove = prepare<{ tenantId: string; deviceId: string }>((parameter) =>
    queries
      .deleteFrom("device_links")
      .where("tenant_id", "=", parameter("tenantId"))
      .where("device_id", "=", parameter("deviceId")),
  );
  const ofUser = prepare<{ tenantId: string; userId: string }>((parameter) =>
    queries
      .selectFrom("device_links")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("user_id", "=", parameter("userId"))
      .orderBy("device_id"),
  );

  return {
    *find(tenantId, deviceId) {
      const [row] = yield find.bind({ tenantId, deviceId });
      return row === undefined ? undefined : toLink(row);
    },
    *put(row) {
      const { tenantId, deviceId, userId, linkedAtMs } = row;
      yield put.bind({ tenant_id: tenantId, device_id: deviceId, user_id: userId, linked_at_ms: linkedAtMs });
    },
    *remove(tenantId, deviceId) {
      yield remove.bind({ tenantId, deviceId });
    },
    *ofUser(tenantId, userId) {
      return (yield ofUser.bind({ tenantId, userId })).map(toLink);
    },
  };
}

function toLink(row: SqlRow): DeviceLinkRow {
  return {
    tenantId: readText(row, "tenant_id"),
    deviceId: readText(row, "device_id"),
    userId: readText(row, "user_id"),
    linkedAtMs: readInteger(row, "linked_at_ms"),
  };
}
