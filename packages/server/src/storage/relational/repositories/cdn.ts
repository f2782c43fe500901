import type { CdnFileRow, CdnPullRow, CdnRepository } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readFlag, readInteger, readIntegerOrNull, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type State = CdnFileRow["state"];
type PullColumns = { [Name in keyof Tables["cdn_pulls"]]: Tables["cdn_pulls"][Name] };

const PULL_VALUES = ["lines_done", "is_complete", "failures", "retry_at_ms"] as const;

export function createCdnRepository(queries: Queries): CdnRepository {
  const { registerFile, markLines, markLoaded, markAttempt, retryFiles, removeFile } = prepareFileWrites(queries);
  const { claimFile, renewClaim, releaseFile } = prepareClaims(queries);
  const { pendingFiles, loadedFilesBefore, findFile, failedFile, countFiles } = prepareFileReads(queries);
  const { findPull, putPull } = preparePulls(queries);
  return {
    *registerFile(key, atMs) {
      yield registerFile.bind({ key, atMs });
    },
    *pendingFiles(limit, holder, atMs) {
      return (yield pendingFiles.bind({ limit, holder, atMs })).map(toFile);
    },
    *claimFile(key, { holder, atMs, untilMs }) {
      const [row] = yield claimFile.bind({ key, holder, atMs, untilMs });
      return row && toFile(row);
    },
    *renewClaim(key, { holder, untilMs }) {
      return (yield renewClaim.bind({ key, holder, untilMs })).length > 0;
    },
    *releaseFile(key, holder) {
      yield releaseFile.bind({ key, holder });
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
      const counts = { pending: 0, failed: 0 };
      for (const row of yield countFiles.bind({}))
        counts[readText(row, "state") as keyof typeof counts] = readInteger(row, "count");
      return counts;
    },
    *retryFiles() {
      return (yield retryFiles.bind({})).length;
    },
    *loadedFilesBefore(beforeMs, limit) {
      return (yield loadedFilesBefore.bind({ beforeMs, limit })).map(toFile);
    },
    *removeFile(key) {
      yield removeFile.bind({ key });
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
  const pendingFiles = prepare<{ limit: number; holder: string; atMs: number }>((parameter) =>
    queries
      .selectFrom("cdn_files")
      .selectAll()
      .where("state", "=", "pending")
      .where(({ or, eb }) =>
        or([eb("claimed_until_ms", "<=", parameter("atMs")), eb("claimed_by", "=", parameter("holder"))]),
      )
      .orderBy("registered_at_ms")
      .orderBy("key")
      .limit(parameter("limit")),
  );
  const loadedFilesBefore = prepare<{ beforeMs: number; limit: number }>((parameter) =>
    queries
      .selectFrom("cdn_files")
      .selectAll()
      .where("state", "=", "loaded")
      .where("registered_at_ms", "<", parameter("beforeMs"))
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
      .where("state", "in", ["pending", "failed"])
      .groupBy("state"),
  );
  return { pendingFiles, loadedFilesBefore, findFile, failedFile, countFiles };
}

function prepareFileWrites(queries: Queries) {
  const registerFile = prepare<{ key: string; atMs: number }>((parameter) =>
    queries
      .insertInto("cdn_files")
      .values({
        key: parameter("key"),
        ...{ state: "pending", lines_done: 0, attempts: 0, claimed_until_ms: 0 },
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
  const retryFiles = prepare(() =>
    queries
      .updateTable("cdn_files")
      .set({ state: "pending", attempts: 0 })
      .where("state", "=", "failed")
      .returning("key"),
  );
  const removeFile = prepare<{ key: string }>((parameter) =>
    queries.deleteFrom("cdn_files").where("key", "=", parameter("key")).where("state", "=", "loaded"),
  );
  return { registerFile, markLines, markLoaded, markAttempt, retryFiles, removeFile };
}

// Of two that claim at once one waits for the other's row, and then finds it taken.
function prepareClaims(queries: Queries) {
  const claimFile = prepare<{ key: string; holder: string; atMs: number; untilMs: number }>((parameter) =>
    queries
      .updateTable("cdn_files")
      .set({ claimed_by: parameter("holder"), claimed_until_ms: parameter("untilMs") })
      .where("key", "=", parameter("key"))
      .where("state", "=", "pending")
      .where(({ or, eb }) =>
        or([eb("claimed_until_ms", "<=", parameter("atMs")), eb("claimed_by", "=", parameter("holder"))]),
      )
      .returningAll(),
  );
  const renewClaim = prepare<{ key: string; holder: string; untilMs: number }>((parameter) =>
    queries
      .updateTable("cdn_files")
      .set({ claimed_until_ms: parameter("untilMs") })
      .where("key", "=", parameter("key"))
      .where("state", "=", "pending")
      .where("claimed_by", "=", parameter("holder"))
      .returning("key"),
  );
  const releaseFile = prepare<{ key: string; holder: string }>((parameter) =>
    queries
      .updateTable("cdn_files")
      .set({ claimed_until_ms: 0 })
      .where("key", "=", parameter("key"))
      .where("claimed_by", "=", parameter("holder")),
  );
  return { claimFile, renewClaim, releaseFile };
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
