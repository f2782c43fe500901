import type { Logger } from "../../http/log.ts";
import type { Metrics } from "../../http/metrics.ts";
import { StorageUnavailableError } from "../../storage/errors.ts";
import type {
  AnalyticsStore,
  CdnClaim,
  CdnFileRow,
  ObjectStore,
  RelationalStore,
  SessionRow,
} from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";
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
/** How long nobody else loads a file after its holder was last heard of: longer than a batch should take. */
const CLAIM_MS = 60_000;

export interface CdnIngestParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly analytics: AnalyticsStore;
  /** Makes sessions of the requests of a CDN's log. */
  readonly createRows: (source: CdnSource) => (request: CdnRequest) => BuiltRow;
  /** Answers whether rows can be made now: what tells networks apart is at hand. @default they can */
  readonly prepare?: (() => Promise<boolean>) | undefined;
  /** Names this process among those that load files. */
  readonly holder: string;
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
 * stops the file. Processes share the files: each claims one at a time, and what a dead one had claimed is taken over. A claim
 * saves double work, nothing more. (The task keeps its name where the store is not ClickHouse.)
 */
export function createCdnIngest(parts: CdnIngestParts): Task {
  return { name: "clickhouse-ingest", everyMs: 5000, run: (stopping) => loadPending(parts, stopping) };
}

async function loadPending(parts: CdnIngestParts, stopping: AbortSignal | undefined): Promise<"done" | "idle"> {
  const { store, holder, now } = parts;
  const { cdn } = store.repositories;
  const pending = await store.read(() => cdn.pendingFiles(FILES_PER_RUN, holder, now()));
  if (pending.length > 0 && parts.prepare && !(await parts.prepare())) return "idle";
  let failure: unknown;
  let isLoaded = false;
  for (const { key } of pending) {
    if (stopping?.aborted) break;
    const file = await store.transaction(() => cdn.claimFile(key, toClaim(parts)));
    if (!file) continue;
    try {
      if (!(await loadFile(parts, file, stopping))) continue;
      await store.transaction(() => cdn.markLoaded(key, now()));
      isLoaded = true;
    } catch (error) {
      // A store that does not answer says nothing about the file.
      if (error instanceof StorageUnavailableError) throw error;
      failure = error;
      await store.transaction(() => cdn.markAttempt(key, toMessage(error), ATTEMPTS_MAX));
    } finally {
      // A claim that cannot be given back ends by itself.
      await store.transaction(() => cdn.releaseFile(key, holder)).catch(() => {});
    }
  }
  if (failure) throw failure;
  return isLoaded ? "done" : "idle";
}

const toClaim = ({ holder, now }: CdnIngestParts): CdnClaim => ({ holder, atMs: now(), untilMs: now() + CLAIM_MS });

/** What was read of a file and is not loaded yet. */
interface Batch {
  firstLine: number;
  lastLine: number;
  rows: SessionRow[];
  rejected: string[];
}

/** Answers whether the file is loaded whole: not where it is time to end, or another process has taken it over. */
async function loadFile(
  parts: CdnIngestParts,
  { key, linesDone }: CdnFileRow,
  stopping: AbortSignal | undefined,
): Promise<boolean> {
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
      if (!(await loadBatch(parts, key, batch)) || stopping?.aborted) return false;
      batch = startBatch(batch.lastLine);
    }
  }
  return batch.rows.length + batch.rejected.length === 0 || loadBatch(parts, key, batch);
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
// Answers whether the file is still this process's to load.
async function loadBatch(parts: CdnIngestParts, key: string, batch: Batch): Promise<boolean> {
  const { store, objects, analytics, log, metrics } = parts;
  const { firstLine, lastLine, rows, rejected } = batch;
  if (rejected.length > 0) {
    const name = key.replace(/\.gz$/, "");
    await objects.put(`rejected/${name}/${firstLine}-${lastLine}.ndjson`, Buffer.from(`${rejected.join("\n")}\n`));
    log.warn({ object: key, rejected: rejected.length }, "lines rejected");
  }
  const outcome = await analytics.loadSessions(`${key}#${firstLine}-${lastLine}`, rows);
  const isHeld = await store.transaction(() => noteUnit(parts, key, lastLine));
  metrics.onRows("rejected", rejected.length);
  metrics.onRows("inserted", outcome.inserted);
  metrics.onRows("duplicate", outcome.duplicates);
  return isHeld;
}

function* noteUnit(parts: CdnIngestParts, key: string, lastLine: number): Unit<boolean> {
  const { cdn } = parts.store.repositories;
  yield* cdn.markLines(key, lastLine);
  return yield* cdn.renewClaim(key, toClaim(parts));
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
