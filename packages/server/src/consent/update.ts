import { hash } from "node:crypto";
import type { ConsentUpdateAnswer, ConsentUpdateRequest } from "@cookiehub/schemas/types";
import { ApiError } from "../http/api-error.ts";
import type { TenantRow } from "../storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import { type Caller, type Committed, readChangeContext, readDevices, type UnitParts } from "./context.ts";
import { type DecisionContext, findUnknownCategories, toDecision } from "./decide.ts";
import { keepDeviceRefusals } from "./device-refusals.ts";
import { toKeptRecord } from "./kept-record.ts";

export interface UpdateCommand extends Caller {
  readonly idempotencyKey: string;
  readonly request: ConsentUpdateRequest;
}

/** A recorded answer, as it was first given. */
export interface UpdateOutcome {
  readonly status: number;
  /** JSON text. */
  readonly answer: string;
  /** `null` when this is a replay: nothing changed. */
  readonly committed: Committed | null;
}

/**
 * Records a decision: record, audit entry, event and first answer, together or not at all. The same key and request
 * again is answered as the first time, whatever the tenant published since.
 */
export function* updateUnit(parts: UnitParts, command: UpdateCommand): Unit<UpdateOutcome> {
  const { repositories } = parts;
  const { tenant, deviceId, idempotencyKey: key } = command;
  const requestHash = toRequestHash(command);
  const earlier = yield* repositories.idempotency.find(tenant.tenantId, key);
  if (earlier?.requestHash === requestHash) return { status: earlier.status, answer: earlier.answer, committed: null };
  if (earlier) {
    throw new ApiError(
      "idempotency_conflict",
      "This idempotency key was used for another request. Use a new key for a new decision.",
    );
  }
  refuseUnknownCategories(tenant, command.request);
  const context = yield* readChangeContext(parts, command);
  const { request, shownCategories } = yield* readAnswered(parts, command);
  const decision = toDecision(request, { ...context, idempotencyKey: key, shownCategories });
  const answer = JSON.stringify(decision.answer);
  if (decision.standing) yield* repositories.consents.put(toKeptRecord(decision.standing, tenant));
  yield* keepDeviceRefusals(parts, context, { ...decision, decision: decision.record, gpc: decision.record.gpc });
  yield* repositories.audit.append(decision.entry, decision.subject);
  yield* repositories.outbox.add(JSON.stringify(decision.message));
  const { tenantId } = tenant;
  const createdAtMs = context.nowMs;
  yield* repositories.idempotency.put({ tenantId, key, requestHash, status: 201, answer, createdAtMs });
  const { subject, auditId } = decision.record;
  const devices = yield* readDevices(parts, tenantId, context.userId, deviceId);
  return { status: 201, answer, committed: { tenantId, subject, deviceId, auditId, devices } };
}

// What an older configuration required was never a question: named as agreed to, it is no answer to the one asked now.
function* readAnswered(
  { repositories }: UnitParts,
  { tenant, request }: UpdateCommand,
): Unit<Pick<DecisionContext, "shownCategories"> & { readonly request: ConsentUpdateRequest }> {
  const version = request.config_version;
  if (version === undefined || version >= tenant.configVersion) return { request };
  const shown = yield* repositories.tenants.version(tenant.tenantId, version);
  const required = new Set(shown?.config.categories.filter((one) => one.required).map((one) => one.id));
  const answered = Object.entries(request.categories).filter(([id]) => !required.has(id));
  return {
    request: { ...request, categories: Object.fromEntries(answered) },
    shownCategories: shown?.config.categories ?? null,
  };
}

/** Reads who has to hear of a decision that is answered again. */
export function* readReplayed(parts: UnitParts, command: UpdateCommand, { answer }: UpdateOutcome): Unit<Committed> {
  const { tenant, deviceId } = command;
  const { tenantId } = tenant;
  const { audit_id: auditId } = JSON.parse(answer) as ConsentUpdateAnswer;
  const link = yield* parts.repositories.links.find(tenantId, deviceId);
  const subject = link === undefined ? toDeviceSubject(deviceId) : toUserSubject(link.userId);
  const devices = yield* readDevices(parts, tenantId, link?.userId ?? null, deviceId);
  return { tenantId, subject, deviceId, auditId, devices };
}

function refuseUnknownCategories(tenant: TenantRow, request: ConsentUpdateRequest): void {
  const unknown = findUnknownCategories(tenant, request);
  if (unknown.length === 0) return;
  const details = unknown.map((id) => ({ path: `categories.${id}`, message: "is not a category of this tenant" }));
  throw new ApiError("unknown_category", `The tenant has no category ${unknown.join(", ")}.`, details);
}

// The device belongs to the question: the same key and body from another device is another decision. Parsing has put
// the members in the schema's order; only categories and services stand as the caller wrote them.
function toRequestHash({ deviceId, request }: UpdateCommand): string {
  const toSorted = (choices: Readonly<Record<string, boolean>>) =>
    Object.entries(choices).sort(([a], [b]) => (a < b ? -1 : 1));
  const categories = toSorted(request.categories);
  const services = request.services && toSorted(request.services);
  return hash("sha256", JSON.stringify([deviceId, { ...request, categories, services }]));
}
