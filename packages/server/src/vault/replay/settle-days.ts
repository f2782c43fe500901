import { StorageUnavailableError } from "../../storage/errors.ts";
import type { AnalyticsStore, GoldDrift, RelationalStore } from "../../storage/ports.ts";
import { SETTLE_LOCK } from "../ingest/settle.ts";
import { type RetryParts, retrying } from "./retrying.ts";

/** What came of settling some days. */
export interface SettledDays {
  readonly days: number;
  /** What differed and was rebuilt, perhaps of later days too. */
  readonly drifts: readonly GoldDrift[];
  /** Days that still differed after some tries: rows came to them meanwhile. */
  readonly unsettled: readonly string[];
}

export interface SettleDaysParts extends RetryParts {
  readonly store: Pick<RelationalStore, "exclusively">;
  readonly analytics: Pick<AnalyticsStore, "settleDay" | "refreshBots">;
}

const TRIES = 3;

/** Settles days until each says that nothing differs, and counts the user agents of sessions anew. */
export async function settleDays(parts: SettleDaysParts, days: readonly string[]): Promise<SettledDays> {
  const drifts: GoldDrift[] = [];
  const unsettled: string[] = [];
  for (const day of days) {
    let found: readonly GoldDrift[] = [];
    for (let tries = 0; tries < TRIES; tries += 1) {
      found = await retrying(parts, () => settleInTurn(parts, day));
      drifts.push(...found);
      if (found.length === 0) break;
    }
    if (found.length > 0) unsettled.push(day);
  }
  await retrying(parts, () => parts.analytics.refreshBots());
  return { days: days.length, drifts, unsettled };
}

// The server rebuilds days as well: two of them at once could leave what the slower one had read before.
async function settleInTurn({ store, analytics }: SettleDaysParts, day: string): Promise<readonly GoldDrift[]> {
  const found = await store.exclusively(SETTLE_LOCK, () => analytics.settleDay(day));
  if (found === undefined) throw new StorageUnavailableError("the server is settling days itself");
  return found;
}
