import { toAction, toChoices, toExpiry } from "@cookiehub/schemas/rules";
import type { CategoryConfig, ConsentUpdateAnswer, ConsentUpdateRequest } from "@cookiehub/schemas/types";
import type { AuditRow, AuditSubjectRow, ConsentRow, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { ConsentMessage } from "../vault/parsers/consent-message.ts";
import { type ChangeContext, toChangeEntry } from "./change.ts";
import { isHolding, toRefusals } from "./check.ts";
import { toDecisionMessage } from "./decision-message.ts";
import { readStatedAt, toLatestReading } from "./device-clock.ts";
import {
  type Choices,
  toCategoryByService,
  toRefused,
  toServiceChoices,
  toStatusWithServices,
  withRefusals,
} from "./services.ts";

/** What a decision depends on beside its request. */
export interface DecisionContext extends ChangeContext {
  readonly idempotencyKey: string;
  /** The categories of the older version that the visitor saw; `null`: it is not kept. Left out: the published ones. */
  readonly shownCategories?: readonly CategoryConfig[] | null | undefined;
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
  /** Services that this decision refuses though it agrees to their category. */
  readonly refusedServices: readonly string[];
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

// A choice that was carried over is no new one: it lasts from when it was made (0036).
function toDecidedAt(request: ConsentUpdateRequest, nowMs: number): number {
  if (request.consent_method !== "import") return nowMs;
  return Math.max(0, Math.min(toStatedAt(request, nowMs) ?? nowMs, nowMs));
}

/** Turns a visitor's answer into the record, its audit entry, its event and the reply. Pure. */
export function toDecision(request: ConsentUpdateRequest, context: DecisionContext): Decision {
  const { tenant } = context;
  const asked = findAskedCategories(tenant, request);
  const answered =
    request.consent_method === "gpc" ? toSignalled(request, tenant) : toChoices(asked, request.categories);
  const services = toAnsweredServices(request, context, asked, answered);
  const record = toRecord(request, context, asked, { choices: answered, services });
  const { current, latestStatedAtMs } = context;
  const later = isOlder(toStatedAt(request, context.nowMs), latestStatedAtMs) ? current : undefined;
  const { entry, subject } = toChangeEntry(
    record,
    {
      action: record.method === "gpc" ? "signal" : toAction(toStatusWithServices(asked, record)),
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
    standing: later ? toLater(later, record, tenant) : record,
    later,
    refused: Object.keys(answered).filter((id) => !answered[id]),
    refusedServices: Object.keys(toRefused(request.services ?? {})).filter((id) => services[id] === false),
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
function toLater(later: ConsentRow, earlier: ConsentRow, { config }: TenantRow): ConsentRow | null {
  const choices = { ...toRefusals(earlier), ...later.choices };
  // A service that came after what the later decision showed is not answered by it.
  const isShown = later.configVersion >= earlier.configVersion;
  const services = isShown
    ? withRefusals(later, earlier.services, config.categories)
    : { ...toRefused(earlier.services), ...later.services };
  const isSame = (one: Choices, other: Choices): boolean => Object.keys(one).length === Object.keys(other).length;
  if (isSame(choices, later.choices) && isSame(services, later.services)) return null;
  return { ...later, choices, services, tcString: null, gppString: null, auditId: earlier.auditId };
}

// Of the services those that the visitor saw count: in an older configuration, those of the categories it names.
function toAnsweredServices(
  request: ConsentUpdateRequest,
  { tenant, current, shownCategories }: DecisionContext,
  asked: readonly CategoryConfig[],
  answered: Choices,
): Choices {
  const { categories } = tenant.config;
  const given = request.services ?? {};
  const before = current?.services ?? {};
  if (request.consent_method === "gpc") {
    // The signal agrees to nothing, and leaves what it says nothing about (P4).
    return toServiceChoices({ given: toRefused(given), choices: {}, categories, shown: [], before: {} });
  }
  const isAsked = ({ id }: CategoryConfig): boolean => asked.some((one) => one.id === id);
  const shown = shownCategories === undefined ? categories : (shownCategories ?? []);
  return toServiceChoices({ given, choices: answered, categories, shown: shown.filter(isAsked), before });
}

// After a signal: what was decided before, less what was agreed to in categories that sell.
function toSignalledServices(before: Choices, { config }: TenantRow): Choices {
  const published = toCategoryByService(config.categories);
  const isKept = ([id, isAgreed]: [string, boolean]): boolean => {
    const category = published.get(id);
    return !isAgreed || (category !== undefined && !category.sells_data);
  };
  return Object.fromEntries(Object.entries(before).filter(isKept));
}

function toRecord(
  request: ConsentUpdateRequest,
  context: DecisionContext,
  asked: readonly CategoryConfig[],
  { choices: answered, services }: Pick<ConsentRow, "choices" | "services">,
): ConsentRow {
  const { tenant, current, nowMs } = context;
  const isSignal = request.consent_method === "gpc";
  const decidedAtMs = toDecidedAt(request, nowMs);
  const isRefusal =
    asked.every(({ id, required }) => required || answered[id] === false) && !Object.values(services).includes(true);
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
    services: isSignal
      ? { ...(kept ? toSignalledServices(kept.services, tenant) : toRefused(current?.services ?? {})), ...services }
      : services,
    // What is not published cannot have been shown.
    configVersion:
      kept?.configVersion ?? Math.min(request.config_version ?? tenant.configVersion, tenant.configVersion),
    method: request.consent_method,
    policyVersion: kept?.policyVersion ?? request.policy_version,
    bannerVersion: request.banner_version,
    variant: request.variant ?? null,
    tcString: request.tc_string ?? null,
    gppString: request.gpp_string ?? null,
    gpc: request.gpc === true || isSignal,
    decidedAtMs,
    statedAtMs: toLatestReading(context.latestStatedAtMs, toStatedAt(request, nowMs)),
    expiresAtMs: kept?.expiresAtMs ?? toExpiry(tenant.config, decidedAtMs, context.regulation, isRefusal),
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
