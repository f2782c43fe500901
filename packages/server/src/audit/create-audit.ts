import type { Logger } from "../http/log.ts";
import type { Metrics } from "../http/metrics.ts";
import type { Route } from "../http/route.ts";
import type { ObjectStore, RelationalStore } from "../storage/ports.ts";
import type { Task } from "../tasks/loop.ts";
import type { TenantDirectory } from "../tenants/directory.ts";
import { createArchive } from "./archive.ts";
import { createLogReader } from "./log-reader.ts";
import { createRetention } from "./retention.ts";
import { createAuditRoutes } from "./routes.ts";
import { createSequencer, type Sequencer } from "./sequencer.ts";
import type { AuditSettings } from "./settings.ts";

export interface AuditParts {
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  readonly tenants: TenantDirectory;
  readonly settings: AuditSettings;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

export interface Audit {
  readonly routes: readonly Route[];
  readonly tasks: readonly Task[];
  /** Rejects while nothing is signed; decisions are recorded all the same. */
  check(): Promise<void>;
}

/** Puts the audit log together. */
export function createAudit(parts: AuditParts): Audit {
  const { store, objects, settings, log, metrics, now, tenants } = parts;
  const reader = createLogReader(store, objects);
  const sequencer = createSequencer({ store, objects, reader, log, now, ...settings });
  addAuditGauges(metrics, store, sequencer, now);
  return {
    routes: createAuditRoutes({ store, log: reader, tenants }),
    tasks: [
      sequencer.task,
      createArchive({ store, objects, now, ...settings }),
      createRetention({ store, now, random: parts.random, ...settings }),
    ],
    check: async () => {
      const { state, reason } = sequencer.health();
      if (state !== "signing") throw new Error(`the audit log is not signed: ${reason}`);
    },
  };
}

function addAuditGauges(metrics: Metrics, store: RelationalStore, sequencer: Sequencer, now: () => number): void {
  const { auditLog } = store.repositories;
  metrics.addGauge("cookiehub_audit_waiting", "Audit entries that wait for their place in the log", () =>
    store.read(() => auditLog.waiting()),
  );
  metrics.addGauge("cookiehub_audit_log_size", "Audit entries that have a place in the log", () =>
    store.read(() => auditLog.size()),
  );
  metrics.addGauge(
    "cookiehub_audit_checkpoint_age_seconds",
    "Age of the newest checkpoint of the audit log",
    async () => {
      const row = await store.read(() => auditLog.latestCheckpoint());
      return row === undefined ? 0 : Math.max(0, now() - row.atMs) / 1000;
    },
  );
  metrics.addGauge(
    "cookiehub_audit_log_fault",
    "1 when the audit log was found changed: nothing is signed",
    async () => (sequencer.health().state === "fault" ? 1 : 0),
  );
  metrics.addGauge("cookiehub_audit_log_unsigned", "1 when this process cannot sign the audit log", async () =>
    sequencer.health().state === "unsigned" ? 1 : 0,
  );
}
