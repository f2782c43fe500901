import type { AnalyticsStore, ObjectStore, RelationalStore } from "../../storage/ports.ts";
import { createScratchIds } from "../../storage/scratch-ids.ts";
import { planBronze } from "./bronze-plan.ts";
import { groupByDay, listDay } from "./listed-objects.ts";
import { listDays, type Period } from "./replay-period.ts";
import type { RowMakers } from "./replay-rows.ts";
import { createReplayTally, type ReplayCounts, type ReplayProgress, type ReplayTally } from "./replay-tally.ts";
import { isUnavailable, ReplayStoppedError, type RetryParts, retrying } from "./retrying.ts";
import { type SettledDays, settleDays } from "./settle-days.ts";
import { createSilverKinds, type OpenKind, pickFirst } from "./silver-kinds.ts";

export interface ReplayParts extends RowMakers, RetryParts {
  readonly store: Pick<RelationalStore, "repositories" | "read" | "transaction" | "exclusively" | "ping">;
  readonly objects: Pick<ObjectStore, "list" | "get" | "ping">;
  readonly analytics: AnalyticsStore;
  readonly period: Period;
  /** Of the one tenant that is asked for; undefined: of all. */
  readonly code: string | undefined;
  /** Nothing is written. */
  readonly isDryRun: boolean;
  /** Names this run in the keys that its rows are loaded under: never used before. */
  readonly runId: string;
  readonly now: () => number;
  readonly onProgress: (progress: ReplayProgress) => void;
}

export interface ReplayReport extends ReplayCounts {
  /** How it ended; `store_away`: a store did not answer, and `reason` says which. */
  readonly end: "whole" | "stopped" | "store_away";
  readonly reason: string;
  /** Undefined where it did not come to that. */
  readonly settled: SettledDays | undefined;
}

/**
 * Reads bronze again and loads what silver lacks of a period; then settles its days. Rows that are known are not loaded, so a
 * replay of everything is quiet where nothing was missing; what is loaded is told apart by ids, so that it can be broken off and
 * started again, and run beside the tasks that load. Objects that wait for these are left to them. Writes nothing to bronze.
 */
export async function replay(parts: ReplayParts): Promise<ReplayReport> {
  const ids = createScratchIds();
  const tally = createReplayTally(parts, ids);
  try {
    await readAll(parts, tally);
    const settled = parts.isDryRun ? undefined : await settleDays(parts, listDays(parts.period));
    return { ...tally.count(), end: "whole", reason: "", settled };
  } catch (error) {
    const isStopped = error instanceof ReplayStoppedError;
    if (!isStopped && !isUnavailable(error)) throw error;
    const end = isStopped ? "stopped" : "store_away";
    return { ...tally.count(), end, reason: error.message, settled: undefined };
  } finally {
    ids.close();
  }
}

async function readAll(parts: ReplayParts, tally: ReplayTally): Promise<void> {
  const kinds = createSilverKinds(parts.analytics);
  const { folders, objects } = await retrying(parts, () => planBronze(parts.objects, parts.period));
  const showProgress = (): void => {
    const done = tally.readProgress();
    // There may be more by now than were counted.
    parts.onProgress({ ...done, objects: Math.max(objects, done.objectsDone) });
  };
  showProgress();
  for (const ofDay of groupByDay(folders)) {
    for (const { key, kind, state } of await listDay(parts, ofDay)) {
      if (parts.signal.aborted) throw new ReplayStoppedError();
      if (state === "pending") tally.onObject("waiting");
      else if (state === "passed") tally.onObject("passed");
      else await readObject(parts, tally, kinds[kind], key, state);
      showProgress();
    }
  }
}

async function readObject(
  parts: ReplayParts,
  tally: ReplayTally,
  kind: OpenKind,
  key: string,
  state: "loaded" | "failed" | "unknown",
): Promise<void> {
  try {
    const isWhole = await loadParts(parts, tally, kind, key);
    tally.onObject("read");
    if (state !== "failed" || !isWhole || parts.isDryRun) return;
    await markLoaded(parts, kind, key);
    tally.onRestored();
  } catch (error) {
    if (error instanceof ReplayStoppedError) throw error;
    // What fails for so long, while the stores answer, is this object's own fault.
    if (isUnavailable(error) && !(await doAllAnswer(parts))) throw error;
    tally.onFailed(key, error);
  }
}

/** Loads what is missing of an object; answers whether all of its rows were asked for. */
async function loadParts(parts: ReplayParts, tally: ReplayTally, kind: OpenKind, key: string): Promise<boolean> {
  const body = await retrying(parts, () => parts.objects.get(key));
  if (!body) throw new Error("it was listed, and is gone");
  let others = 0;
  let number = 0;
  for await (const part of kind.openParts(key, body, parts, tally.isAsked)) {
    if (parts.signal.aborted) throw new ReplayStoppedError();
    others += part.others;
    tally.onPart(kind.name, part);
    const missing = part.ids.length === 0 ? [] : await retrying(parts, part.findMissing);
    if (missing.length > 0) {
      const places = pickFirst(part.ids, missing);
      const missingIds = places.flatMap((place) => part.ids[place] ?? []);
      tally.onMissing(kind.name, missingIds);
      // Not under the object's own key, which is known. The same rows under the same key at every try: a try whose answer was
      // lost is known again.
      const loadKey = `replay/${parts.runId}/${key}#part-${number}`;
      if (!parts.isDryRun) await retrying(parts, () => part.load(loadKey, places));
    }
    number += 1;
  }
  return others === 0;
}

async function markLoaded({ store, now, ...parts }: ReplayParts, kind: OpenKind, key: string): Promise<void> {
  const { ingest, cdn } = store.repositories;
  await retrying(parts, () => store.transaction(() => (kind.name === "events" ? ingest : cdn).markLoaded(key, now())));
}

async function doAllAnswer({ store, objects, analytics }: ReplayParts): Promise<boolean> {
  try {
    await Promise.all([store.ping(), objects.ping(), analytics.ping()]);
    return true;
  } catch {
    return false;
  }
}
