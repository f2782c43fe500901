import type { Unit } from "../../unit.ts";
import { readInteger, readText } from "../columns.ts";
import { type Prepared, prepare, type Queries } from "../prepare.ts";

/**
 * Prepares what objects of events and files of logs have in common: they wait, are loaded, or are given up after some attempts,
 * to be loaded again when somebody says so. What is loaded goes when its time is over.
 */
export function prepareLoading(queries: Queries, name: "ingest_objects" | "cdn_files") {
  // Either has every column that is named here.
  const table = name as "ingest_objects";
  return { ...prepareReads(queries, table), ...prepareMarks(queries, table) };
}

function prepareReads(queries: Queries, table: "ingest_objects") {
  const find = prepare<{ key: string }>((parameter) =>
    queries.selectFrom(table).selectAll().where("key", "=", parameter("key")),
  );
  const failed = prepare(() => queries.selectFrom(table).select("key").where("state", "=", "failed").limit(1));
  const loadedBefore = prepare<{ beforeMs: number; limit: number }>((parameter) =>
    queries
      .selectFrom(table)
      .selectAll()
      .where("state", "=", "loaded")
      .where("registered_at_ms", "<", parameter("beforeMs"))
      .orderBy("registered_at_ms")
      .orderBy("key")
      .limit(parameter("limit")),
  );
  const counts = prepare(() =>
    queries
      .selectFrom(table)
      .select(({ fn }) => ["state", fn.countAll().as("count")])
      .where("state", "in", ["pending", "failed"])
      .groupBy("state"),
  );
  return { find, loadedBefore, hasFailed: toHasRows(failed), countByState: toCounts(counts) };
}

function prepareMarks(queries: Queries, table: "ingest_objects") {
  const markLoaded = prepare<{ key: string; atMs: number }>((parameter) =>
    queries
      .updateTable(table)
      .set({ state: "loaded", loaded_at_ms: parameter("atMs"), last_error: null })
      .where("key", "=", parameter("key"))
      .where("state", "!=", "loaded"),
  );
  const markAttempt = prepare<{ key: string; error: string; attemptsMax: number }>((parameter) =>
    queries
      .updateTable(table)
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
  const retried = prepare(() =>
    queries.updateTable(table).set({ state: "pending", attempts: 0 }).where("state", "=", "failed").returning("key"),
  );
  const remove = prepare<{ key: string }>((parameter) =>
    queries.deleteFrom(table).where("key", "=", parameter("key")).where("state", "=", "loaded"),
  );
  return {
    ...{ markLoaded, markAttempt, remove },
    *retryFailed(): Unit<number> {
      return (yield retried.bind({})).length;
    },
  };
}

function toHasRows(select: Prepared<Record<never, never>>): () => Unit<boolean> {
  return function* () {
    return (yield select.bind({})).length > 0;
  };
}

function toCounts(select: Prepared<Record<never, never>>): () => Unit<Readonly<Record<"pending" | "failed", number>>> {
  return function* () {
    const counts = { pending: 0, failed: 0 };
    for (const row of yield select.bind({}))
      counts[readText(row, "state") as keyof typeof counts] = readInteger(row, "count");
    return counts;
  };
}
