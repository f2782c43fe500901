import { isOverruledByGpc, toAskReason, toEffectiveChoices, toEffectiveServices } from "@cookiehub/schemas/rules";
import type { ConsentCheckAnswer, ResolvedRegulation } from "@cookiehub/schemas/types";
import { toBannerVariant } from "../experiments/running.ts";
import type { ConsentRow, TenantRow } from "../storage/ports.ts";
import { type Choices, toStatusWithServices } from "./services.ts";

/**
 * Says what holds for a device now. A record that ran out, that predates the policy, or that lacks a category does not
 * hold: the regulation's defaults do, never beyond what was refused, and the visitor is asked again (L8, L10).
 */
export function toCheckAnswer(
  tenant: TenantRow,
  deviceId: string,
  record: ConsentRow | undefined,
  regulation: ResolvedRegulation,
  gpc: boolean,
  nowMs: number,
): ConsentCheckAnswer {
  const { config } = tenant;
  const variant = toBannerVariant(config, deviceId, record);
  const choices = toStandingChoices(tenant, record, regulation, gpc, nowMs);
  const services = toStandingServices(tenant, record, regulation, gpc, nowMs, choices);
  const isAsking =
    (toRecordReason(tenant, record, nowMs) !== null && !isHonouredSignal(tenant, record, regulation, nowMs)) ||
    isOverruledByGpc({ config, regulation }, toAnswered(record), gpc);
  return {
    consent_id: record?.consentId ?? null,
    device_id: deviceId,
    user_id: record?.subject.startsWith("u:") ? record.userId : null,
    regulation: regulation.id,
    status: toStatusWithServices(config.categories, { choices, services }),
    categories: Object.fromEntries(
      config.categories.map(({ id, required }) => [id, { consented: required || choices[id] === true, required }]),
    ),
    ...(Object.keys(services).length > 0 && { services: { ...services } }),
    consent_timestamp: record ? new Date(record.decidedAtMs).toISOString() : null,
    policy_version: record?.policyVersion ?? config.policy_version,
    expires_at: record ? new Date(record.expiresAtMs).toISOString() : null,
    banner_config: {
      show_banner: isAsking,
      banner_version: config.banner.version,
      ...(variant === undefined ? {} : { variant }),
    },
  };
}

// A signal answers for sale and sharing alone, and is honoured without a prompt (P5): what it says nothing about runs by
// the law of a place that does not ask first.
function isHonouredSignal(
  tenant: TenantRow,
  record: ConsentRow | undefined,
  regulation: ResolvedRegulation,
  nowMs: number,
): boolean {
  if (record?.method !== "gpc" || regulation.model === "opt-in" || !isHolding(tenant, record, nowMs)) return false;
  return tenant.config.categories.every(({ id, sells_data }) => !sells_data || Object.hasOwn(record.choices, id));
}

/** Category id -> may run, by what is recorded, the regulation and the browser's signal. */
export function toStandingChoices(
  tenant: TenantRow,
  record: ConsentRow | undefined,
  regulation: ResolvedRegulation,
  gpc: boolean,
  nowMs: number,
): Record<string, boolean> {
  const isValid = toRecordReason(tenant, record, nowMs) === null;
  return toEffectiveChoices({ config: tenant.config, regulation }, toAnswered(record), isValid, gpc);
}

// Services that may run though their category may not, or the other way round.
function toStandingServices(
  tenant: TenantRow,
  record: ConsentRow | undefined,
  regulation: ResolvedRegulation,
  gpc: boolean,
  nowMs: number,
  choices: Choices,
): Choices {
  // Nearly every record has none: the answer is made for every page view.
  if (!record || Object.keys(record.services).length === 0) return {};
  const { config } = tenant;
  const isValid = toRecordReason(tenant, record, nowMs) === null;
  const all = toEffectiveServices({ config, regulation }, toAnswered(record), isValid, gpc, choices);
  const isApart = (category: string, id: string): boolean => all[id] !== (choices[category] === true);
  const apart = config.categories.flatMap(({ id, required, services }) =>
    required ? [] : services.filter((service) => isApart(id, service.id)),
  );
  return Object.fromEntries(apart.map(({ id }) => [id, all[id] === true]));
}

/** Why a record does not hold, or `null` while it does. */
export function toRecordReason(
  tenant: TenantRow,
  record: ConsentRow | undefined,
  nowMs: number,
): ReturnType<typeof toAskReason> {
  const past = record && {
    expiresAtMs: record.expiresAtMs,
    policyVersion: record.policyVersion,
    asked: Object.keys(record.choices),
    granted: toAgreed(record, tenant),
    configVersion: record.configVersion,
  };
  return toAskReason(past ?? null, tenant.config, nowMs, tenant.servicesVersion);
}

// What is required was never agreed to, whoever read it into the record.
function toAgreed({ choices }: ConsentRow, { config }: TenantRow): string[] {
  const isRequired = (id: string): boolean => config.categories.some((one) => one.required && one.id === id);
  return Object.keys(choices).filter((id) => choices[id] && !isRequired(id));
}

/** Whether a record holds for what it was asked about: what was added since takes nothing from it. */
export function isHolding(tenant: TenantRow, record: ConsentRow, nowMs: number): boolean {
  const reason = toRecordReason(tenant, record, nowMs);
  return reason === null || reason === "new-category" || reason === "new-service";
}

/** What a record refuses: that stays refused until the visitor agrees to it, however old it grows. */
export function toRefusals(record: ConsentRow | undefined): Record<string, boolean> {
  return Object.fromEntries(Object.entries(record?.choices ?? {}).filter(([, isAgreed]) => !isAgreed));
}

function toAnswered(record: ConsentRow | undefined): Parameters<typeof toEffectiveChoices>[1] {
  if (!record) return null;
  const ids = Object.keys(record.choices);
  return {
    granted: ids.filter((id) => record.choices[id]),
    denied: ids.filter((id) => !record.choices[id]),
    services: record.services,
    gpc: record.gpc,
  };
}
