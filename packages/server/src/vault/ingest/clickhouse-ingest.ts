import type { Logger } from "../../http/log.ts";
import type { Metrics } from "../../http/metrics.ts";
import { StorageUnavailableError } from "../../storage/errors.ts";
import type { AnalyticsStore, CdnFileRow, ObjectStore, RelationalStore, SessionRow } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";
import { type CdnSource, createCdnParser } from "../parsers/cdn-lines.ts";
import type { CdnRequest } from "../parsers/cdn-request.ts";
import type { BuiltRow } from "../rows/session-row.ts";
import { type BronzeLine, readLines } from "./bronze-lines.ts";

const FILES_PER_RUN = 20;
const ATTEMPTS_MAX = 10;
const BATCH_ROWS = 10_000;
/** Where few lines are sessions, a batch ends all the same. */
const BATCH_LINES_MAX = 200_000;

export interface CdnIngestParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly analytics: AnalyticsStore;
  /** Makes sessions of the requests of a CDN's log. */
  readonly createRows: (source: CdnSource) => (request: CdnRequest) => BuiltRow;
  /** Answers whether rows can be made now: what tells networks apart is at hand. @default they can */
  readonly prepare?: (() => Promise<boolean>) | undefined;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  /**
   * Rows that are loaded at once.
   * @default 10,000
   */
  readonly batchRows?: number;
}

/**
 * Loads files of CDN logs: batch by batch, each noted once it is loaded, so that a crash goes on inside the file. A batch that
 * was loaded and not noted is loaded again, and its rows are known. A bad line goes to `rejected/` with its reason and never
 * stops the file. (The task keeps its name where the store is not ClickHouse.)
 */
export function createCdnIngest(parts: CdnIngestParts): Task {
  return {
    name: "clickhouse-ingest",
    everyMs: 5000,
    run: async () => (await parts.store.exclusively("clickhouse-ingest", () => loadPending(parts))) ?? "idle",
  };
}

async function loadPending(parts: CdnIngestParts): Promise<"done" | "idle"> {
  const { store } = parts;
  const { cdn } = store.repositories;
  const pending = await store.read(() => cdn.pendingFiles(FILES_PER_RUN));
  if (pending.length > 0 && parts.prepare && !(await parts.prepare())) return "idle";
  let failure: unknown;
  for (const file of pending) {
    try {
      await loadFile(parts, file);
      await store.transaction(() => cdn.markLoaded(file.key, parts.now()));
    } catch (error) {
      // A store that does not answer says nothing about the file.
      if (error instanceof StorageUnavailableError) throw error;
      failure = error;
      await store.transaction(() => cdn.markAttempt(file.key, toMessage(error), ATTEMPTS_MAX));
    }
  }
  if (failure) throw failure;
  return pending.length === 0 ? "idle" : "done";
}

/** What was read of a file and is not loaded yet. */
interface Batch {
  firstLine: number;
  lastLine: number;
  rows: SessionRow[];
  rejected: string[];
}

async function loadFile(parts: CdnIngestParts, { key, linesDone }: CdnFileRow): Promise<void> {
  const body = await parts.objects.get(key);
  if (!body) throw new Error(`The log file ${key} is registered but does not exist.`);
  const source = toSource(key);
  const parse = createCdnParser(source, key);
  const toRow = parts.createRows(source);
  const { batchRows = BATCH_ROWS } = parts;
  let batch = startBatch(linesDone);
  for await (const lines of readLines(body)) {
    for (const line of lines) {
      // What is done is passed over, except for what says how the rest is to be read.
      if (line.number <= linesDone && !line.text.startsWith("#")) continue;
      readLine(batch, line, parse(line.text, line.number), toRow);
      if (batch.rows.length < batchRows && batch.lastLine - batch.firstLine < BATCH_LINES_MAX) continue;
      await loadBatch(parts, key, batch);
      batch = startBatch(batch.lastLine);
    }
  }
  if (batch.rows.length + batch.rejected.length > 0) await loadBatch(parts, key, batch);
}

const startBatch = (lineBefore: number): Batch => ({
  ...{ firstLine: lineBefore + 1, lastLine: lineBefore },
  ...{ rows: [], rejected: [] },
});

function readLine(
  batch: Batch,
  { number, text }: BronzeLine,
  parsed: ReturnType<ReturnType<typeof createCdnParser>>,
  toRow: (request: CdnRequest) => BuiltRow,
): void {
  batch.lastLine = Math.max(batch.lastLine, number);
  if (parsed === undefined) return;
  if ("reason" in parsed) {
    batch.rejected.push(JSON.stringify({ reason: parsed.reason, line: number, text: text.slice(0, 4096) }));
    return;
  }
  const built = toRow(parsed.request);
  if ("row" in built) batch.rows.push(built.row);
}

// The lines stand in the name: a batch that is cut otherwise after a crash is another one, whose rows are known by their ids.
async function loadBatch({ store, objects, analytics, log, metrics }: CdnIngestParts, key: string, batch: Batch) {
  const { firstLine, lastLine, rows, rejected } = batch;
  if (rejected.length > 0) {
    const name = key.replace(/\.gz$/, "");
    await objects.put(`rejected/${name}/${firstLine}-${lastLine}.ndjson`, Buffer.from(`${rejected.join("\n")}\n`));
    log.warn({ object: key, rejected: rejected.length }, "lines rejected");
  }
  const outcome = await analytics.loadSessions(`${key}#${firstLine}-${lastLine}`, rows);
  await store.transaction(() => store.repositories.cdn.markLines(key, lastLine));
  metrics.onRows("rejected", rejected.length);
  metrics.onRows("inserted", outcome.inserted);
  metrics.onRows("duplicate", outcome.duplicates);
}

/** Whose log an object is, by its key. */
export function toSource(key: string): CdnSource {
  if (key.startsWith("bunny/")) return "bunny";
  if (key.startsWith("cloudfront/")) return "cloudfront";
  throw new Error(`No CDN is known whose files are named ${key}.`);
}

// What failed may be quoted in it: bounded, and without what a database refuses.
function toMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(0, 1000).replaceAll("\0", "");
}
