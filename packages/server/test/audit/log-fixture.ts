import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toAuditId } from "../../src/audit/audit-id.ts";
import { toAuditEntry } from "../../src/audit/entry.ts";
import { createLogReader } from "../../src/audit/log-reader.ts";
import { createSequencer, type Sequencer, type SequencerParts } from "../../src/audit/sequencer.ts";
import { createLog } from "../../src/http/log.ts";
import { createFileObjects } from "../../src/storage/objects/filesystem.ts";
import type { AuditRow, ObjectStore, RelationalStore } from "../../src/storage/ports.ts";
import { createSqliteRelational } from "../../src/storage/relational/sqlite.ts";

/** A log on a real database and real files. */
export interface LogFixture {
  readonly directory: string;
  readonly keyFile: string;
  readonly store: RelationalStore;
  readonly objects: ObjectStore;
  /** A process's sequencer; several can be made on one fixture. */
  createSequencer(changes?: Partial<SequencerParts>): Sequencer;
  /** Writes decisions, each its own transaction; answers their entries. */
  append(count: number, atMs?: number, store?: RelationalStore): Promise<AuditRow[]>;
  close(): Promise<void>;
}

const START_MS = Date.UTC(2026, 10, 20, 12);

export async function createLogFixture(): Promise<LogFixture> {
  const directory = await mkdtemp(join(tmpdir(), "cookiehub-log-"));
  const store = await createSqliteRelational({ file: join(directory, "cookiehub.sqlite") });
  const objects = await createFileObjects({ directory: join(directory, "objects") });
  const keyFile = join(directory, "audit-key.pem");
  let number = 0;

  async function append(count: number, atMs = START_MS, into = store): Promise<AuditRow[]> {
    const pairs = Array.from({ length: count }, () => createDecision(number++, atMs));
    await Promise.all(
      pairs.map(({ entry, subject }) => into.transaction(() => into.repositories.audit.append(entry, subject))),
    );
    return pairs.map(({ entry }) => entry);
  }

  return {
    directory,
    keyFile,
    store,
    objects,
    append,
    createSequencer: (changes = {}) => {
      const parts = { store, objects, keyFile, origin: "log.example", log: createLog("silent").log, ...changes };
      const reader = createLogReader(parts.store, parts.objects);
      return createSequencer({ reader, now: () => START_MS, anchorEveryMs: 0, batchSize: 256, ...parts });
    },
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Runs a sequencer until it finds nothing more to do. */
export async function runToEnd(sequencer: Sequencer): Promise<void> {
  while ((await sequencer.task.run()) === "done");
}

function createDecision(number: number, atMs: number): ReturnType<typeof toAuditEntry> {
  const random = Buffer.alloc(16);
  random.writeUInt32BE(number);
  const facts = {
    auditId: toAuditId(atMs, random.subarray(0, 10)),
    consentId: `con_${number}`,
    tenantId: "demo",
    atMs,
    action: "custom" as const,
    method: "preferences" as const,
    regulation: "gdpr",
    regulationConfidence: "high" as const,
    configVersion: 1,
    configHash: "config",
    shownConfigVersion: 1,
    policyVersion: "1",
    bannerVersion: "1",
    variant: null,
    gpc: false,
    isSuperseded: false,
    choices: { essential: true, analytics: number % 2 === 0 },
    previousAuditId: null,
  };
  const person = {
    deviceId: `dev_${String(number).padStart(8, "0")}`,
    userId: null,
    userAgent: "Browser on System, desktop",
    addressPrefix: "203.0.113.0/24",
    hostname: "shop.example",
    path: "/",
    language: "de",
    decidedAt: null,
    tcString: null,
    gppString: null,
  };
  return toAuditEntry(facts, person, random);
}
