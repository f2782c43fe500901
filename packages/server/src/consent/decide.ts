import { toAction, toChoices, toExpiry, toStatus } from "@cookiehub/schemas/rules";
import type {
  CategoryConfig,
  ConsentUpdateAnswer,
  ConsentUpdateRequest,
  ResolvedRegulation,
} from "@cookiehub/schemas/types";
import { toAuditEntry } from "../audit/entry.ts";
import type { AuditRow, AuditSubjectRow, ConsentRow, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject } from "../storage/subject.ts";
import type { ConsentMessage } from "../vault/parsers/consent-message.ts";
import { type Agent, toAgentText } from "./agent.ts";

/** Everything a decision depends on that is not in the request: time, randomness, and what is known already. */
export interface DecisionContext {
  readonly tenant: TenantRow;
  readonly deviceId: string;
  readonly idempotencyKey: string;
  readonly current: ConsentRow | undefined;
  readonly regulation: ResolvedRegulation;
  readonly agent: Agent;
  readonly addressPrefix: string;
  readonly nowMs: number;
  readonly newConsentId: string;
  readonly auditId: string;
  readonly salt: Uint8Array;
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

// Two readings of one device's clock can be compared; one of its clock and one of ours cannot.
function isOlder(record: ConsentRow, current: ConsentRow | undefined): boolean {
  const standing = current?.statedAtMs ?? null;
  return standing !== null && record.statedAtMs !== null && record.statedAtMs < standing;
}

/** Turns a visitor's answer into the record, its audit entry, its event and the reply. Pure. */
export function toDecision(request: ConsentUpdateRequest, context: DecisionContext): Decision {
  const { tenant, current, nowMs } = context;
  const asked = findAskedCategories(tenant, request);
  const record = toRecord(request, context, asked);
  const isSuperseded = isOlder(record, current);
  const { entry, subject } = toAuditEntry(
    {
      auditId: record.auditId,
      consentId: record.consentId,
      tenantId: tenant.tenantId,
      atMs: nowMs,
      action: record.method === "gpc" ? "signal" : toAction(toStatus(asked, record.choices)),
      method: record.method,
      regulation: record.regulation,
      regulationConfidence: context.regulation.confidence,
      configVersion: tenant.configVersion,
      configHash: tenant.configHash,
      shownConfigVersion: request.config_version ?? tenant.configVersion,
      policyVersion: record.policyVersion,
      bannerVersion: record.bannerVersion,
      variant: record.variant,
      gpc: record.gpc,
      isSuperseded,
      choices: record.choices,
      previousAuditId: current?.auditId ?? null,
    },
    {
      deviceId: context.deviceId,
      userId: record.userId,
      userAgent: toAgentText(context.agent),
      addressPrefix: context.addressPrefix,
      hostname: request.hostname ?? "",
      path: request.path ?? "",
      language: request.language ?? "",
      decidedAt: request.decided_at ?? null,
      tcString: record.tcString,
      gppString: record.gppString,
    },
    context.salt,
  );
  return {
    record,
    isSuperseded,
    entry,
    subject,
    message: toMessage(request, context, record, asked),
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
    subject: current?.subject ?? toDeviceSubject(context.deviceId),
    deviceId: context.deviceId,
    userId: current?.userId ?? null,
    regulation: context.regulation.id,
    choices: toChoices(asked, request.categories),
    method: request.consent_method,
    policyVersion: request.policy_version,
    bannerVersion: request.banner_version,
    variant: request.variant ?? null,
    tcString: request.tc_string ?? null,
    gppString: request.gpp_string ?? null,
    gpc: request.gpc ?? false,
    decidedAtMs: nowMs,
    statedAtMs: request.decided_at === undefined ? null : Date.parse(request.decided_at),
    expiresAtMs: toExpiry(tenant.config, nowMs),
    auditId: context.auditId,
  };
}

// The event carries the idempotency key as its id: one decision, one event, whatever is retried.
function toMessage(
  request: ConsentUpdateRequest,
  context: DecisionContext,
  record: ConsentRow,
  categories: readonly CategoryConfig[],
): ConsentMessage {
  const ids = categories.map((category) => category.id);
  return {
    v: 3,
    received_at: new Date(context.nowMs).toISOString(),
    location: context.regulation.location,
    agent: context.agent,
    required: categories.filter((category) => category.required).map((category) => category.id),
    event: {
      event_type: "decision",
      event_id: context.idempotencyKey,
      user_token: context.deviceId,
      code: context.tenant.code,
      hostname: request.hostname,
      path: request.path,
      language: request.language,
      regulation: record.regulation,
      policy_version: record.policyVersion,
      banner_version: record.bannerVersion,
      variant: record.variant ?? undefined,
      consent_method: record.method,
      categories_disclosed: ids,
      categories_consented: ids.filter((id) => record.choices[id] === true),
      gpc: record.gpc,
    },
  };
}
