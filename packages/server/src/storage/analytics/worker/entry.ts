import { parentPort, workerData } from "node:worker_threads";
import { StorageUnavailableError } from "../../errors.ts";
import { closeSqlite, type Database, openSqlite } from "../../sqlite/connection.ts";
import { toStorageError } from "../../sqlite/errors.ts";
import { applySchemaSteps } from "../../sqlite/schema-steps.ts";
import { createBotRefresh } from "../bot-refresh.ts";
import { createUserErasure } from "../erase-users.ts";
import { createExpiry, createHorizonMove } from "../expire-rows.ts";
import { readExportPage } from "../export-day.ts";
import { defineKeyFunction } from "../keys.ts";
import { prepareTombstones } from "../left-out.ts";
import { createLoader } from "../loader.ts";
import { createMissingFinder } from "../missing.ts";
import { createAnalyticsReader } from "../queries.ts";
import { ANALYTICS_STEPS } from "../schema.ts";
import { createSessionLoader } from "../session-loader.ts";
import {
  type CallName,
  unpackRows,
  type WorkerCalls,
  type WorkerReply,
  type WorkerRequest,
  type WorkerSettings,
} from "./protocol.ts";

// A thread of its own: it may wait for a lock, for the disk, or for a long query, and nobody else does.
const BUSY_TIMEOUT_MS = 5_000;

// Ids are random, so a batch touches pages all over their indexes.
const WRITER_CACHE_KIB = 65_536;
const CHECKPOINT_PAGES = 16_384;

type Handlers = {
  [Name in CallName]?: (...given: WorkerCalls[Name]["arguments"]) => WorkerCalls[Name]["answer"];
};

function openWriter({ file, tombstoneKey }: WorkerSettings): { database: Database; handlers: Handlers } {
  const database = openSqlite({ file, busyTimeoutMs: BUSY_TIMEOUT_MS });
  database.pragma(`cache_size = -${WRITER_CACHE_KIB}`);
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  defineKeyFunction(database);
  applySchemaSteps(database, ANALYTICS_STEPS);
  // What is erased is overwritten in the file, not only let go of.
  database.pragma("secure_delete = ON");
  const load = createLoader(database, tombstoneKey);
  const loadSessions = createSessionLoader(database);
  const putTombstones = prepareTombstones(database);
  const moveHorizons = createHorizonMove(database);
  return {
    database,
    handlers: {
      load: (key, rows) => load(key, unpackRows(rows)),
      loadSessions: (key, rows) => loadSessions(key, unpackRows(rows)),
      refreshBots: createBotRefresh(database),
      keepOut: (tombstones) => {
        putTombstones(tombstones);
        return null;
      },
      eraseRows: createUserErasure(database, tombstoneKey),
      moveHorizons: (retention) => {
        moveHorizons(retention);
        return null;
      },
      expireRows: createExpiry(database),
    },
  };
}

function openReader({ file, tombstoneKey }: WorkerSettings): { database: Database; handlers: Handlers } {
  const database = openSqlite({ file, busyTimeoutMs: BUSY_TIMEOUT_MS, readonly: true });
  const find = createMissingFinder(database, tombstoneKey);
  return {
    database,
    handlers: {
      ask: createAnalyticsReader(database),
      findMissing: (rows) => find.events(unpackRows(rows)),
      findMissingSessions: (rows) => find.sessions(unpackRows(rows)),
      exportPage: (asked, after) => readExportPage(database, asked, after),
    },
  };
}

function createHandlers(settings: WorkerSettings): Handlers {
  let opened: ReturnType<typeof openWriter> | undefined;
  const open = () => {
    opened ??= settings.role === "writer" ? openWriter(settings) : openReader(settings);
    return opened.handlers;
  };
  return {
    open: () => {
      open();
      return null;
    },
    load: (...given) => toKnown(open().load)(...given),
    loadSessions: (...given) => toKnown(open().loadSessions)(...given),
    refreshBots: () => toKnown(open().refreshBots)(),
    findMissing: (...given) => toKnown(open().findMissing)(...given),
    findMissingSessions: (...given) => toKnown(open().findMissingSessions)(...given),
    keepOut: (...given) => toKnown(open().keepOut)(...given),
    eraseRows: (...given) => toKnown(open().eraseRows)(...given),
    moveHorizons: (...given) => toKnown(open().moveHorizons)(...given),
    expireRows: (...given) => toKnown(open().expireRows)(...given),
    ask: (...given) => toKnown(open().ask)(...given),
    exportPage: (...given) => toKnown(open().exportPage)(...given),
    close: () => {
      if (opened !== undefined) closeSqlite(opened.database);
      return null;
    },
  };
}

function toKnown<Handler>(handler: Handler | undefined): Handler {
  if (handler === undefined) throw new TypeError("this thread does not answer that call");
  return handler;
}

function toReply(handlers: Handlers, request: WorkerRequest): WorkerReply {
  try {
    const handler = toKnown(handlers[request.name]) as (...given: WorkerRequest["arguments"]) => unknown;
    return { id: request.id, answer: handler(...request.arguments) };
  } catch (thrown) {
    const error = toStorageError(thrown);
    const kind = error instanceof StorageUnavailableError ? "unavailable" : "other";
    return { id: request.id, fault: { kind, message: error instanceof Error ? error.message : String(error) } };
  }
}

const handlers = createHandlers(workerData as WorkerSettings);
parentPort?.on("message", (request: WorkerRequest) => parentPort?.postMessage(toReply(handlers, request)));
