import type { ConsentCheckAnswer } from "@cookiehub/schemas/types";
import type { Place } from "./commands.ts";

// What the issue and the decisions 0023, 0024 and 0032 say, on plain maps. It shares no code with the server.

export interface ModelCategory {
  readonly id: string;
  readonly isRequired: boolean;
  readonly isSold: boolean;
}

export interface ModelConfig {
  readonly version: number;
  readonly policy: string;
  readonly renewalDays: number;
  readonly categories: readonly ModelCategory[];
}

export interface ModelRecord {
  /** As the server named it. */
  readonly consentId: string;
  readonly auditId: string;
  readonly choices: Readonly<Record<string, boolean>>;
  readonly policy: string;
  /** Made while the browser sent the signal. */
  readonly isUnderSignal: boolean;
  /** Made by the signal alone: the visitor was asked nothing. */
  readonly isSignal: boolean;
  readonly hasStrings: boolean;
  readonly decidedAt: number;
  readonly endsAt: number;
  /** Who decided last, and what its clock said. */
  readonly device: string;
  readonly stated: number | null;
  /** The user whom a device's record was merged into, until it decides for itself again. */
  readonly mergedInto: string | null;
}

/** A line of the log. */
export interface ModelEntry {
  readonly auditId: string;
  readonly at: number;
  readonly previous: string | null;
  readonly action: string;
  readonly choices: Readonly<Record<string, boolean>> | null;
  readonly consentId: string;
  readonly isSuperseded: boolean;
  /** Whom it is about, until that is erased. */
  person: { readonly device: string; readonly user: string | null } | null;
}

export interface ModelMessage {
  readonly eventId: string;
  readonly device: string;
  readonly method: string;
  readonly consented: readonly string[];
}

export interface ModelTenant {
  config: ModelConfig;
  readonly records: Map<string, ModelRecord>;
  /** Device to user. */
  readonly links: Map<string, string>;
  readonly log: ModelEntry[];
  readonly messages: ModelMessage[];
}

export const DAY = 86_400_000;

// What is required is no answer of the visitor: it is not kept, and holds for whoever reads.
class Records extends Map<string, ModelRecord> {
  override get(subject: string): ModelRecord | undefined {
    const record = super.get(subject);
    return record && { ...record, choices: { essential: true, ...record.choices } };
  }
}

export function createModelTenant(): ModelTenant {
  const categories = ["essential", "analytics", "marketing"].map(toModelCategory);
  return {
    config: { version: 1, policy: "1", renewalDays: 180, categories },
    records: new Records(),
    links: new Map(),
    log: [],
    messages: [],
  };
}

export function toModelCategory(id: string): ModelCategory {
  return { id, isRequired: id === "essential", isSold: id === "marketing" };
}

/** Whose record a device reads. */
export function toSubject(tenant: ModelTenant, device: string): string {
  const user = tenant.links.get(device);
  return user === undefined ? `device ${device}` : `user ${user}`;
}

/** It has not run out, and was made under the policy of today. */
export function isHolding(record: ModelRecord, config: ModelConfig, now: number): boolean {
  return record.endsAt > now && record.policy === config.policy;
}

function isAskedAboutAll(record: ModelRecord, config: ModelConfig): boolean {
  return config.categories.every(({ id, isRequired }) => isRequired || id in record.choices);
}

/** Whether a category may run. */
export function isAllowed(
  category: ModelCategory,
  record: ModelRecord | undefined,
  config: ModelConfig,
  place: Place,
  gpc: boolean,
  now: number,
): boolean {
  if (category.isRequired) return true;
  const answer = record?.choices[category.id];
  if (answer === false) return false;
  const stands = record !== undefined && isHolding(record, config, now) && isAskedAboutAll(record, config);
  const isOptIn = place !== "US-CA";
  if (gpc && !isOptIn && category.isSold) return stands && answer === true && record.isUnderSignal;
  return stands ? answer === true : !isOptIn;
}

function isAsked(record: ModelRecord | undefined, config: ModelConfig, place: Place, gpc: boolean, now: number) {
  if (!record || !isHolding(record, config, now)) return true;
  const sold = config.categories.filter((category) => category.isSold);
  const isOverruled = place === "US-CA" && gpc && !record.isUnderSignal && sold.some(({ id }) => record.choices[id]);
  if (isOverruled) return true;
  if (isAskedAboutAll(record, config)) return false;
  // Honoured without a prompt.
  const isHonoured = record.isSignal && place === "US-CA" && sold.every(({ id }) => id in record.choices);
  return !isHonoured;
}

/** What a device is answered. */
export function toExpectedCheck(
  tenant: ModelTenant,
  device: string,
  place: Place,
  gpc: boolean,
  now: number,
): ConsentCheckAnswer {
  const { config } = tenant;
  const record = tenant.records.get(toSubject(tenant, device));
  const states = config.categories.map((category) => ({
    ...category,
    consented: isAllowed(category, record, config, place, gpc, now),
  }));
  const optional = states.filter((state) => !state.isRequired);
  const agreed = optional.filter((state) => state.consented).length;
  const partly = agreed === 0 ? "none" : "partial";
  return {
    consent_id: record?.consentId ?? null,
    device_id: device,
    user_id: record ? (tenant.links.get(device) ?? null) : null,
    regulation: place === "DE" ? "gdpr" : place === "US-CA" ? "ccpa" : "default",
    status: agreed === optional.length ? "full" : partly,
    categories: Object.fromEntries(
      states.map(({ id, isRequired, consented }) => [id, { consented, required: isRequired }]),
    ),
    consent_timestamp: record ? toIso(record.decidedAt) : null,
    policy_version: record?.policy ?? config.policy,
    expires_at: record ? toIso(record.endsAt) : null,
    banner_config: { show_banner: isAsked(record, config, place, gpc, now), banner_version: "1" },
  };
}

export function toIso(at: number): string {
  return new Date(at).toISOString();
}
