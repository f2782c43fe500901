import type { ResolvedRegulation } from "@cookiehub/schemas/types";
import { type AuditAction, type AuditFacts, toAuditEntry } from "../audit/entry.ts";
import type { AuditRow, AuditSubjectRow, ConsentRow, TenantRow } from "../storage/ports.ts";
import { type Agent, toAgentText } from "./agent.ts";

/** Everything a change depends on that is not in the request: time, randomness, and what is known already. */
export interface ChangeContext {
  readonly tenant: TenantRow;
  readonly deviceId: string;
  /** The user the device is linked to: then the change is the user's. */
  readonly userId: string | null;
  readonly current: ConsentRow | undefined;
  /** Latest reading of this device's clock that a decision told, also one from before its login; `null`: none. */
  readonly latestStatedAtMs: number | null;
  readonly regulation: ResolvedRegulation;
  readonly agent: Agent;
  readonly addressPrefix: string;
  readonly nowMs: number;
  readonly newConsentId: string;
  readonly auditId: string;
  readonly salt: Uint8Array;
}

/** What an entry says beyond its record. */
export interface ChangeFacts {
  readonly action: AuditAction;
  readonly isSuperseded?: boolean;
  readonly shownConfigVersion?: number | undefined;
  readonly details?: AuditFacts["details"];
  readonly hostname?: string | undefined;
  readonly path?: string | undefined;
  readonly language?: string | undefined;
  readonly decidedAt?: string | undefined;
}

/** Makes the audit entry that a changed record leaves, and its erasable half. Pure. */
export function toChangeEntry(
  record: ConsentRow,
  facts: ChangeFacts,
  context: ChangeContext,
): { entry: AuditRow; subject: AuditSubjectRow } {
  const { tenant } = context;
  return toAuditEntry(
    {
      auditId: record.auditId,
      consentId: record.consentId,
      tenantId: tenant.tenantId,
      atMs: context.nowMs,
      action: facts.action,
      method: record.method,
      regulation: record.regulation,
      regulationConfidence: context.regulation.confidence,
      configVersion: tenant.configVersion,
      configHash: tenant.configHash,
      shownConfigVersion: facts.shownConfigVersion ?? tenant.configVersion,
      policyVersion: record.policyVersion,
      bannerVersion: record.bannerVersion,
      variant: record.variant,
      gpc: record.gpc,
      isSuperseded: facts.isSuperseded ?? false,
      choices: record.choices,
      services: record.services,
      previousAuditId: context.current?.auditId ?? null,
      details: facts.details,
    },
    {
      deviceId: context.deviceId,
      userId: context.userId,
      userAgent: toAgentText(context.agent),
      addressPrefix: context.addressPrefix,
      hostname: facts.hostname ?? "",
      path: facts.path ?? "",
      language: facts.language ?? "",
      decidedAt: facts.decidedAt ?? null,
      tcString: record.tcString,
      gppString: record.gppString,
    },
    context.salt,
  );
}
