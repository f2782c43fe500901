import { createHash } from "node:crypto";
import type { ConsentAction, ConsentMethod } from "@cookiehub/schemas/types";
import { toCanonicalJson } from "../canonical-json.ts";
import type { AuditRow, AuditSubjectRow } from "../storage/ports.ts";

/** What an entry is about: a consent record, or who changed what around it. */
export type AuditAction =
  | ConsentAction
  | "unlink"
  | "erase"
  | "export"
  | "tenant_create"
  | "config_publish"
  | "organization_put"
  | "key_create"
  | "key_revoke"
  | "identity_secret_create"
  | "identity_secret_remove"
  | "audit_key_rotate"
  | "retention_erase";

/** What one decision proves (research statement L11, list 5.4). Nothing in it points at a person. */
export interface AuditFacts {
  readonly auditId: string;
  readonly consentId: string;
  readonly tenantId: string;
  readonly atMs: number;
  readonly action: AuditAction;
  readonly method: ConsentMethod;
  readonly regulation: string;
  readonly regulationConfidence: "high" | "low";
  /** What was published when the decision arrived. */
  readonly configVersion: number;
  readonly configHash: string;
  /** What the visitor saw: an older version where the browser still showed one. */
  readonly shownConfigVersion: number;
  readonly policyVersion: string;
  readonly bannerVersion: string;
  readonly variant: string | null;
  readonly gpc: boolean;
  /** A later decision had arrived before this one, and stands. */
  readonly isSuperseded: boolean;
  readonly choices: Readonly<Record<string, boolean>>;
  /** Service id -> agreed to, where it differs from its category. */
  readonly services?: Readonly<Record<string, boolean>> | undefined;
  readonly previousAuditId: string | null;
  /** What else the act was, such as the strategy of a migration; names no person. */
  readonly details?: Readonly<Record<string, string>> | undefined;
}

/** The fields that point at a person: they stand behind a commitment, so that they can be erased (D7). */
export interface AuditPerson {
  readonly deviceId: string;
  readonly userId: string | null;
  readonly userAgent: string;
  readonly addressPrefix: string;
  readonly hostname: string;
  readonly path: string;
  readonly language: string;
  readonly decidedAt: string | null;
  readonly tcString: string | null;
  readonly gppString: string | null;
}

/**
 * Makes an audit entry and its erasable half. The entry holds SHA-256(salt, canonical JSON of the person): whoever
 * keeps salt and fields can prove them; once they are erased, the entry says nothing and its hash still holds.
 */
export function toAuditEntry(
  facts: AuditFacts,
  person: AuditPerson,
  salt: Uint8Array,
): { entry: AuditRow; subject: AuditSubjectRow } {
  const fields = toFieldsText(person);
  const body = toBodyText(facts, createHash("sha256").update(salt).update(fields).digest("hex"));
  const { auditId, tenantId, consentId, atMs, action } = facts;
  return {
    entry: { auditId, tenantId, consentId, atMs, action, body, leafHash: toLeafHash(body) },
    subject: {
      auditId,
      tenantId,
      deviceId: person.deviceId,
      userId: person.userId,
      fields,
      salt: Buffer.from(salt).toString("hex"),
    },
  };
}

/** An entry about no person: who changed what. `details` names things by id, never a person. */
export function toAdministrativeEntry(facts: {
  readonly auditId: string;
  readonly tenantId: string;
  readonly atMs: number;
  readonly action: Exclude<AuditAction, ConsentAction>;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}): AuditRow {
  const { auditId, tenantId, atMs, action, details } = facts;
  const at = new Date(atMs).toISOString();
  const body = toCanonicalJson({ action, at, audit_id: auditId, details, tenant_id: tenantId, v: 1 });
  return { auditId, tenantId, consentId: "", atMs, action, body, leafHash: toLeafHash(body) };
}

// Both texts are canonical JSON (RFC 8785) because their members stand in order: a test holds them to that. Sorting
// on every decision would cost more than both hashes.
function toBodyText(facts: AuditFacts, commitment: string): string {
  return JSON.stringify({
    action: facts.action,
    at: new Date(facts.atMs).toISOString(),
    audit_id: facts.auditId,
    banner_version: facts.bannerVersion,
    categories: toSorted(facts.choices),
    config_hash: facts.configHash,
    config_version: facts.configVersion,
    consent_id: facts.consentId,
    consent_method: facts.method,
    details: facts.details,
    gpc: facts.gpc,
    policy_version: facts.policyVersion,
    previous_audit_id: facts.previousAuditId,
    regulation: facts.regulation,
    regulation_confidence: facts.regulationConfidence,
    // Left out where every service follows its category.
    services: Object.keys(facts.services ?? {}).length > 0 ? toSorted(facts.services ?? {}) : undefined,
    shown_config_version: facts.shownConfigVersion,
    subject_commitment: commitment,
    superseded: facts.isSuperseded,
    tenant_id: facts.tenantId,
    v: 1,
    variant: facts.variant,
  });
}

function toSorted(choices: Readonly<Record<string, boolean>>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(choices).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function toFieldsText(person: AuditPerson): string {
  return JSON.stringify({
    addressPrefix: person.addressPrefix,
    decidedAt: person.decidedAt,
    deviceId: person.deviceId,
    gppString: person.gppString,
    hostname: person.hostname,
    language: person.language,
    path: person.path,
    tcString: person.tcString,
    userAgent: person.userAgent,
    userId: person.userId,
  });
}

/** Hashes an entry as a leaf of a Merkle tree: SHA-256(0x00, body), hexadecimal (RFC 6962, 2.1). */
export function toLeafHash(body: string): string {
  return createHash("sha256").update(LEAF_PREFIX).update(body).digest("hex");
}

const LEAF_PREFIX = Uint8Array.of(0);
