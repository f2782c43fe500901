import { EXPORT_COLUMNS } from "../../storage/analytics/export-format.ts";
import type {
  AnalyticsStore,
  ExportFailure,
  ExportPiece,
  ExportRow,
  ObjectStore,
  RelationalStore,
} from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";
import type { Task } from "../../tasks/loop.ts";
import { type Archive, createArchive } from "./archive.ts";

export interface ExportWorkerParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly analytics: Pick<AnalyticsStore, "exportDay" | "exportDayTo">;
  readonly now: () => number;
  /** Calls again and again until it is stopped. @default a timer */
  readonly everyBeat?: ((beat: () => void) => () => void) | undefined;
}

const ATTEMPTS_MAX = 3;
/** How long a worker may be silent before another one goes on with its job. */
const LEASE_MS = 120_000;
const BEAT_MS = 30_000;
/** After the first failure; five times that after the second. */
const RETRY_MS = 60_000;
/** How long an archive is kept. */
const KEPT_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;
const CLEARED_PER_RUN = 20;

/** Another worker has the job, or may have it. */
class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";
}

/**
 * Makes the archives that were asked for, one at a time, and ends those that have expired. An archive is an object of its own for
 * each claim of its job, and counts once the job names it: a worker that dies, or is too slow, leaves an object that nobody is
 * told of, and that is ended with the others of its job.
 */
export function createExportWorker(parts: ExportWorkerParts): Task {
  const { store, now } = parts;
  return {
    name: "exports",
    everyMs: 5000,
    run: async (stopping) => {
      const job = await store.transaction(() => claimUnit(store, now()));
      if (!job) return clearExpired(parts);
      await workOn(parts, job, stopping);
      return "done";
    },
  };
}

function* claimUnit({ repositories: { exports } }: RelationalStore, nowMs: number): Unit<ExportRow | undefined> {
  const error = "The worker ended before the export was ready.";
  yield* exports.giveUpDead({ error, atMs: nowMs, expiresAtMs: nowMs + KEPT_MS }, ATTEMPTS_MAX);
  return yield* exports.claim(nowMs, nowMs + LEASE_MS);
}

async function workOn(parts: ExportWorkerParts, job: ExportRow, stopping: AbortSignal | undefined): Promise<void> {
  const { store, now } = parts;
  const { exports } = store.repositories;
  const { exportId, claims } = job;
  const losing = new AbortController();
  const signal = AbortSignal.any([losing.signal, ...(stopping ? [stopping] : [])]);
  const stopBeat = (parts.everyBeat ?? everyBeat)(() => {
    store
      .transaction(() => exports.extend(exportId, claims, now() + LEASE_MS))
      .then(
        (isHeld) => isHeld || losing.abort(new LeaseLostError("Another worker has taken the export over.")),
        // A store that is away says nothing of the lease; what is written in the end is refused if it is lost.
        () => {},
      );
  });
  try {
    await writeArchive(parts, job, signal);
  } catch (error) {
    if (stopping?.aborted) await store.transaction(() => exports.giveBack(exportId, claims, now()));
    else {
      await store.transaction(() => exports.fail(exportId, claims, toFailure(error, job, now()), ATTEMPTS_MAX));
      throw error;
    }
  } finally {
    stopBeat();
    await removeAll(parts.objects, toDayFolder(job)).catch(() => {});
  }
}

async function writeArchive(parts: ExportWorkerParts, job: ExportRow, signal: AbortSignal): Promise<void> {
  const { store, objects, now } = parts;
  const { exports } = store.repositories;
  const archiveKey = `${toFolder(job)}${job.claims}.zip`;
  const archive = packDays(parts, job, signal);
  const written = await objects.putStream(archiveKey, archive.chunks);
  // Each claim has a key of its own, so that what stands there is of an answer that did not come: it is not built on.
  if (written === "exists") throw new Error("The key of the archive is taken.");
  const finishedAtMs = now();
  const ready = { archiveKey, ...archive.totals(), finishedAtMs, expiresAtMs: finishedAtMs + KEPT_MS };
  await store.transaction(() => exports.finish(job.exportId, job.claims, ready));
}

function packDays(parts: ExportWorkerParts, job: ExportRow, signal: AbortSignal): Archive {
  const { exportId, code, from, to, format, createdAtMs } = job;
  return createArchive({
    atMs: createdAtMs,
    about: { export_id: exportId, code, from, to, format, columns: EXPORT_COLUMNS.map(({ name }) => name) },
    files: toDays(from, to).map((day) => ({
      ...{ name: `${code}-${day}.${format}`, day },
      read: () => readDay(parts, job, day, signal),
    })),
  });
}

async function* readDay(
  { analytics, objects }: ExportWorkerParts,
  job: ExportRow,
  day: string,
  signal: AbortSignal,
): AsyncGenerator<ExportPiece> {
  const asked = { code: job.code, day, format: job.format };
  signal.throwIfAborted();
  if (!analytics.exportDayTo) {
    for await (const piece of analytics.exportDay(asked, signal)) {
      signal.throwIfAborted();
      yield piece;
    }
    return;
  }
  const key = `${toDayFolder(job)}${day}.${job.format}`;
  const { rows } = await unlessAborted(analytics.exportDayTo(asked, key), signal);
  const chunks = await objects.getStream(key);
  if (!chunks) throw new Error("What ClickHouse wrote is not among the objects: bucket and prefix must be the same.");
  for await (const bytes of chunks) {
    signal.throwIfAborted();
    yield { bytes, rows: 0 };
  }
  yield { bytes: new Uint8Array(), rows };
}

/** Ends the objects of exports whose time is over, whichever claims left them, and notes it. */
async function clearExpired({ store, objects, now }: ExportWorkerParts): Promise<"idle" | "done"> {
  const { exports } = store.repositories;
  const expired = await store.read(() => exports.expired(now(), CLEARED_PER_RUN));
  for (const job of expired) {
    await removeAll(objects, toFolder(job));
    await store.transaction(() => exports.markCleared(job.exportId));
  }
  return expired.length === 0 ? "idle" : "done";
}

async function removeAll(objects: ObjectStore, prefix: string): Promise<void> {
  for await (const key of objects.list(prefix)) await objects.remove(key);
}

function toFolder({ exportId }: ExportRow): string {
  return `exports/${exportId}/`;
}

/** Where the engine lays the days of one claim. */
function toDayFolder(job: ExportRow): string {
  return `${toFolder(job)}${job.claims}/`;
}

function toDays(from: string, to: string): string[] {
  const firstMs = Date.parse(from);
  return Array.from({ length: (Date.parse(to) - firstMs) / DAY_MS + 1 }, (_, index) =>
    new Date(firstMs + index * DAY_MS).toISOString().slice(0, 10),
  );
}

function toFailure(error: unknown, { attempts }: ExportRow, atMs: number): ExportFailure {
  const message = error instanceof Error ? error.message : String(error);
  return {
    // What failed may be quoted in it: bounded, and without what a database refuses.
    error: message.slice(0, 1000).replaceAll("\0", ""),
    atMs,
    retryAtMs: atMs + RETRY_MS * 5 ** (attempts - 1),
    expiresAtMs: atMs + KEPT_MS,
  };
}

/** Gives up waiting for an answer that nobody needs any more. */
async function unlessAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function everyBeat(beat: () => void): () => void {
  const timer = setInterval(beat, BEAT_MS).unref();
  return () => clearInterval(timer);
}
