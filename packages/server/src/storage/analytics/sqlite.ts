import { Worker } from "node:worker_threads";
import type { AnalyticsStore, ErasedUser, Retention } from "../ports.ts";
import { readExportPages } from "./export-pages.ts";
import { createWorkerClient, type WorkerClient } from "./worker/client.ts";
import { packRows, type WorkerSettings } from "./worker/protocol.ts";

export interface SqliteAnalyticsOptions {
  readonly file: string;
  /**
   * Threads that answer questions.
   * @default 1
   */
  readonly readers?: number | undefined;
  /** What tombstones of erased users are made with. @default "" */
  readonly tombstoneKey?: string | undefined;
}

/**
 * Opens the analytics store in its own SQLite file. One thread writes, others read: this thread only passes messages.
 * Every load is synced to disk before it is answered, because the caller then marks its object as loaded elsewhere.
 */
export async function createSqliteAnalytics(options: SqliteAnalyticsOptions): Promise<AnalyticsStore> {
  const { file, readers: readerCount = 1, tombstoneKey = "" } = options;
  const writer = createWorkerClient(() => createThread({ role: "writer", file, tombstoneKey }));
  const readers = Array.from({ length: Math.max(1, readerCount) }, () =>
    createWorkerClient(() => createThread({ role: "reader", file, tombstoneKey })),
  );
  const all = [writer, ...readers];

  // In small pieces, so that loads go on between them.
  async function eraseUsers(users: readonly ErasedUser[]): Promise<void> {
    for (const user of users) while ((await writer.call("eraseRows", user)) > 0);
  }

  async function expire(retention: Retention, stopping?: AbortSignal): Promise<boolean> {
    await writer.call("moveHorizons", retention);
    // The last chance to tell bots by the sessions of these days.
    if (retention.rows === "sessions") await writer.call("refreshBots");
    for (let place: string | null = ""; place !== null; ) {
      if (stopping?.aborted) return false;
      place = await writer.call("expireRows", retention.rows, place);
    }
    return true;
  }

  async function close(): Promise<void> {
    // The writer last: it moves the log into the file once nobody reads it.
    await Promise.all(readers.map((reader) => reader.close()));
    await writer.close();
  }

  async function open(): Promise<void> {
    // The writer first: it makes the tables that the readers expect.
    await writer.call("open");
    await Promise.all(readers.map((reader) => reader.call("open")));
  }

  try {
    await open();
  } catch (error) {
    await Promise.allSettled(all.map((client) => client.close()));
    throw error;
  }
  return {
    load: async (objectKey, rows) => writer.call("load", objectKey, packRows(rows)),
    loadSessions: async (batchKey, rows) => writer.call("loadSessions", batchKey, packRows(rows)),
    findMissing: async (rows) => readIdlest(readers).call("findMissing", packRows(rows)),
    findMissingSessions: async (rows) => readIdlest(readers).call("findMissingSessions", packRows(rows)),
    refreshBots: () => writer.call("refreshBots"),
    // Every load follows the histories of its users at once.
    refreshHistories: async () => 0,
    // What an earlier row replaces is taken out of the rollups with it: they are exact at every moment.
    settleDay: async () => [],
    readTouchedDays: async () => [],
    eraseUsers,
    keepOut: async (tombstones) => {
      await writer.call("keepOut", tombstones);
    },
    expire,
    ask: (name, given) => readIdlest(readers).call("ask", name, given) as Promise<never>,
    // Page by page, so that questions come in between.
    exportDay: (asked, signal) =>
      readExportPages((after) => readIdlest(readers).call("exportPage", asked, after), signal),
    ping: open,
    close,
  };
}

function readIdlest(clients: readonly WorkerClient[]): WorkerClient {
  return clients.reduce((idlest, client) => (client.pendingCount < idlest.pendingCount ? client : idlest));
}

function createThread(settings: WorkerSettings): Worker {
  const isSource = import.meta.url.endsWith(".ts");
  return new Worker(new URL(isSource ? "./worker/entry.ts" : "./worker/entry.js", import.meta.url), {
    name: `analytics-${settings.role}`,
    workerData: settings,
    ...(isSource && { execArgv: ["--conditions=@cookiehub/source"] }),
  });
}
