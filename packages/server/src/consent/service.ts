import { hash } from "node:crypto";
import { resolveRegulation } from "@cookiehub/schemas/rules";
import type { ConsentCheckAnswer, ConsentHistoryAnswer, ConsentUpdateRequest } from "@cookiehub/schemas/types";
import { toCanonicalJson } from "../canonical-json.ts";
import { ApiError } from "../http/api-error.ts";
import type { RelationalStore, TenantRow } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import type { Agent } from "./agent.ts";
import { toCheckAnswer } from "./check.ts";
import { findUnknownCategories, toDecision } from "./decide.ts";
import { toHistoryEntry } from "./history.ts";

/** Most decisions that one history answer lists. */
const HISTORY_MAX = 100;

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

export interface UpdateCommand {
  readonly tenant: TenantRow;
  readonly deviceId: string;
  readonly idempotencyKey: string;
  readonly location: string | null;
  readonly request: ConsentUpdateRequest;
  readonly agent: Agent;
  readonly addressPrefix: string;
}

/** A recorded answer, as it was first given. */
export interface UpdateOutcome {
  readonly status: number;
  /** JSON text. */
  readonly answer: string;
  readonly isReplayed: boolean;
}

export interface ConsentService {
  check(command: CheckCommand): Promise<ConsentCheckAnswer>;
  update(command: UpdateCommand): Promise<UpdateOutcome>;
  history(tenant: TenantRow, deviceId: string): Promise<ConsentHistoryAnswer>;
}

/** Creates the service that keeps consent records and their proof. */
export function createConsentService(parts: ConsentServiceParts): ConsentService {
  const { store, now } = parts;
  const { repositories } = store;
  const newId = (prefix: string): string => `${prefix}_${Buffer.from(parts.random(16)).toString("base64url")}`;

  function* updateUnit(command: UpdateCommand, requestHash: string): Unit<UpdateOutcome> {
    const { tenant, deviceId, idempotencyKey, location } = command;
    const earlier = yield* repositories.idempotency.find(tenant.tenantId, idempotencyKey);
    if (earlier) {
      if (earlier.requestHash === requestHash)
        return { status: earlier.status, answer: earlier.answer, isReplayed: true };
      throw new ApiError(
        "idempotency_conflict",
        "This idempotency key was used for another request. Use a new key for a new decision.",
      );
    }
    refuseUnknownCategories(tenant, command.request);
    const nowMs = now();
    const decision = toDecision(command.request, {
      tenant,
      deviceId,
      idempotencyKey,
      current: yield* repositories.consents.current(tenant.tenantId, deviceId),
      regulation: resolveRegulation(location, tenant.config.regulations),
      agent: command.agent,
      addressPrefix: command.addressPrefix,
      nowMs,
      newConsentId: newId("con"),
      auditId: newId("aud"),
      salt: parts.random(16),
    });
    const answer = JSON.stringify(decision.answer);
    yield* repositories.consents.put(decision.record);
    yield* repositories.audit.append(decision.entry, decision.subject);
    yield* repositories.outbox.add(JSON.stringify(decision.message));
    const { tenantId } = tenant;
    yield* repositories.idempotency.put({
      tenantId,
      key: idempotencyKey,
      requestHash,
      status: 201,
      answer,
      createdAtMs: nowMs,
    });
    return { status: 201, answer, isReplayed: false };
  }

  return {
    check: async ({ tenant, deviceId, location, gpc }) => {
      const record = await store.read(() => repositories.consents.current(tenant.tenantId, deviceId));
      const regulation = resolveRegulation(location, tenant.config.regulations);
      return toCheckAnswer(tenant, deviceId, record, regulation, gpc, now());
    },
    update: async (command) => {
      const requestHash = toRequestHash(command);
      return store.transaction(() => updateUnit(command, requestHash));
    },
    history: async (tenant, deviceId) => {
      const rows = await store.read(() => repositories.audit.bySubject(tenant.tenantId, deviceId, HISTORY_MAX));
      return { decisions: rows.map(toHistoryEntry) };
    },
  };
}

// After the look for an earlier answer: a decision that was recorded stays recorded when its category goes.
function refuseUnknownCategories(tenant: TenantRow, request: ConsentUpdateRequest): void {
  const unknown = findUnknownCategories(tenant, request);
  if (unknown.length === 0) return;
  const details = unknown.map((id) => ({ path: `categories.${id}`, message: "is not a category of this tenant" }));
  throw new ApiError("unknown_category", `The tenant has no category ${unknown.join(", ")}.`, details);
}

// The device belongs to the question: the same key and body from another device is another decision.
function toRequestHash(command: UpdateCommand): string {
  return hash("sha256", toCanonicalJson([command.deviceId, command.request]));
}
