import type { IngestObjectRow, IngestRepository } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readInteger, readIntegerOrNull, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";

type State = IngestObjectRow["state"];

export function createIngestRepository(queries: Queries): IngestRepository {
  const { register, markLoaded, markAttempt, retryFailed } = prepareWrites(queries);
  const pending = prepare<{ limit: number }>((parameter) =>
    queries
      .selectFrom("ingest_objects")
      .selectAll()
      .where("state", "=", "pending")
      .orderBy("registered_at_ms")
      .orderBy("key")
      .limit(parameter("limit")),
  );
  const find = prepare<{ key: string }>((parameter) =>
    queries.selectFrom("ingest_objects").selectAll().where("key", "=", parameter("key")),
  );
  const failed = prepare(() =>
    queries.selectFrom("ingest_objects").select("key").where("state", "=", "failed").limit(1),
  );
  const loadedBefore = prepare<{ beforeMs: number; limit: number }>((parameter) =>
    queries
      .selectFrom("ingest_objects")
      .selectAll()
      .where("state", "=", "loaded")
      .where("registered_at_ms", "<", parameter("beforeMs"))
      .orderBy("registered_at_ms")
      .orderBy("key")
      .limit(parameter("limit")),
  );
  const remove = prepare<{ key: string }>((parameter) =>
    queries.deleteFrom("ingest_objects").where("key", "=", parameter("key")).where("state", "=", "loaded"),
  );
  const countByState = prepare(() =>
    queries
      .selectFrom("ingest_objects")
      .select(({ fn }) => ["state", fn.countAll().as("count")])
      .where("state", "in", ["pending", "failed"])
      .groupBy("state"),
  );

  return {
    *register(key, atMs) {
      yield register.bind({ key, atMs });
    },
    *pending(limit) {
      return (yield pending.bind({ limit })).map(toIngestObject);
    },
    *find(key) {
      const [row] = yield find.bind({ key });
      return row && toIngestObject(row);
    },
    *markLoaded(key, atMs) {
      yield markLoaded.bind({ key, atMs });
    },
    *markAttempt(key, error, attemptsMax) {
      yield markAttempt.bind({ key, error, attemptsMax });
    },
    *hasFailed() {
      return (yield failed.bind({})).length > 0;
    },
    *loadedBefore(beforeMs, limit) {
      return (yield loadedBefore.bind({ beforeMs, limit })).map(toIngestObject);
    },
    *remove(key) {
      yield remove.bind({ key });
    },
    *countByState() {
      const counts = { pending: 0, failed: 0 };
      for (const row of yield countByState.bind({}))
        counts[readText(row, "state") as keyof typeof counts] = readInteger(row, "count");
      return counts;
    },
    *retryFailed() {
      return (yield retryFailed.bind({})).length;
    },
  };
}

function prepareWrites(queries: Queries) {
  const register = prepare<{ key: string; atMs: number }>((parameter) =>
    queries
      .insertInto("ingest_objects")
      .values({ key: parameter("key"), state: "pending", attempts: 0, registered_at_ms: parameter("atMs") })
      .onConflict((conflict) => conflict.column("key").doNothing()),
  );
  const markLoaded = prepare<{ key: string; atMs: number }>((parameter) =>
    queries
      .updateTable("ingest_objects")
      .set({ state: "loaded", loaded_at_ms: parameter("atMs"), last_error: null })
      .where("key", "=", parameter("key"))
      .where("state", "!=", "loaded"),
  );
  const markAttempt = prepare<{ key: string; error: string; attemptsMax: number }>((parameter) =>
    queries
      .updateTable("ingest_objects")
      .set(({ eb }) => ({
        attempts: eb("attempts", "+", 1),
        last_error: parameter("error"),
        state: eb
          .case()
          .when(eb("attempts", "+", 1), ">=", parameter("attemptsMax"))
          .then("failed")
          .else("pending")
          .end(),
      }))
      .where("key", "=", parameter("key"))
      .where("state", "=", "pending"),
  );
  const retryFailed = prepare(() =>
    queries
      .updateTable("ingest_objects")
      .set({ state: "pending", attempts: 0 })
      .where("state", "=", "failed")
      .returning("key"),
  );
  return { register, markLoaded, markAttempt, retryFailed };
}

function toIngestObject(row: SqlRow): IngestObjectRow {
  return {
    key: readText(row, "key"),
    state: readText(row, "state") as State,
    attempts: readInteger(row, "attempts"),
    registeredAtMs: readInteger(row, "registered_at_ms"),
    loadedAtMs: readIntegerOrNull(row, "loaded_at_ms"),
    lastError: readTextOrNull(row, "last_error"),
  };
}
