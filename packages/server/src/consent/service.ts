import { hash } from "node:crypto";
import { resolveRegulation } from "@cookiehub/schemas/rules";
import type { ConsentHistoryAnswer } from "@cookiehub/schemas/types";
import type { RelationalStore, TenantRow } from "../storage/ports.ts";
import { type CachedAnswer, createAnswerCache } from "./answer-cache.ts";
import { toCheckAnswer } from "./check.ts";
import { toHistoryEntry } from "./history.ts";
import { type UpdateCommand, type UpdateOutcome, updateUnit } from "./update.ts";

/** Most decisions that one history answer lists. */
const HISTORY_MAX = 100;
/** Most devices whose answers are remembered, and for how long. */
const DEVICES_MAX = 20_000;
const ANSWER_TTL_MS = 60_000;

export interface ConsentServiceParts {
  readonly store: RelationalStore;
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

export interface ConsentService {
  /** JSON of a `ConsentCheckAnswer`, and its strong ETag. */
  check(command: CheckCommand): Promise<CachedAnswer>;
  update(command: UpdateCommand): Promise<UpdateOutcome>;
  history(tenant: TenantRow, deviceId: string): Promise<ConsentHistoryAnswer>;
}

/** Creates the service that keeps consent records and their proof. */
export function createConsentService({ store, now, random }: ConsentServiceParts): ConsentService {
  const { repositories } = store;
  const answers = createAnswerCache(DEVICES_MAX);

  return {
    check: async ({ tenant, deviceId, location, gpc }) => {
      const nowMs = now();
      const regulation = resolveRegulation(location, tenant.config.regulations);
      const device = toDeviceKey(tenant, deviceId);
      const question = `${tenant.configHash} ${regulation.id} ${gpc}`;
      const known = answers.find(device, question, nowMs);
      if (known) return known;
      const mark = answers.mark();
      const record = await store.read(() => repositories.consents.current(tenant.tenantId, deviceId));
      const body = JSON.stringify(toCheckAnswer(tenant, deviceId, record, regulation, gpc, nowMs));
      const expiresAtMs = record && record.expiresAtMs > nowMs ? record.expiresAtMs : Number.POSITIVE_INFINITY;
      const validUntilMs = Math.min(nowMs + ANSWER_TTL_MS, expiresAtMs);
      const answer = { body, etag: `"${hash("sha1", body, "base64url")}"`, validUntilMs };
      answers.keep(device, question, answer, mark);
      return answer;
    },
    update: async (command) => {
      try {
        return await store.transaction(() => updateUnit({ repositories, now, random }, command));
      } finally {
        // Also after a failure: whether it was recorded is then for the store to say.
        answers.forget(toDeviceKey(command.tenant, command.deviceId));
      }
    },
    history: async (tenant, deviceId) => {
      const rows = await store.read(() => repositories.audit.bySubject(tenant.tenantId, { deviceId }, HISTORY_MAX));
      return { decisions: rows.map(toHistoryEntry) };
    },
  };
}

function toDeviceKey(tenant: TenantRow, deviceId: string): string {
  return `${tenant.tenantId} ${deviceId}`;
}
