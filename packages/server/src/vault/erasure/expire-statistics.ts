import type { AnalyticsStore, CodeRetention, RelationalStore, Retention, TenantRow } from "../../storage/ports.ts";
import type { Task } from "../../tasks/loop.ts";
import { SETTLE_LOCK } from "../ingest/settle.ts";
import type { RetentionSettings } from "./variables.ts";

export interface ExpireStatisticsParts {
  readonly store: RelationalStore;
  readonly analytics: Pick<AnalyticsStore, "expire">;
  readonly settings: Pick<RetentionSettings, "sessionDays" | "consentEventDays">;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const TENANTS_PER_READ = 100;

/**
 * Ends the keeping of single rows once a day: those of tenants with a rule of their own after their time, all others after the
 * server's. A run that was broken off is made up for by the next one.
 */
export function createExpireStatistics(parts: ExpireStatisticsParts): Task {
  let expiredOn = "";
  async function expire(today: string, stopping: AbortSignal | undefined): Promise<"idle"> {
    for (const retention of await readRetentions(parts)) {
      if (!(await parts.analytics.expire(retention, stopping))) return "idle";
    }
    expiredOn = today;
    return "idle";
  }
  return {
    name: "expire-statistics",
    // Where another has the lock just now, its turn comes in a minute; a day that is done asks for no lock.
    everyMs: MINUTE_MS,
    run: async (stopping) => {
      const today = toDay(parts.now());
      if (today === expiredOn) return "idle";
      return (await parts.store.exclusively(SETTLE_LOCK, () => expire(today, stopping))) ?? "idle";
    },
  };
}

async function readRetentions({ store, settings, now }: ExpireStatisticsParts): Promise<readonly Retention[]> {
  const nowMs = now();
  const toFirstDay = (days: number): string => toDay(nowMs - days * DAY_MS);
  const sessions: CodeRetention[] = [];
  const events: CodeRetention[] = [];
  for await (const { code, config } of listTenants(store)) {
    const { session_days, consent_event_days } = config.retention ?? {};
    if (session_days !== undefined) sessions.push({ code, firstDay: toFirstDay(session_days) });
    if (consent_event_days !== undefined) events.push({ code, firstDay: toFirstDay(consent_event_days) });
  }
  return [
    { rows: "sessions", firstDay: toFirstDay(settings.sessionDays), others: sessions },
    { rows: "consent_events", firstDay: toFirstDay(settings.consentEventDays), others: events },
  ];
}

async function* listTenants(store: RelationalStore): AsyncGenerator<TenantRow> {
  for (let after = ""; ; ) {
    const rows = await store.read(() => store.repositories.tenants.list(null, after, TENANTS_PER_READ));
    yield* rows;
    if (rows.length < TENANTS_PER_READ) return;
    after = rows.at(-1)?.tenantId ?? "";
  }
}

const toDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
