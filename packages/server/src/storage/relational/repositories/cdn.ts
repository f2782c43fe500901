import type { CdnFileRow, CdnPullRow, CdnRepository } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readFlag, readInteger, readIntegerOrNull, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type State = CdnFileRow["state"];
type PullColumns = { [Name in keyof Tables["cdn_pulls"]]: Tables["cdn_pulls"][Name] };

const PULL_VALUES = ["lines_done", "is_complete", "failures", "retry_at_ms"] as const;

export function createCdnRepository(queries: Queries): CdnRepository {
  const { registerFile, markLines, markLoaded, markAttempt } = prepareFileWrites(queries);
  const { pendingFiles, findFile, failedFile, countFiles } = prepareFileReads(queries);
  const { findPull, putPull } = preparePulls(queries);
  return {
    *registerFile(key, atMs) {
      yield registerFile.bind({ key, atMs });
    },
    *pendingFiles(limit) {
      return (yield pendingFiles.bind({ limit })).map(toFile);
    },
    *findFile(key) {
      const [row] = yield findFile.bind({ key });
      return row && toFile(row);
    },
    *markLines(key, linesDone) {
      yield markLines.bind({ key, linesDone });
    },
    *markLoaded(key, atMs) {
      yield markLoaded.bind({ key, atMs });
    },
    *markAttempt(key, error, attemptsMax) {
      yield markAttempt.bind({ key, error, attemptsMax });
    },
    *hasFailedFiles() {
      return (yield failedFile.bind({})).length > 0;
    },
    *countFiles() {
      const counts: Record<State, number> = { pending: 0, loaded: 0, failed: 0 };
      for (const row of yield countFiles.bind({})) counts[readText(row, "state") as State] = readInteger(row, "count");
      return counts;
    },
    *findPull(zone, day) {
      const [row] = yield findPull.bind({ zone, day });
      return row && toPull(row);
    },
    *putPull({ zone, day, linesDone, isComplete, failures, retryAtMs }) {
      yield putPull.bind({
        ...{ zone, day, failures, lines_done: linesDone },
        ...{ is_complete: isComplete ? 1 : 0, retry_at_ms: retryAtMs },
      });
    },
  };
}

function prepareFileReads(queries: Queries) {
  const pendingFiles = prepare<{ limit: number }>((parameter) =>
    queries
      .selectFrom("cdn_files")
      .selectAll()
      .where("state", "=", "pending")
      .orderBy("registered_at_ms")
      .orderBy("key")
      .limit(parameter("limit")),
  );
  const findFile = prepare<{ key: string }>((parameter) =>
    queries.selectFrom("cdn_files").selectAll().where("key", "=", parameter("key")),
  );
  const failedFile = prepare(() =>
    queries.selectFrom("cdn_files").select("key").where("state", "=", "failed").limit(1),
  );
  const countFiles = prepare(() =>
    queries
      .selectFrom("cdn_files")
      .select(({ fn }) => ["state", fn.countAll().as("count")])
      .groupBy("state"),
  );
  return { pendingFiles, findFile, failedFile, countFiles };
}

function prepareFileWrites(queries: Queries) {
  const registerFile = prepare<{ key: string; atMs: number }>((parameter) =>
    queries
      .insertInto("cdn_files")
      .values({
        key: parameter("key"),
        ...{ state: "pending", lines_done: 0, attempts: 0 },
        registered_at_ms: parameter("atMs"),
      })
      .onConflict((conflict) => conflict.column("key").doNothing()),
  );
  const markLines = prepare<{ key: string; linesDone: number }>((parameter) =>
    queries
      .updateTable("cdn_files")
      .set({ lines_done: parameter("linesDone") })
      .where("key", "=", parameter("key"))
      .where("lines_done", "<", parameter("linesDone")),
  );
  const markLoaded = prepare<{ key: string; atMs: number }>((parameter) =>
    queries
      .updateTable("cdn_files")
      .set({ state: "loaded", loaded_at_ms: parameter("atMs"), last_error: null })
      .where("key", "=", parameter("key"))
      .where("state", "!=", "loaded"),
  );
  const markAttempt = prepare<{ key: string; error: string; attemptsMax: number }>((parameter) =>
    queries
      .updateTable("cdn_files")
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
  return { registerFile, markLines, markLoaded, markAttempt };
}

function preparePulls(queries: Queries) {
  const findPull = prepare<{ zone: string; day: string }>((parameter) =>
    queries
      .selectFrom("cdn_pulls")
      .selectAll()
      .where("zone", "=", parameter("zone"))
      .where("day", "=", parameter("day")),
  );
  const putPull = prepare<PullColumns>((parameter) =>
    queries
      .insertInto("cdn_pulls")
      .values(toParameters(parameter, ["zone", "day", ...PULL_VALUES]))
      .onConflict((conflict) =>
        conflict.columns(["zone", "day"]).doUpdateSet(({ ref }) => ({
          lines_done: ref("excluded.lines_done"),
          is_complete: ref("excluded.is_complete"),
          failures: ref("excluded.failures"),
          retry_at_ms: ref("excluded.retry_at_ms"),
        })),
      ),
  );
  return { findPull, putPull };
}

function toFile(row: SqlRow): CdnFileRow {
  return {
    key: readText(row, "key"),
    state: readText(row, "state") as State,
    linesDone: readInteger(row, "lines_done"),
    attempts: readInteger(row, "attempts"),
    registeredAtMs: readInteger(row, "registered_at_ms"),
    loadedAtMs: readIntegerOrNull(row, "loaded_at_ms"),
    lastError: readTextOrNull(row, "last_error"),
  };
}

function toPull(row: SqlRow): CdnPullRow {
  return {
    zone: readText(row, "zone"),
    day: readText(row, "day"),
    linesDone: readInteger(row, "lines_done"),
    isComplete: readFlag(row, "is_complete"),
    failures: readInteger(row, "failures"),
    retryAtMs: readInteger(row, "retry_at_ms"),
  };
}
