import type { ScratchIds, TimedId } from "../../storage/scratch-ids.ts";
import { createPeriodCheck, type Period, toDay } from "./replay-period.ts";
import type { IsAsked } from "./replay-rows.ts";

type KindName = "events" | "sessions";

export interface ReplayProgress {
  readonly objectsDone: number;
  readonly objects: number;
  /** Rows of the period that were read. */
  readonly rows: number;
}

/** Rows of one kind on one day. */
export interface ReplayDay {
  readonly day: string;
  readonly kind: KindName;
  /** That stand in bronze, repeated ones counted. */
  readonly rows: number;
  /** Ids that silver lacked, or had at a later time only: what a replay adds. */
  readonly added: number;
}

/** What is counted of a part of an object. */
export interface CountedPart extends Pick<ReplayCounts, "refused" | "ofUnknownDomains"> {
  /** Of the rows that were asked for. */
  readonly ids: readonly TimedId[];
}

/** What a replay has met so far. */
export interface ReplayCounts {
  /** Ascending by day. */
  readonly days: readonly ReplayDay[];
  readonly objectsRead: number;
  /** Left to the server's own tasks, which have not loaded them yet. */
  readonly objectsWaiting: number;
  /** Objects that had been given up, and are loaded now. */
  readonly objectsRestored: number;
  /** Objects that could not be read whole: the first of them, and how many there are. */
  readonly failed: readonly { readonly key: string; readonly reason: string }[];
  readonly failedCount: number;
  /** Lines that are no row, in the objects that were read. */
  readonly refused: number;
  /** Of these, events of domains that nobody has. */
  readonly ofUnknownDomains: number;
}

export interface ReplayTally {
  readonly isAsked: IsAsked;
  /** An object is done with: read, left to the tasks that load, or passed by because it can hold nothing of the period. */
  onObject(outcome: "read" | "waiting" | "passed"): void;
  onRestored(): void;
  onFailed(key: string, error: unknown): void;
  onPart(kind: KindName, part: CountedPart): void;
  onMissing(kind: KindName, ids: readonly TimedId[]): void;
  readProgress(): Omit<ReplayProgress, "objects">;
  count(): ReplayCounts;
}

const FAILED_MAX = 100;

/**
 * Counts what a replay meets. What is missing is counted by ids and not as it is loaded, so that a dry run, which asks silver for
 * each of two equal rows, says the same.
 */
export function createReplayTally(
  { period, code }: { readonly period: Period; readonly code: string | undefined },
  ids: ScratchIds,
): ReplayTally {
  const isInPeriod = createPeriodCheck(period);
  const rowsOfDay = new Map<string, number>();
  const failed: { key: string; reason: string }[] = [];
  const objects = { read: 0, waiting: 0, passed: 0, failed: 0, restored: 0 };
  let rows = 0;
  const lines = { refused: 0, ofUnknownDomains: 0 };

  function listReplayDays(): ReplayDay[] {
    const added = new Map(ids.countDays().map(({ kind, day, count }) => [`${day} ${kind}`, count]));
    return [...rowsOfDay].sort().map(([name, count]) => {
      const [day = "", kind] = name.split(" ");
      return { day, kind: kind === "sessions" ? kind : "events", rows: count, added: added.get(name) ?? 0 };
    });
  }

  return {
    isAsked: (own, atMs) => (code === undefined || own === code) && isInPeriod(atMs),
    onObject(outcome) {
      objects[outcome] += 1;
    },
    onRestored() {
      objects.restored += 1;
    },
    onFailed(key, error) {
      objects.failed += 1;
      if (failed.length < FAILED_MAX) failed.push({ key, reason: toReason(error) });
    },
    onPart(kind, { ids: found, refused, ofUnknownDomains }) {
      rows += found.length;
      lines.refused += refused;
      lines.ofUnknownDomains += ofUnknownDomains;
      for (const { atMs } of found) {
        const name = `${toDay(atMs)} ${kind}`;
        rowsOfDay.set(name, (rowsOfDay.get(name) ?? 0) + 1);
      }
    },
    onMissing: (kind, found) => ids.add(kind, found),
    readProgress: () => ({ objectsDone: objects.read + objects.waiting + objects.passed + objects.failed, rows }),
    count: () => ({
      days: listReplayDays(),
      ...{ objectsRead: objects.read, objectsWaiting: objects.waiting, objectsRestored: objects.restored },
      ...{ failed, failedCount: objects.failed, ...lines },
    }),
  };
}

// What failed may be quoted in it.
function toReason(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300).replaceAll(/\s+/g, " ");
}
