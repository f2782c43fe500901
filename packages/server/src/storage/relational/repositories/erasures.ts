import type { ErasureRepository, ErasureRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readInteger, readIntegerOrNull, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";

export function createErasureRepository(queries: Queries): ErasureRepository {
  const { due, list, waiting } = prepareReads(queries);
  const { add, markRun, markDone } = prepareWrites(queries);
  return {
    *add(erasure) {
      yield add.bind({ ...erasure });
    },
    *due(nowMs, limit) {
      return (yield due.bind({ nowMs, limit })).map(toErasure);
    },
    *markRun(erasureId, dueAtMs) {
      yield markRun.bind({ erasureId, dueAtMs });
    },
    *markDone(erasureId, userHash) {
      yield markDone.bind({ erasureId, userHash });
    },
    *list(afterErasureId, limit) {
      return (yield list.bind({ afterErasureId, limit })).map(toErasure);
    },
    *waiting(nowMs) {
      const [row] = yield waiting.bind({ nowMs });
      if (row === undefined) return { count: 0, oldestDueAtMs: null };
      return { count: readInteger(row, "count"), oldestDueAtMs: readIntegerOrNull(row, "oldest") };
    },
  };
}

function prepareReads(queries: Queries) {
  const due = prepare<{ nowMs: number; limit: number }>((parameter) =>
    queries
      .selectFrom("erasures")
      .selectAll()
      .where("due_at_ms", "<=", parameter("nowMs"))
      .orderBy("due_at_ms")
      .orderBy("erasure_id")
      .limit(parameter("limit")),
  );
  const list = prepare<{ afterErasureId: string; limit: number }>((parameter) =>
    queries
      .selectFrom("erasures")
      .selectAll()
      .where("erasure_id", ">", parameter("afterErasureId"))
      .orderBy("erasure_id")
      .limit(parameter("limit")),
  );
  const waiting = prepare<{ nowMs: number }>((parameter) =>
    queries
      .selectFrom("erasures")
      .select(({ fn }) => [fn.countAll().as("count"), fn.min("due_at_ms").as("oldest")])
      // A second run that is not due yet waits for nothing but its time.
      .where("due_at_ms", "<=", parameter("nowMs")),
  );
  return { due, list, waiting };
}

function prepareWrites(queries: Queries) {
  const add = prepare<{ erasureId: string; code: string; userToken: string; untilMs: number }>((parameter) =>
    queries.insertInto("erasures").values({
      ...{ erasure_id: parameter("erasureId"), code: parameter("code"), user_token: parameter("userToken") },
      ...{ until_ms: parameter("untilMs"), due_at_ms: parameter("untilMs"), runs: 0 },
    }),
  );
  const markRun = prepare<{ erasureId: string; dueAtMs: number }>((parameter) =>
    queries
      .updateTable("erasures")
      .set(({ eb }) => ({ runs: eb("runs", "+", 1), due_at_ms: parameter("dueAtMs") }))
      .where("erasure_id", "=", parameter("erasureId"))
      .where("due_at_ms", "is not", null),
  );
  const markDone = prepare<{ erasureId: string; userHash: string }>((parameter) =>
    queries
      .updateTable("erasures")
      .set(({ eb }) => ({
        ...{ runs: eb("runs", "+", 1), user_hash: parameter("userHash") },
        ...{ user_token: null, due_at_ms: null },
      }))
      .where("erasure_id", "=", parameter("erasureId"))
      .where("due_at_ms", "is not", null),
  );
  return { add, markRun, markDone };
}

function toErasure(row: SqlRow): ErasureRow {
  return {
    erasureId: readText(row, "erasure_id"),
    code: readText(row, "code"),
    untilMs: readInteger(row, "until_ms"),
    userToken: readTextOrNull(row, "user_token"),
    userHash: readTextOrNull(row, "user_hash"),
    runs: readInteger(row, "runs"),
    dueAtMs: readIntegerOrNull(row, "due_at_ms"),
  };
}
