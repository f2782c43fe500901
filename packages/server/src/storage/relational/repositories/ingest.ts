import type { IngestObjectRow, IngestRepository } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readInteger, readIntegerOrNull, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";
import { prepareLoading } from "./loading.ts";

type State = IngestObjectRow["state"];

export function createIngestRepository(queries: Queries): IngestRepository {
  const loading = prepareLoading(queries, "ingest_objects");
  const register = prepare<{ key: string; atMs: number }>((parameter) =>
    queries
      .insertInto("ingest_objects")
      .values({ key: parameter("key"), state: "pending", attempts: 0, registered_at_ms: parameter("atMs") })
      .onConflict((conflict) => conflict.column("key").doNothing()),
  );
  const pending = prepare<{ limit: number }>((parameter) =>
    queries
      .selectFrom("ingest_objects")
      .selectAll()
      .where("state", "=", "pending")
      .orderBy("registered_at_ms")
      .orderBy("key")
      .limit(parameter("limit")),
  );
  return {
    *register(key, atMs) {
      yield register.bind({ key, atMs });
    },
    *pending(limit) {
      return (yield pending.bind({ limit })).map(toIngestObject);
    },
    *find(key) {
      const [row] = yield loading.find.bind({ key });
      return row && toIngestObject(row);
    },
    *markLoaded(key, atMs) {
      yield loading.markLoaded.bind({ key, atMs });
    },
    *markAttempt(key, error, attemptsMax) {
      yield loading.markAttempt.bind({ key, error, attemptsMax });
    },
    hasFailed: loading.hasFailed,
    countByState: loading.countByState,
    retryFailed: loading.retryFailed,
    *loadedBefore(beforeMs, limit) {
      return (yield loading.loadedBefore.bind({ beforeMs, limit })).map(toIngestObject);
    },
    *remove(key) {
      yield loading.remove.bind({ key });
    },
  };
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
