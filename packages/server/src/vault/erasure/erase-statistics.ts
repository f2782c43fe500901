import type { Logger } from "../../http/log.ts";
import { toUserHash } from "../../storage/analytics/tombstones.ts";
import type { AnalyticsStore, ErasureRow, RelationalStore } from "../../storage/ports.ts";
import type { Unit } from "../../storage/unit.ts";
import type { Task } from "../../tasks/loop.ts";
import { SETTLE_LOCK } from "../ingest/settle.ts";

export interface EraseStatisticsParts {
  readonly store: RelationalStore;
  readonly analytics: Pick<AnalyticsStore, "eraseUsers">;
  readonly tombstoneKey: string;
  readonly log: Pick<Logger, "info">;
  readonly now: () => number;
}

const ERASURES_PER_RUN = 100;
/** A load that began before the erasure, and knew nothing of it, has long ended by then. */
const AGAIN_AFTER_MS = 3_600_000;
/** From when on an erasure that nobody carries out is somebody's trouble. */
const WAITING_MS_MAX = 24 * 3_600_000;

/**
 * Carries erasures over to the statistics. Twice each: at once, and when every load has ended that may have passed the first run by.
 * Then their tokens are forgotten. Clearing somebody out again changes nothing, so a crash between any two steps does no harm; an
 * erasure is never given up.
 */
export function createEraseStatistics(parts: EraseStatisticsParts): Task {
  return {
    name: "erase-statistics",
    everyMs: 30_000,
    // Days are rebuilt: under the lock of settling, so that no two of them make one day at once.
    run: async () => (await parts.store.exclusively(SETTLE_LOCK, () => eraseDue(parts))) ?? "idle",
  };
}

async function eraseDue({ store, analytics, tombstoneKey, log, now }: EraseStatisticsParts): Promise<"done" | "idle"> {
  const { erasures } = store.repositories;
  const due = await store.read(() => erasures.due(now(), ERASURES_PER_RUN));
  if (due.length === 0) return "idle";
  await analytics.eraseUsers(
    due.flatMap(({ code, userToken, untilMs }) => (userToken === null ? [] : [{ code, userToken, untilMs }])),
  );
  const doneAtMs = now();
  await store.transaction(function* (): Unit<void> {
    for (const erasure of due) yield* markRun(erasure);
  });
  log.info({ erasures: due.length }, "erasures carried out in the statistics");
  return due.length === ERASURES_PER_RUN ? "done" : "idle";

  function* markRun({ erasureId, runs, code, userToken }: ErasureRow): Unit<void> {
    if (runs === 0) yield* erasures.markRun(erasureId, doneAtMs + AGAIN_AFTER_MS);
    else yield* erasures.markDone(erasureId, toUserHash(tombstoneKey, code, userToken ?? ""));
  }
}

/** Throws where an erasure has been waiting for a day. */
export async function checkErasures(store: RelationalStore, nowMs: number): Promise<void> {
  const { count, oldestDueAtMs } = await store.read(() => store.repositories.erasures.waiting(nowMs));
  if (oldestDueAtMs === null || nowMs - oldestDueAtMs <= WAITING_MS_MAX) return;
  throw new Error(`${count} erasures wait for the statistics, one of them for over a day: see task erase-statistics`);
}
