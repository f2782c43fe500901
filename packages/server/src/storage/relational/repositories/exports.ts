import type {
  ExportArchive,
  ExportFailure,
  ExportFormat,
  ExportRepository,
  ExportRow,
  ExportStatus,
} from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readCount, readInteger, readIntegerOrNull, readText, readTextOrNull } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";

const PENDING = 0;
const RUNNING = 1;
const READY = 4;
const FAILED = 9;
/** Jobs that one claim looks at: others may be taking them at the same time. */
const CANDIDATES = 10;

export function createExportRepository(queries: Queries): ExportRepository {
  const { find, findOpen, countOpen, countKept, free, expired, countAllOpen, countFailed } = prepareReads(queries);
  const { add, claim, giveUpDead, markCleared } = prepareWrites(queries);
  const { extend, finish, fail, giveBack } = prepareHolds(queries);
  return {
    *add({ exportId, code, from, to, format, requestedBy, createdAtMs }) {
      yield add.bind({ exportId, code, from, to, format, requestedBy, createdAtMs });
    },
    *find(exportId) {
      const [row] = yield find.bind({ exportId });
      return row && toExport(row);
    },
    *findOpen({ code, from, to, format }) {
      const [row] = yield findOpen.bind({ code, from, to, format });
      return row && toExport(row);
    },
    *countOpen(code) {
      return readCount(yield countOpen.bind({ code }));
    },
    *countKept(code) {
      return readCount(yield countKept.bind({ code }));
    },
    *claim(nowMs, leaseUntilMs) {
      for (const candidate of (yield free.bind({ nowMs })).map(toExport)) {
        const { exportId, claims } = candidate;
        const [row] = yield claim.bind({ exportId, claims, leaseUntilMs });
        if (row) return toExport(row);
      }
      return undefined;
    },
    *extend(exportId, held, leaseUntilMs) {
      return (yield extend.bind({ exportId, held, leaseUntilMs })).length > 0;
    },
    *finish(exportId, held, archive) {
      return (yield finish.bind({ exportId, held, ...archive })).length > 0;
    },
    *fail(exportId, held, failure, attemptsMax) {
      return (yield fail.bind({ exportId, held, attemptsMax, ...failure })).length > 0;
    },
    *giveBack(exportId, held, nowMs) {
      return (yield giveBack.bind({ exportId, held, nowMs })).length > 0;
    },
    *giveUpDead(failure, attemptsMax) {
      yield giveUpDead.bind({ ...failure, attemptsMax });
    },
    *expired(nowMs, limit) {
      return (yield expired.bind({ nowMs, limit })).map(toExport);
    },
    *markCleared(exportId) {
      yield markCleared.bind({ exportId });
    },
    *counts() {
      return { open: readCount(yield countAllOpen.bind({})), failed: readCount(yield countFailed.bind({})) };
    },
  };
}

type Wish = {
  code: string;
  from: string;
  to: string;
  format: string;
};

function prepareReads(queries: Queries) {
  const all = () => queries.selectFrom("exports").selectAll();
  const count = () => queries.selectFrom("exports").select(({ fn }) => fn.countAll().as("count"));
  const find = prepare<{ exportId: string }>((parameter) => all().where("export_id", "=", parameter("exportId")));
  const findOpen = prepare<Wish>((parameter) =>
    all()
      .where("status", "in", [PENDING, RUNNING])
      .where("code", "=", parameter("code"))
      .where("from_day", "=", parameter("from"))
      .where("to_day", "=", parameter("to"))
      .where("format", "=", parameter("format")),
  );
  const countOpen = prepare<{ code: string }>((parameter) =>
    count().where("status", "in", [PENDING, RUNNING]).where("code", "=", parameter("code")),
  );
  const countKept = prepare<{ code: string }>((parameter) =>
    count().where("is_cleared", "=", 0).where("code", "=", parameter("code")),
  );
  const free = prepare<{ nowMs: number }>((parameter) =>
    all()
      .where("status", "in", [PENDING, RUNNING])
      .where("free_at_ms", "<=", parameter("nowMs"))
      .orderBy("created_at_ms")
      .orderBy("export_id")
      .limit(CANDIDATES),
  );
  const expired = prepare<{ nowMs: number; limit: number }>((parameter) =>
    all()
      .where("is_cleared", "=", 0)
      .where("expires_at_ms", "<=", parameter("nowMs"))
      .orderBy("expires_at_ms")
      .orderBy("export_id")
      .limit(parameter("limit")),
  );
  const countAllOpen = prepare(() => count().where("status", "in", [PENDING, RUNNING]));
  const countFailed = prepare(() => count().where("is_cleared", "=", 0).where("status", "=", FAILED));
  return { find, findOpen, countOpen, countKept, free, expired, countAllOpen, countFailed };
}

type Added = Wish & { exportId: string; requestedBy: string; createdAtMs: number };

