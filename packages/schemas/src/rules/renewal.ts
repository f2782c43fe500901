import type { CategoryConfig, ResolvedRegulation, TenantConfig } from "../types/tenant-config.ts";

/** Why a visitor has to be asked (again). */
export type AskReason = "no-choice" | "expired" | "policy" | "new-category" | "new-service";

/** What is known of an earlier choice. */
export interface PastChoice {
  readonly expiresAtMs: number;
  readonly policyVersion: string;
  /** Ids of the categories the visitor was asked about, agreed to or not. */
  readonly asked: readonly string[];
  /** Ids of what was agreed to, and the published configuration that was shown; left out where it is not known. */
  readonly granted?: readonly string[] | undefined;
  readonly configVersion?: number | undefined;
}

const DAY_MS = 86_400_000;

/**
 * Says why a choice no longer holds, or `null` while it does (L8, L10): it ran out, the policy changed, or there is a
 * category the visitor was never asked about, or a service or vendor came to what was agreed to. A refusal covers what
 * comes later: whoever refused is not asked sooner for it (L9).
 */
export function toAskReason(
  past: PastChoice | null,
  config: { policy_version: string; categories: readonly Pick<CategoryConfig, "id" | "required">[] },
  nowMs: number,
  servicesVersion = 0,
): AskReason | null {
  if (!past) return "no-choice";
  if (past.expiresAtMs <= nowMs) return "expired";
  if (past.policyVersion !== config.policy_version) return "policy";
  const isNew = config.categories.some((category) => !category.required && !past.asked.includes(category.id));
  if (isNew) return "new-category";
  const { granted = [], configVersion = servicesVersion } = past;
  return granted.length > 0 && configVersion < servicesVersion ? "new-service" : null;
}

/**
 * When a choice made now runs out, in milliseconds since 1970: after the tenant's time, yet a consent never holds longer
 * than the law lets it (L10), and who refused everything is never asked sooner than the law's pause (L9).
 */
export function toExpiry(
  config: { banner: Pick<TenantConfig["banner"], "consent_renewal_days"> },
  nowMs: number,
  { consent_days, refusal_days }: Pick<ResolvedRegulation, "consent_days" | "refusal_days"> = {},
  isRefusal = false,
): number {
  const days = config.banner.consent_renewal_days;
  const lawful = isRefusal ? Math.max(days, refusal_days ?? days) : Math.min(days, consent_days ?? days);
  return nowMs + lawful * DAY_MS;
}
