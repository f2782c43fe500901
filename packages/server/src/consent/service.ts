import { hash } from "node:crypto";
import { resolveRegulation } from "@cookiehub/schemas/rules";
import type {
  ConsentHistoryAnswer,
  ConsentMigrateAnswer,
  ConsentUnlinkAnswer,
  ConsentWithdrawAnswer,
  SubjectEraseAnswer,
  SubjectExportAnswer,
} from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";
import type { AuditSubjectFilter, Cache, RelationalStore, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import { type CachedAnswer, createAnswerCache } from "./answer-cache.ts";
import { toCheckAnswer } from "./check.ts";
import type { Caller, Committed, ConsentChange, UnitParts } from "./context.ts";
import { readHistory, toHistoryEntry } from "./history.ts";
import { type MigrateCommand, migrateUnit } from "./migrate.ts";
import { createRecordReader } from "./record-reader.ts";
import { type ServerCookie, toServerCookie } from "./server-cookie.ts";
import { eraseUnit } from "./subject-erase.ts";
import { exportUnit, type SubjectCommand } from "./subject-export.ts";
import { unlinkUnit } from "./unlink.ts";
import { readReplayed, type UpdateCommand, type UpdateOutcome, updateUnit } from "./update.ts";
import { type WithdrawCommand, withdrawUnit } from "./withdraw.ts";

/** Most devices whose answers are remembered, and for how long. */
const DEVICES_MAX = 20_000;
const ANSWER_TTL_MS = 60_000;

export interface ConsentServiceParts {
  readonly store: RelationalStore;
  readonly cache: Cache;
  /** Whether no other process changes records: then answers are remembered here. */
  readonly isAlone: boolean;
  /** Tells listeners, here and in other processes, of a change that was committed. Never rejects. */
  readonly announce: (change: ConsentChange) => Promise<void>;
  readonly now: () => number;
  /** Random bytes; ids and salts are made of them. */
  readonly random: (bytes: number) => Uint8Array;
}

export interface CheckCommand {
  readonly tenant: TenantRow;
  readonly deviceId: string;
  readonly location: string | null;
  readonly gpc: boolean;
}

export interface CookieCommand {
  readonly tenant: TenantRow;
  readonly deviceId: string;
  /** Whether the visitor decided on this device just now. */
  readonly isDecision: boolean;
}

export interface ConsentService {
  /** JSON of a `ConsentCheckAnswer`, and its strong ETag. */
  check(command: CheckCommand): Promise<CachedAnswer>;
  /** The cookie of the decision that stands for a device; `null`: there is none to set. Never rejects. */
  readCookie(command: CookieCommand): Promise<ServerCookie | null>;
  update(command: UpdateCommand): Promise<UpdateOutcome>;
  withdraw(command: WithdrawCommand): Promise<ConsentWithdrawAnswer>;
  migrate(command: MigrateCommand): Promise<ConsentMigrateAnswer>;
  unlink(command: Caller): Promise<ConsentUnlinkAnswer>;
  history(tenant: TenantRow, filter: AuditSubjectFilter): Promise<ConsentHistoryAnswer>;
  exportSubject(command: SubjectCommand): Promise<SubjectExportAnswer>;
  eraseSubject(command: SubjectCommand): Promise<SubjectEraseAnswer>;
}

/** Creates the service that keeps consent records and their proof. */
export function createConsentService(parts: ConsentServiceParts): ConsentService {
  const { store, now, random } = parts;
  const { repositories } = store;
  const unitParts: UnitParts = { repositories, now, random };
  const changes = createChangeBook(parts);
  const record = <Outcome>({ tenant, deviceId }: Caller, change: () => Unit<Outcome>): Promise<Outcome> =>
    changes.keep(tenant, [deviceId], () => store.transaction(change));

  return {
    check: createCheck(parts, changes),
    readCookie: async ({ tenant, deviceId, isDecision }) => {
      // What was recorded is acknowledged, with the cookie or without it.
      const found = await changes.records.read(tenant.tenantId, deviceId).catch(() => undefined);
      if (!found || (!isDecision && found.subject !== toDeviceSubject(deviceId))) return null;
      return toServerCookie(found, tenant, deviceId, now());
    },
    update: async (command) => {
      const outcome = await record(command, () => updateUnit(unitParts, command));
      // Whoever recorded it may have died before it told anybody: an answer that is given again is told again.
      const touched = outcome.committed ?? (await store.read(() => readReplayed(unitParts, command, outcome)));
      await changes.tell(touched, "update");
      return outcome;
    },
    withdraw: async (command) => {
      const outcome = await record(command, () => withdrawUnit(unitParts, command));
      await changes.tell(outcome.committed, "withdraw");
      return outcome.answer;
    },
    migrate: async (command) => {
      const outcome = await record(command, () => migrateUnit(unitParts, command));
      await changes.tell(outcome.committed, "migrate");
      return outcome.answer;
    },
    unlink: async (command) => {
      const outcome = await record(command, () => unlinkUnit(unitParts, command));
      await changes.tell(outcome.committed, "unlink");
      return outcome.answer;
    },
    history: async (tenant, filter) => {
      const rows = await store.read(() => readHistory(repositories, tenant.tenantId, filter));
      return { decisions: rows.map(toHistoryEntry) };
    },
    exportSubject: (command) => store.transaction(() => exportUnit(unitParts, command)),
    eraseSubject: async (command) => {
      const { tenant, filter } = command;
      const named = "deviceId" in filter ? [filter.deviceId] : [];
      const outcome = await changes.keep(tenant, named, () => store.transaction(() => eraseUnit(unitParts, command)));
      await changes.tell(outcome.committed, "erase");
      return outcome.answer;
    },
  };
}

interface ChangeBook {
  readonly answers: ReturnType<typeof createAnswerCache>;
  readonly records: ReturnType<typeof createRecordReader>;
  /** Runs a change that names these devices; where nobody knows whether it was recorded, nothing stays remembered. */
  keep<Outcome>(tenant: TenantRow, deviceIds: readonly string[], change: () => Promise<Outcome>): Promise<Outcome>;
  /** Forgets what the change made untrue, everywhere, then tells who listens. Before the change is acknowledged. */
  tell(committed: Committed | null, action: ConsentChange["action"]): Promise<void>;
}

function createChangeBook({ store, cache, announce }: ConsentServiceParts): ChangeBook {
  const answers = createAnswerCache(DEVICES_MAX);
  const records = createRecordReader(store, cache);
  return {
    answers,
    records,
    keep: async ({ tenantId }, deviceIds, change) => {
      try {
        return await change();
      } catch (error) {
        // A refused change left nothing. Whether any other was recorded, and for which devices, only the store knows.
        if (!(error instanceof ApiError)) {
          answers.forgetAll();
          await records.forget(tenantId, deviceIds);
        }
        throw error;
      }
    },
    tell: async (committed, action) => {
      if (committed === null) return;
      const { tenantId, devices, subject, deviceId, auditId } = committed;
      for (const device of devices) answers.forget(toDeviceKey(tenantId, device));
      await records.forget(tenantId, devices);
      await announce({ tenantId, subject, deviceId, auditId, action });
      // These change whose record a device reads: each device hears it under its own name.
      if (action === "update" || action === "withdraw") return;
      const others = devices.map(toDeviceSubject).filter((device) => device !== subject);
      await Promise.all(others.map((device) => announce({ tenantId, subject: device, deviceId, auditId, action })));
    },
  };
}

function createCheck({ now, isAlone }: ConsentServiceParts, { answers, records }: ChangeBook): ConsentService["check"] {
  return async ({ tenant, deviceId, location, gpc }) => {
    const nowMs = now();
    const regulation = resolveRegulation(location, tenant.config.regulations);
    const device = toDeviceKey(tenant.tenantId, deviceId);
    // A rollback brings a content back, yet not what was asked under it.
    const question = `${tenant.configHash} ${tenant.servicesVersion} ${regulation.id} ${gpc}`;
    const known = isAlone ? answers.find(device, question, nowMs) : undefined;
    if (known) return known;
    const mark = answers.mark();
    const record = await records.read(tenant.tenantId, deviceId);
    const body = JSON.stringify(toCheckAnswer(tenant, deviceId, record, regulation, gpc, nowMs));
    const expiresAtMs = record && record.expiresAtMs > nowMs ? record.expiresAtMs : Number.POSITIVE_INFINITY;
    const validUntilMs = Math.min(nowMs + ANSWER_TTL_MS, expiresAtMs);
    const answer = { body, etag: `"${hash("sha1", body, "base64url")}"`, validUntilMs };
    if (isAlone) answers.keep(device, question, answer, mark);
    return answer;
  };
}

function toDeviceKey(tenantId: string, deviceId: string): string {
  return `${tenantId} ${deviceId}`;
}