function prepareWrites(queries: Queries) {
  const add = prepare<Added>((parameter) =>
    queries.insertInto("exports").values({
      export_id: parameter("exportId"),
      code: parameter("code"),
      format: parameter("format"),
      from_day: parameter("from"),
      to_day: parameter("to"),
      requested_by: parameter("requestedBy"),
      created_at_ms: parameter("createdAtMs"),
      free_at_ms: parameter("createdAtMs"),
      ...{ status: PENDING, attempts: 0, claims: 0, is_cleared: 0 },
    }),
  );
  // Of two that saw the same job the later one finds another number of claims.
  const claim = prepare<{ exportId: string; claims: number; leaseUntilMs: number }>((parameter) =>
    queries
      .updateTable("exports")
      .set(({ eb }) => ({
        status: RUNNING,
        attempts: eb("attempts", "+", 1),
        claims: eb("claims", "+", 1),
        free_at_ms: parameter("leaseUntilMs"),
      }))
      .where("export_id", "=", parameter("exportId"))
      .where("claims", "=", parameter("claims"))
      .where("status", "in", [PENDING, RUNNING])
      .returningAll(),
  );
  const giveUpDead = prepare<{ error: string; atMs: number; expiresAtMs: number; attemptsMax: number }>((parameter) =>
    queries
      .updateTable("exports")
      .set({
        status: FAILED,
        last_error: parameter("error"),
        finished_at_ms: parameter("atMs"),
        expires_at_ms: parameter("expiresAtMs"),
      })
      .where("status", "=", RUNNING)
      .where("free_at_ms", "<=", parameter("atMs"))
      .where("attempts", ">=", parameter("attemptsMax")),
  );
  const markCleared = prepare<{ exportId: string }>((parameter) =>
    queries.updateTable("exports").set({ is_cleared: 1 }).where("export_id", "=", parameter("exportId")),
  );
  return { add, claim, giveUpDead, markCleared };
}

/** A job, and the number of the claim that holds it. */
type Held = { exportId: string; held: number };
type Failed = Held & { [Name in keyof ExportFailure]: ExportFailure[Name] } & { attemptsMax: number };
type Finished = Held & { [Name in keyof ExportArchive]: ExportArchive[Name] };

/** What only the holder of the last claim may do. */
function prepareHolds(queries: Queries) {
  const extend = prepare<Held & { leaseUntilMs: number }>((parameter) =>
    queries
      .updateTable("exports")
      .set({ free_at_ms: parameter("leaseUntilMs") })
      .where("export_id", "=", parameter("exportId"))
      .where("claims", "=", parameter("held"))
      .where("status", "=", RUNNING)
      .returning("export_id"),
  );
  const finish = prepare<Finished>((parameter) =>
    queries
      .updateTable("exports")
      .set({
        status: READY,
        archive_key: parameter("archiveKey"),
        row_count: parameter("rowCount"),
        byte_count: parameter("byteCount"),
        finished_at_ms: parameter("finishedAtMs"),
        expires_at_ms: parameter("expiresAtMs"),
        last_error: null,
      })
      .where("export_id", "=", parameter("exportId"))
      .where("claims", "=", parameter("held"))
      .where("status", "=", RUNNING)
      .returning("export_id"),
  );
  const giveBack = prepare<Held & { nowMs: number }>((parameter) =>
    queries
      .updateTable("exports")
      .set(({ eb }) => ({ status: PENDING, attempts: eb("attempts", "-", 1), free_at_ms: parameter("nowMs") }))
      .where("export_id", "=", parameter("exportId"))
      .where("claims", "=", parameter("held"))
      .where("status", "=", RUNNING)
      .returning("export_id"),
  );
  return { extend, finish, giveBack, fail: prepareFail(queries) };
}

function prepareFail(queries: Queries) {
  return prepare<Failed>((parameter) =>
    queries
      .updateTable("exports")
      // An open job has neither time: what stands there gives the parameters their type.
      .set(({ eb }) => {
        const isLast = () => eb.case().when("attempts", ">=", parameter("attemptsMax"));
        return {
          status: isLast().then(eb.lit(FAILED)).else(eb.lit(PENDING)).end(),
          finished_at_ms: isLast().then(parameter("atMs")).else(eb.ref("finished_at_ms")).end(),
          expires_at_ms: isLast().then(parameter("expiresAtMs")).else(eb.ref("expires_at_ms")).end(),
          free_at_ms: parameter("retryAtMs"),
          last_error: parameter("error"),
        };
      })
      .where("export_id", "=", parameter("exportId"))
      .where("claims", "=", parameter("held"))
      .where("status", "=", RUNNING)
      .returning("export_id"),
  );
}

function toExport(row: SqlRow): ExportRow {
  return {
    exportId: readText(row, "export_id"),
    code: readText(row, "code"),
    from: readText(row, "from_day"),
    to: readText(row, "to_day"),
    format: readText(row, "format") as ExportFormat,
    status: readInteger(row, "status") as ExportStatus,
    attempts: readInteger(row, "attempts"),
    claims: readInteger(row, "claims"),
    freeAtMs: readInteger(row, "free_at_ms"),
    requestedBy: readText(row, "requested_by"),
    createdAtMs: readInteger(row, "created_at_ms"),
    finishedAtMs: readIntegerOrNull(row, "finished_at_ms"),
    expiresAtMs: readIntegerOrNull(row, "expires_at_ms"),
    archiveKey: readTextOrNull(row, "archive_key"),
    rowCount: readIntegerOrNull(row, "row_count"),
    byteCount: readIntegerOrNull(row, "byte_count"),
    lastError: readTextOrNull(row, "last_error"),
  };
}
