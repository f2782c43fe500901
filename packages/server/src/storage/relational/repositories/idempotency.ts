import type { IdempotencyRepository, IdempotencyRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readCount, readInteger, readText } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Columns = { [Name in keyof Tables["idempotency_keys"]]: Tables["idempotency_keys"][Name] };

/** Most answers forgotten by one sweep: bounds how long it keeps others from the database. */
const SWEEP_MAX = 10_000;

export function createIdempotencyRepository(queries: Queries): IdempotencyRepository {
  const find = prepare<{ tenantId: string; key: string }>((parameter) =>
    queries
      .selectFrom("idempotency_keys")
      .selectAll()
      .where("tenant_id", "=", parameter("tenantId"))
      .where("key", "=", parameter("key")),
  );
  const put = prepare<Columns>((parameter) =>
    queries.insertInto("idempotency_keys").values({
      tenant_id: parameter("tenant_id"),
      key: parameter("key"),
      request_hash: parameter("request_hash"),
      status: parameter("status"),
      answer: parameter("answer"),
      created_at_ms: parameter("created_at_ms"),
    }),
  );
  const { countOld, removeOld } = prepareSweep(queries);

  return {
    *find(tenantId, key) {
      const [row] = yield find.bind({ tenantId, key });
      return row === undefined ? undefined : toIdempotency(row);
    },
    *put(row) {
      yield put.bind({
        tenant_id: row.tenantId,
        key: row.key,
        request_hash: row.requestHash,
        status: row.status,
        answer: row.answer,
        created_at_ms: row.createdAtMs,
      });
    },
    *sweep(beforeMs) {
      const found = readCount(yield countOld.bind({ beforeMs }));
      if (found > 0) yield removeOld.bind({ beforeMs });
      return found;
    },
  };
}

function prepareSweep(queries: Queries) {
  const countOld = prepare<{ beforeMs: number }>((parameter) =>
    queries
      .selectFrom(
        queries
          .selectFrom("idempotency_keys")
          .select("created_at_ms")
          .where("created_at_ms", "<", parameter("beforeMs"))
          .limit(SWEEP_MAX)
          .as("old"),
      )
      .select(({ fn }) => fn.countAll().as("count")),
  );
  const removeOld = prepare<{ beforeMs: number }>((parameter) =>
    queries
      .deleteFrom("idempotency_keys")
      .where(({ eb, refTuple }) =>
        eb(
          refTuple("tenant_id", "key"),
          "in",
          eb
            .selectFrom("idempotency_keys")
            .select(["tenant_id", "key"])
            .where("created_at_ms", "<", parameter("beforeMs"))
            .orderBy("created_at_ms")
            .limit(SWEEP_MAX)
            .$asTuple("tenant_id", "key"),
        ),
      ),
  );
  return { countOld, removeOld };
}

function toIdempotency(row: SqlRow): IdempotencyRow {
  return {
    tenantId: readText(row, "tenant_id"),
    key: readText(row, "key"),
    requestHash: readText(row, "request_hash"),
    status: readInteger(row, "status"),
    answer: readText(row, "answer"),
    createdAtMs: readInteger(row, "created_at_ms"),
  };
}
