import type { AnalyticsStore, GoldDrift } from "../../storage/ports.ts";
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
      found = await retrying(parts, () => parts.analytics.settleDay(day));
      drifts.push(...found);
      if (found.length === 0) break;
    }
    if (found.length > 0) unsettled.push(day);
  }
  await retrying(parts, () => parts.analytics.refreshBots());
  return { days: days.length, drifts, unsettled };
}
