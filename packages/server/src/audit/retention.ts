import type { RelationalStore } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import type { Task } from "../tasks/loop.ts";
import { toAuditId } from "./audit-id.ts";
import { toAdministrativeEntry } from "./entry.ts";

export interface RetentionParts {
  readonly store: RelationalStore;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly retainDays: number;
  /** Most persons' fields erased at once. @default 5000 */
  readonly batchSize?: number | undefined;
}

const DAY_MS = 86_400_000;
const BATCH_SIZE = 5000;

/** Creates the task that erases the personal fields behind entries older than the retention, and says so in the log. */
export function createRetention(parts: RetentionParts): Task {
  const { store, batchSize = BATCH_SIZE } = parts;
  return {
    name: "audit-retention",
    everyMs: 3_600_000,
    run: async () => {
      const erased = await store.exclusively("audit-retention", () =>
        store.transaction(() => eraseUnit(parts, batchSize)),
      );
      return erased === batchSize ? "done" : "idle";
    },
  };
}

function* eraseUnit({ store, now, random, retainDays }: RetentionParts, limit: number): Unit<number> {
  const { audit } = store.repositories;
  const atMs = now();
  const beforeMs = atMs - retainDays * DAY_MS;
  const erased = yield* audit.eraseBefore(beforeMs, limit);
  if (erased === 0) return 0;
  const entry = toAdministrativeEntry({
    auditId: toAuditId(atMs, random(10)),
    tenantId: "",
    atMs,
    action: "retention_erase",
    details: { before: new Date(beforeMs).toISOString(), erased },
  });
  yield* audit.append(entry, null);
  return erased;
}
