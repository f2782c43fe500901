import type { CdnFileRow, CdnPullRow, CdnRepository } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readFlag, readInteger, readIntegerOrNull, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";
import { prepareLoading } from "./loading.ts";

type State = CdnFileRow["state"];
type PullColumns = { [Name in keyof Tables["cdn_pulls"]]: Tables["cdn_pulls"][Name] };

const PULL_VALUES = ["lines_done", "is_complete", "failures", "retry_at_ms"] as const;

export function createCdnRepository(queries: Queries): CdnRepository {
  const loading = prepareLoading(queries, "cdn_files");
  const { registerFile, pendingFiles, markLines } = prepareFiles(queries);
  const { claimFile, renewClaim, releaseFile } = prepareClaims(queries);
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
      const [row] = yield loading.find.bind({ key });
      return row && toFile(row);
    },
    *markLines(key, linesDone) {
      yield markLines.bind({ key, linesDone });
    },
    *markLoaded(key, atMs) {
      yield loading.markLoaded.bind({ key, atMs });
    },
    *markAttempt(key, error, attemptsMax) {
      yield loading.markAttempt.bind({ key, error, attemptsMax });
    },
    hasFailedFiles: loading.hasFailed,
    countFiles: loading.countByState,
    retryFiles: loading.retryFailed,
    *loadedFilesBefore(beforeMs, limit) {
      return (yield loading.loadedBefore.bind({ beforeMs, limit })).map(toFile);
    },
    *removeFile(key) {
      yield loading.remove.bind({ key });
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

function prepareFiles(queries: Queries) {
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
  return { registerFile, pendingFiles, markLines };
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
