import { toAction, toChoices, toExpiry, toStatus } from "@cookiehub/schemas/rules";
import type { CategoryConfig, ConsentUpdateAnswer, ConsentUpdateRequest } from "@cookiehub/schemas/types";
import type { AuditRow, AuditSubjectRow, ConsentRow, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { ConsentMessage } from "../vault/parsers/consent-message.ts";
import { type ChangeContext, toChangeEntry } from "./change.ts";
import { toStandingChoices } from "./check.ts";
import { toDecisionMessage } from "./decision-message.ts";

/** What a decision depends on beside its request. */
export interface DecisionContext extends ChangeContext {
  readonly idempotencyKey: string;
}

/** All that one decision changes: they are written together or not at all. */
export interface Decision {
  readonly record: ConsentRow;
  /** A later decision of the same device arrived first: this one is proven and counted, and the record stays. */
  readonly isSuperseded: boolean;
  readonly entry: AuditRow;
  readonly subject: AuditSubjectRow;
  readonly message: ConsentMessage;
  readonly answer: ConsentUpdateAnswer;
}

/**
 * Names the categories of a request that the tenant does not have. A banner of an older configuration may name what has
 * gone since: that is no fault of the visitor, and the decision must not be lost for it.
 */
export function findUnknownCategories(tenant: TenantRow, request: ConsentUpdateRequest): string[] {
  if (isStale(tenant, request)) return [];
  const known = new Set(tenant.config.categories.map((category) => category.id));
  return Object.keys(request.categories).filter((id) => !known.has(id));
}

function isStale(tenant: TenantRow, request: ConsentUpdateRequest): boolean {
  return request.config_version !== undefined && request.config_version !== tenant.configVersion;
}

// What the visitor was asked: everything, unless the banner came from an older configuration.
function findAskedCategories(tenant: TenantRow, request: ConsentUpdateRequest): readonly CategoryConfig[] {
  const { categories } = tenant.config;
  if (!isStale(tenant, request)) return categories;
  return categories.filter((category) => category.required || Object.hasOwn(request.categories, category.id));
}

// Two readings of one device's clock can be compared; one of its clock and one of another clock cannot.
function isOlder(record: ConsentRow, current: ConsentRow | undefined): boolean {
  if (!current || current.deviceId !== record.deviceId) return false;
  return current.statedAtMs !== null && record.statedAtMs !== null && record.statedAtMs < current.statedAtMs;
}

/** Turns a visitor's answer into the record, its audit entry, its event and the reply. Pure. */
export function toDecision(request: ConsentUpdateRequest, context: DecisionContext): Decision {
  const asked = findAskedCategories(context.tenant, request);
  const record = toRecord(request, context, asked);
  const isSuperseded = isOlder(record, context.current);
  const { entry, subject } = toChangeEntry(
    record,
    {
      action: record.method === "gpc" ? "signal" : toAction(toStatus(asked, record.choices)),
      isSuperseded,
      shownConfigVersion: request.config_version,
      hostname: request.hostname,
      path: request.path,
      language: request.language,
      decidedAt: request.decided_at,
    },
    context,
  );
  return {
    record,
    isSuperseded,
    entry,
    subject,
    message: toDecisionMessage(record, asked, context, context.idempotencyKey, request),
    answer: {
      consent_id: record.consentId,
      status: "updated",
      categories: { ...record.choices },
      audit_id: record.auditId,
      next_renewal: new Date(record.expiresAtMs).toISOString(),
    },
  };
}

function toRecord(
  request: ConsentUpdateRequest,
  context: DecisionContext,
  asked: readonly CategoryConfig[],
): ConsentRow {
  const { tenant, current, nowMs } = context;
  return {
    consentId: current?.consentId ?? context.newConsentId,
    tenantId: tenant.tenantId,
    subject: context.userId === null ? toDeviceSubject(context.deviceId) : toUserSubject(context.userId),
    deviceId: context.deviceId,
    userId: context.userId,
    regulation: context.regulation.id,
    choices:
      request.consent_method === "gpc" ? toSignalled(request, context, asked) : toChoices(asked, request.categories),
    method: request.consent_method,
    policyVersion: request.policy_version,
    bannerVersion: request.banner_version,
    variant: request.variant ?? null,
    tcString: request.tc_string ?? null,
    gppString: request.gpp_string ?? null,
    gpc: request.gpc === true || request.consent_method === "gpc",
    decidedAtMs: nowMs,
    statedAtMs: request.decided_at === undefined ? null : Date.parse(request.decided_at),
    expiresAtMs: toExpiry(tenant.config, nowMs),
    auditId: context.auditId,
  };
}

// The signal is an opt-out and nothing else (P4): it switches sale and sharing off, and never grants what did not run.
function toSignalled(
  request: ConsentUpdateRequest,
  { tenant, current, regulation, nowMs }: DecisionContext,
  asked: readonly CategoryConfig[],
): Record<string, boolean> {
  const standing = toStandingChoices(tenant, current, regulation, true, nowMs);
  return Object.fromEntries(
    asked.map(({ id, required, sells_data }) => [
      id,
      required || (!sells_data && standing[id] === true && request.categories[id] !== false),
    ]),
  );
}
