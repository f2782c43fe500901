import type { ExportedDecision, ExportedRecord, SubjectExportAnswer } from "@cookiehub/schemas/types";
import { toAuditId } from "../audit/audit-id.ts";
import { toAdministrativeEntry } from "../audit/entry.ts";
import type { AuditedRow, AuditSubjectFilter, ConsentRow, DeviceLinkRow, TenantRow } from "../storage/ports.ts";
import { toDeviceSubject, toUserSubject } from "../storage/subject.ts";
import type { Unit } from "../storage/unit.ts";
import type { UnitParts } from "./context.ts";
import { fromKeptRecord } from "./kept-record.ts";

/** Most decisions in one export. */
export const DECISIONS_MAX = 10_000;

/** Whose data: a device's, or a user's with every device linked to it. */
export interface SubjectCommand {
  readonly tenant: TenantRow;
  readonly filter: AuditSubjectFilter;
  /** The key that asks: who looked is on record, whom they looked at is not. */
  readonly keyId: string;
}

/** What belongs to a subject. */
export interface SubjectHoldings {
  readonly records: readonly ConsentRow[];
  readonly links: readonly DeviceLinkRow[];
  /** The subject itself, and for a user each linked device. */
  readonly filters: readonly AuditSubjectFilter[];
}

/** Finds what belongs to a device or a user, apart from the decisions. */
export function* readHoldings({ repositories }: UnitParts, command: SubjectCommand): Unit<SubjectHoldings> {
  const { consents, links } = repositories;
  const { tenantId } = command.tenant;
  const { filter } = command;
  if ("deviceId" in filter) {
    const record = yield* consents.find(tenantId, toDeviceSubject(filter.deviceId));
    const link = yield* links.find(tenantId, filter.deviceId);
    return { records: record ? [record] : [], links: link ? [link] : [], filters: [filter] };
  }
  const linked = yield* links.ofUser(tenantId, filter.userId);
  const records: ConsentRow[] = [];
  const subjects = [toUserSubject(filter.userId), ...linked.map((link) => toDeviceSubject(link.deviceId))];
  for (const subject of subjects) {
    const record = yield* consents.find(tenantId, subject);
    if (record) records.push(record);
  }
  return { records, links: linked, filters: [filter, ...linked.map(({ deviceId }) => ({ deviceId }))] };
}

/** Gives everything held on a device or user, and records that it was given. */
export function* exportUnit(parts: UnitParts, command: SubjectCommand): Unit<SubjectExportAnswer> {
  const { audit } = parts.repositories;
  const { tenant, filter, keyId } = command;
  const { tenantId } = tenant;
  const holdings = yield* readHoldings(parts, command);
  const found = new Map<string, AuditedRow>();
  for (const one of holdings.filters) {
    const rows = yield* audit.bySubject(tenantId, one, DECISIONS_MAX + 1);
    for (const row of rows) if (isToldTo(filter, row)) found.set(row.entry.auditId, row);
  }
  const decisions = [...found.values()].sort((a, b) => b.entry.atMs - a.entry.atMs);
  const nowMs = parts.now();
  const auditId = toAuditId(nowMs, parts.random(10));
  const details = { decisions: decisions.length, key_id: keyId, records: holdings.records.length };
  yield* audit.append(toAdministrativeEntry({ auditId, tenantId, atMs: nowMs, action: "export", details }), null);
  return {
    tenant_id: tenantId,
    device_id: "deviceId" in filter ? filter.deviceId : null,
    user_id: "userId" in filter ? filter.userId : null,
    exported_at: new Date(nowMs).toISOString(),
    records: holdings.records.flatMap((row) => fromKeptRecord(row, tenant) ?? []).map(toExportedRecord),
    links: holdings.links.map(({ deviceId, userId, linkedAtMs }) => ({
      device_id: deviceId,
      user_id: userId,
      linked_at: new Date(linkedAtMs).toISOString(),
    })),
    decisions: decisions.slice(0, DECISIONS_MAX).flatMap(toExportedDecision),
    is_complete: decisions.length <= DECISIONS_MAX,
    audit_id: auditId,
  };
}

// A device that several people used tells one of them nothing of what another did on it.
function isToldTo(filter: AuditSubjectFilter, { subject }: AuditedRow): boolean {
  const userId = subject?.userId ?? null;
  return !("userId" in filter) || userId === null || userId === filter.userId;
}

function toExportedRecord(row: ConsentRow): ExportedRecord {
  return {
    consent_id: row.consentId,
    device_id: row.deviceId,
    user_id: row.userId,
    regulation: row.regulation,
    categories: { ...row.choices },
    services: { ...row.services },
    consent_method: row.method,
    policy_version: row.policyVersion,
    banner_version: row.bannerVersion,
    variant: row.variant,
    tc_string: row.tcString,
    gpp_string: row.gppString,
    gpc: row.gpc,
    decided_at: new Date(row.decidedAtMs).toISOString(),
    expires_at: new Date(row.expiresAtMs).toISOString(),
    audit_id: row.auditId,
  };
}

function toExportedDecision({ entry, subject }: AuditedRow): ExportedDecision[] {
  if (subject === null) return [];
  return [
    {
      audit_id: entry.auditId,
      // Entries of a subject are consent entries: no other kind has an erasable half.
      action: entry.action as ExportedDecision["action"],
      at: new Date(entry.atMs).toISOString(),
      entry: JSON.parse(entry.body) as Record<string, unknown>,
      leaf_hash: entry.leafHash,
      personal: JSON.parse(subject.fields) as Record<string, string | null>,
      salt: subject.salt,
    },
  ];
}
