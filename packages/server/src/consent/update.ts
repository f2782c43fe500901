import { hash } from "node:crypto";
import { resolveRegulation } from "@cookiehub/schemas/rules";
import type { ConsentUpdateRequest } from "@cookiehub/schemas/types";
import { toAuditId } from "../audit/audit-id.ts";
import { ApiError } from "../http/api-error.ts";
import type { Repositories, TenantRow } from "../storage/ports.ts";
import type { Unit } from "../storage/unit.ts";
import type { Agent } from "./agent.ts";
import { findUnknownCategories, toDecision } from "./decide.ts";

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

export interface UpdateParts {
  readonly repositories: Repositories;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

/**
 * Records a decision: record, audit entry, event and first answer, together or not at all. The same key and request
 * again is answered as the first time, whatever the tenant published since.
 */
export function* updateUnit(parts: UpdateParts, command: UpdateCommand): Unit<UpdateOutcome> {
  const { repositories, now, random } = parts;
  const { tenant, deviceId, idempotencyKey: key, location } = command;
  const requestHash = toRequestHash(command);
  const earlier = yield* repositories.idempotency.find(tenant.tenantId, key);
  if (earlier?.requestHash === requestHash) return { status: earlier.status, answer: earlier.answer, isReplayed: true };
  if (earlier) {
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
    idempotencyKey: key,
    current: yield* repositories.consents.current(tenant.tenantId, deviceId),
    regulation: resolveRegulation(location, tenant.config.regulations),
    agent: command.agent,
    addressPrefix: command.addressPrefix,
    nowMs,
    newConsentId: `con_${toIdText(random(16))}`,
    auditId: toAuditId(nowMs, random(10)),
    salt: random(16),
  });
  const answer = JSON.stringify(decision.answer);
  if (!decision.isSuperseded) yield* repositories.consents.put(decision.record);
  yield* repositories.audit.append(decision.entry, decision.subject);
  yield* repositories.outbox.add(JSON.stringify(decision.message));
  const { tenantId } = tenant;
  yield* repositories.idempotency.put({ tenantId, key, requestHash, status: 201, answer, createdAtMs: nowMs });
  return { status: 201, answer, isReplayed: false };
}

function refuseUnknownCategories(tenant: TenantRow, request: ConsentUpdateRequest): void {
  const unknown = findUnknownCategories(tenant, request);
  if (unknown.length === 0) return;
  const details = unknown.map((id) => ({ path: `categories.${id}`, message: "is not a category of this tenant" }));
  throw new ApiError("unknown_category", `The tenant has no category ${unknown.join(", ")}.`, details);
}

// The device belongs to the question: the same key and body from another device is another decision. Parsing has put
// the members in the schema's order; only the categories stand as the caller wrote them.
function toRequestHash({ deviceId, request }: UpdateCommand): string {
  const categories = Object.entries(request.categories).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash("sha256", JSON.stringify([deviceId, { ...request, categories }]));
}

function toIdText(random: Uint8Array): string {
  return Buffer.from(random).toString("base64url");
}
