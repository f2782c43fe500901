import { toAction, toChoices, toExpiry, toStatus } from "@cookiehub/schemas/rules";
import type { CategoryConfig, ConsentUpdateAnswer, ConsentUpdateRequest } from "@cookiehub/schemas/types";
import type { AuditRow, AuditSubjectRow, ConsentRow, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { ConsentMessage } from "../vault/parsers/consent-message.ts";
import { type ChangeContext, toChangeEntry } from "./change.ts";
import { isHolding, toRefusals } from "./check.ts";
import { toDecisionMessage } from "./decision-message.ts";
import { readStatedAt, toLatestReading } from "./device-clock.ts";

/** What a decision depends on beside its request. */
export interface DecisionContext extends ChangeContext {
  readonly idempotencyKey: string;
}

/** All that one decision changes: they are written together or not at all. */
export interface Decision {
  readonly record: ConsentRow;
  /** What stands afterwards; `null`: what stood. */
  readonly standing: ConsentRow | null;
  /** The later decision that stands instead of this one (0024). */
  readonly later: ConsentRow | undefined;
  /** Categories that this decision refuses; what was refused before and not asked about is not among them. */
  readonly refused: readonly string[];
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

function isOlder(statedAtMs: number | null, latestMs: number | null): boolean {
  return statedAtMs !== null && latestMs !== null && statedAtMs < latestMs;
}

function toStatedAt({ decided_at }: ConsentUpdateRequest, nowMs: number): number | null {
  return decided_at === undefined ? null : readStatedAt(Date.parse(decided_at), nowMs);
}

/** Turns a visitor's answer into the record, its audit entry, its event and the reply. Pure. */
export function toDecision(request: ConsentUpdateRequest, context: DecisionContext): Decision {
  const { tenant } = context;
  const asked = findAskedCategories(tenant, request);
  const answered =
    request.consent_method === "gpc" ? toSignalled(request, tenant) : toChoices(asked, request.categories);
  const record = toRecord(request, context, answered);
  const { current, latestStatedAtMs } = context;
  const later = isOlder(toStatedAt(request, context.nowMs), latestStatedAtMs) ? current : undefined;
  const { entry, subject } = toChangeEntry(
    record,
    {
      action: record.method === "gpc" ? "signal" : toAction(toStatus(asked, record.choices)),
      isSuperseded: later !== undefined,
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
    standing: later ? toLater(later, record) : record,
    later,
    refused: Object.keys(answered).filter((id) => !answered[id]),
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

// A later decision of the same device arrived first and stands (0024). What it says nothing about stays refused all the
// same: nobody has agreed to it since.
function toLater(later: ConsentRow, earlier: ConsentRow): ConsentRow | null {
  const choices = { ...toRefusals(earlier), ...later.choices };
  if (Object.keys(choices).length === Object.keys(later.choices).length) return null;
  return { ...later, choices, tcString: null, gppString: null, auditId: earlier.auditId };
}

function toRecord(
  request: ConsentUpdateRequest,
  context: DecisionContext,
  answered: Readonly<Record<string, boolean>>,
): ConsentRow {
  const { tenant, current, nowMs } = context;
  const isSignal = request.consent_method === "gpc";
  // A signal is no new consent to what was agreed to before: that ends when it would have, under the same policy.
  const kept = isSignal && current && isHolding(tenant, current, nowMs) ? current : undefined;
  return {
    consentId: current?.consentId ?? context.newConsentId,
    tenantId: tenant.tenantId,
    subject: context.userId === null ? toDeviceSubject(context.deviceId) : toUserSubject(context.userId),
    deviceId: context.deviceId,
    userId: context.userId,
    regulation: context.regulation.id,
    // What the visitor was not asked about stays refused where it was.
    choices: { ...(kept?.choices ?? toRefusals(current)), ...answered },
    method: request.consent_method,
    policyVersion: kept?.policyVersion ?? request.policy_version,
    bannerVersion: request.banner_version,
    variant: request.variant ?? null,
    tcString: request.tc_string ?? null,
    gppString: request.gpp_string ?? null,
    gpc: request.gpc === true || isSignal,
    decidedAtMs: nowMs,
    statedAtMs: toLatestReading(context.latestStatedAtMs, toStatedAt(request, nowMs)),
    expiresAtMs: kept?.expiresAtMs ?? toExpiry(tenant.config, nowMs),
    auditId: context.auditId,
  };
}

// The signal is an opt-out of sale and sharing, and never consent (P4): what runs by default in one place must not be
// taken for an agreement in another, so what nobody decided stays undecided.
function toSignalled(request: ConsentUpdateRequest, { config }: TenantRow): Record<string, boolean> {
  const choices: Record<string, boolean> = {};
  for (const { id, required, sells_data } of config.categories) {
    if (required) choices[id] = true;
    else if (sells_data || request.categories[id] === false) choices[id] = false;
  }
  return choices;
}
