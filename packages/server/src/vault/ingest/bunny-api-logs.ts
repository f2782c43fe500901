import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Logger } from "../../http/log.ts";
import type { CdnPullRow, ObjectStore, RelationalStore } from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";
import { type Task, toBackoffMs } from "../../tasks/loop.ts";
import { type BunnyLogs, BunnyLogsError } from "./bunny-logs.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** After midnight, until the last lines of a day are in its log. */
const SETTLING_MS = 4 * HOUR_MS;
/** The provider keeps so many days. */
const RETENTION_DAYS = 3;
/** Long before they are over, somebody is told. */
const ALARM_MS = 12 * HOUR_MS;
const BATCH_LINES = 25_000;

export interface BunnyPullParts {
  readonly logs: BunnyLogs;
  readonly zones: readonly string[];
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly log: Logger;
  readonly now: () => number;
  /**
   * Lines that are asked for at once.
   * @default 25,000
   */
  readonly batchLines?: number;
}

export interface BunnyPull {
  readonly task: Task;
  /** How long ago the oldest day ended that is due and not whole in bronze, in milliseconds; 0: none is. */
  readLagMs(): Promise<number>;
}

/**
 * Brings Bunny's logs into bronze, whole UTC days, part by part. The part's object comes first, then, in one transaction, its
 * registration and the place behind its last line: what a repeated step finds written stands, and is counted by its own lines.
 */
export function createBunnyPull(parts: BunnyPullParts): BunnyPull {
  return {
    task: {
      name: "bunny-api-logs",
      everyMs: 60_000,
      run: async (stopping) =>
        (await parts.store.exclusively("bunny-api-logs", () => pullNext(parts, stopping))) ?? "idle",
    },
    readLagMs: async () => {
      const open = await listOpenDays(parts);
      return open.length === 0 ? 0 : Math.max(...open.map(({ day }) => parts.now() - toEndMs(day)));
    },
  };
}

/** Days that are over, whose log is whole by now, and that the provider still has. Oldest first. */
export function toDueDays(nowMs: number): string[] {
  const first = Math.floor(nowMs / DAY_MS) - RETENTION_DAYS;
  const days = Array.from({ length: RETENTION_DAYS }, (_, index) =>
    new Date((first + index) * DAY_MS).toISOString().slice(0, 10),
  );
  return days.filter((day) => nowMs >= toEndMs(day) + SETTLING_MS);
}

async function pullNext(parts: BunnyPullParts, stopping: AbortSignal | undefined): Promise<"done" | "idle"> {
  let failure: unknown;
  let hasPulled = false;
  for (const pull of await listOpenDays(parts)) {
    if (stopping?.aborted) return "idle";
    if (pull.retryAtMs > parts.now()) continue;
    try {
      await pullPart(parts, pull, stopping);
      hasPulled = true;
    } catch (error) {
      // An answer that was not waited for to its end is no failure of the provider.
      if (stopping?.aborted) return "idle";
      // One zone that is refused does not hold up the others.
      failure = error;
      await noteFailure(parts, pull, error);
    }
  }
  if (failure) throw failure;
  return hasPulled ? "done" : "idle";
}

async function listOpenDays({ store, zones, now }: BunnyPullParts): Promise<CdnPullRow[]> {
  const { cdn } = store.repositories;
  const open: CdnPullRow[] = [];
  for (const day of toDueDays(now())) {
    for (const zone of zones) {
      const known = await store.read(() => cdn.findPull(zone, day));
      const row = known ?? { zone, day, linesDone: 0, isComplete: false, failures: 0, retryAtMs: 0 };
      if (!row.isComplete) open.push(row);
    }
  }
  return open;
}

async function pullPart(
  { logs, store, objects, now, batchLines = BATCH_LINES }: BunnyPullParts,
  pull: CdnPullRow,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const { zone, day, linesDone } = pull;
  const { lines, isEnd } = await logs.read(zone, day, linesDone, batchLines, stopping);
  if (lines.length === 0) {
    if (isEnd) await store.transaction(() => store.repositories.cdn.putPull({ ...pull, isComplete: true }));
    return;
  }
  const key = toKey(pull);
  const body = await compress(`${lines.join("\n")}\n`);
  const isOurs = (await objects.put(key, body)) === "created";
  // Written by a step that was not noted: there may have been fewer lines then.
  const count = isOurs ? lines.length : await countLines(objects, key);
  const isComplete = isEnd && count === lines.length;
  const next = { zone, day, linesDone: linesDone + count, isComplete, failures: 0, retryAtMs: 0 };
  await store.transaction(() => registerUnit(store, key, next, now()));
}

function* registerUnit(store: RelationalStore, key: string, next: CdnPullRow, nowMs: number): Unit<void> {
  const { cdn } = store.repositories;
  yield* cdn.registerFile(key, nowMs);
  yield* cdn.putPull(next);
}

async function noteFailure({ store, log, now }: BunnyPullParts, pull: CdnPullRow, error: unknown): Promise<void> {
  const { zone, day } = pull;
  const failures = pull.failures + 1;
  const asked = error instanceof BunnyLogsError ? error.retryAfterMs : null;
  const retryAtMs = now() + Math.max(asked ?? 0, toBackoffMs(1000, failures));
  const lagMs = now() - toEndMs(day);
  if (lagMs > ALARM_MS) {
    const lostAt = new Date(toEndMs(day) + (RETENTION_DAYS - 1) * DAY_MS).toISOString();
    log.error({ zone, day, failures, lostAt }, "a day of the CDN's log is still missing: the provider deletes it soon");
  }
  await store.transaction(() => store.repositories.cdn.putPull({ ...pull, failures, retryAtMs }));
}

async function countLines(objects: ObjectStore, key: string): Promise<number> {
  const body = await objects.get(key);
  if (!body) throw new Error(`The object ${key} exists and cannot be read.`);
  let lines = 0;
  for (const byte of await decompress(body)) if (byte === 0x0a) lines += 1;
  return lines;
}

// The place in the day, so that a repeated step meets what it wrote.
function toKey({ zone, day, linesDone }: CdnPullRow): string {
  return `bunny/${zone}/${day.replaceAll("-", "/")}/${String(linesDone).padStart(12, "0")}.log.gz`;
}

const toEndMs = (day: string): number => Date.parse(day) + DAY_MS;
