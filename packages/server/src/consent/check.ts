import { toAskReason, toDefaultChoices, toStatus } from "@cookiehub/schemas/rules";
import type { ConsentCheckAnswer, ResolvedRegulation } from "@cookiehub/schemas/types";
import type { ConsentRow, TenantRow } from "../storage/ports.ts";

/**
 * Says what holds for a device now. A record that ran out, that predates the policy, or that lacks a category does not
 * hold: the regulation's defaults do, and the visitor is asked again (L8, L10).
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
  const past = record && {
    expiresAtMs: record.expiresAtMs,
    policyVersion: record.policyVersion,
    asked: Object.keys(record.choices),
  };
  const reason = toAskReason(past ?? null, config, nowMs);
  const choices = record && reason === null ? record.choices : toDefaultChoices(config.categories, regulation, gpc);
  return {
    consent_id: record?.consentId ?? null,
    device_id: deviceId,
    user_id: null,
    regulation: regulation.id,
    status: toStatus(config.categories, choices),
    categories: Object.fromEntries(
      config.categories.map(({ id, required }) => [id, { consented: required || choices[id] === true, required }]),
    ),
    consent_timestamp: record ? new Date(record.decidedAtMs).toISOString() : null,
    policy_version: record?.policyVersion ?? config.policy_version,
    expires_at: record ? new Date(record.expiresAtMs).toISOString() : null,
    banner_config: {
      show_banner: reason !== null,
      banner_version: config.banner.version,
      ...(record?.variant ? { variant: record.variant } : {}),
    },
  };
}
