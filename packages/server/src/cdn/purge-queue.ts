import type { Logger } from "../http/log.ts";
import type { Metrics } from "../http/metrics.ts";
import type { TenantRow } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import { CdnPurgeError, type CdnPurger, toTenantPurge } from "./purge.ts";

/** Most tenants that wait. */
const WAITING_MAX = 10_000;
/** Failures in a row after which a batch is given up: a CDN keeps our files for a minute only. */
const ATTEMPTS_MAX = 10;
// A CDN that asks again at once must find every process with the new configuration, and changes in a row go in one call.
const EVERY_MS = 1000;

/** Tells the CDN which tenants changed: behind the write, never in its way. */
export interface PurgeQueue {
  /** Returns at once; never throws. A tenant that waits already is purged once. */
  add(tenant: Pick<TenantRow, "tenantId" | "code">): void;
  /** Sends what waits. A failure is logged, counted and tried again by the loop, later each time. */
  readonly task: Task;
}

export interface PurgeQueueParts {
  readonly purger: CdnPurger;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, "addGauge">;
  /** @default 10,000 */
  readonly waitingMax?: number | undefined;
}

/** Creates the queue. It stands in memory: what a process that ends still had to purge is stale within a minute. */
export function createPurgeQueue({ purger, log, metrics, waitingMax = WAITING_MAX }: PurgeQueueParts): PurgeQueue {
  const waiting = new Map<string, Pick<TenantRow, "tenantId" | "code">>();
  let failures = 0;
  let dropped = 0;
  metrics.addGauge(
    "cookiehub_cdn_purges_waiting",
    "Tenants that the CDN still has to forget",
    async () => waiting.size,
  );
  metrics.addGauge("cookiehub_cdn_purges_dropped", "Tenants that were given up since the start", async () => dropped);

  function add(tenant: Pick<TenantRow, "tenantId" | "code">): void {
    waiting.set(tenant.tenantId, tenant);
    const [oldest] = waiting.size > waitingMax ? waiting.keys() : [];
    if (oldest === undefined) return;
    waiting.delete(oldest);
    dropped++;
  }

  async function run(): Promise<"done" | "idle"> {
    const batch = [...waiting.values()].slice(0, purger.tenantsMax);
    if (batch.length === 0) return "idle";
    for (const { tenantId } of batch) waiting.delete(tenantId);
    const purges = batch.map(toTenantPurge);
    try {
      await purger.purge({
        tags: purges.flatMap(({ tags }) => tags),
        paths: purges.flatMap(({ paths }) => paths),
      });
    } catch (error) {
      if (++failures < ATTEMPTS_MAX) {
        for (const tenant of batch) add(tenant);
        throw error;
      }
      failures = 0;
      dropped += batch.length;
      const reason = error instanceof CdnPurgeError ? error.message : String(error);
      log.error({ provider: purger.provider, tenants: batch.length, reason }, "the CDN was not told of changes");
      return "idle";
    }
    failures = 0;
    return waiting.size > 0 ? "done" : "idle";
  }

  return { add, task: { name: "cdn-purge", everyMs: EVERY_MS, accompanies: "every process", run } };
}
