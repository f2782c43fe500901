import type { ConsentAction } from "@cookiehub/schemas/types";
import type { AuditRepository, AuditRow } from "../../ports.ts";
import type { SqlRow } from "../../unit.ts";
import { readCount, readInteger, readText } from "../columns.ts";
import { prepare, type Queries } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Entry = { [Name in keyof Omit<Tables["audit_entries"], "seq">]: Tables["audit_entries"][Name] };
type Subject = { [Name in keyof Tables["audit_subjects"]]: Tables["audit_subjects"][Name] };

export function createAuditRepository(queries: Queries): AuditRepository {
  const { addEntry, addSubject } = prepareWrites(queries);
  const bySubject = prepare<{ tenantId: string; deviceId: string; limit: number }>((parameter) =>
    queries
      .selectFrom("audit_subjects")
      .innerJoin("audit_entries", "audit_entries.seq", "audit_subjects.seq")
      .selectAll("audit_entries")
      .where("audit_subjects.tenant_id", "=", parameter("tenantId"))
      .where("audit_subjects.device_id", "=", parameter("deviceId"))
      .orderBy("audit_subjects.seq", "desc")
      .limit(parameter("limit")),
  );
  const count = prepare<{ tenantId: string }>((parameter) =>
    queries
      .selectFrom("audit_entries")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("tenant_id", "=", parameter("tenantId")),
  );

  return {
    *append(entry, subject) {
      const [added] = yield addEntry.bind(fromEntry(entry));
      if (added === undefined) throw new TypeError("the database did not number the audit entry");
      yield addSubject.bind({
        seq: readInteger(added, "seq"),
        audit_id: subject.auditId,
        tenant_id: subject.tenantId,
        device_id: subject.deviceId,
        user_id: subject.userId,
        fields: subject.fields,
        salt: subject.salt,
      });
    },
    *bySubject(tenantId, deviceId, limit) {
      return (yield bySubject.bind({ tenantId, deviceId, limit })).map(toEntry);
    },
    *count(tenantId) {
      return readCount(yield count.bind({ tenantId }));
    },
  };
}

function prepareWrites(queries: Queries) {
  const addEntry = prepare<Entry>((parameter) =>
    queries
      .insertInto("audit_entries")
      .values({
        audit_id: parameter("audit_id"),
        tenant_id: parameter("tenant_id"),
        consent_id: parameter("consent_id"),
        at_ms: parameter("at_ms"),
        action: parameter("action"),
        body: parameter("body"),
        leaf_hash: parameter("leaf_hash"),
      })
      .returning("seq"),
  );
  const addSubject = prepare<Subject>((parameter) =>
    queries.insertInto("audit_subjects").values({
      seq: parameter("seq"),
      audit_id: parameter("audit_id"),
      tenant_id: parameter("tenant_id"),
      device_id: parameter("device_id"),
      user_id: parameter("user_id"),
      fields: parameter("fields"),
      salt: parameter("salt"),
    }),
  );
  return { addEntry, addSubject };
}

function fromEntry(entry: AuditRow): Entry {
  return {
    audit_id: entry.auditId,
    tenant_id: entry.tenantId,
    consent_id: entry.consentId,
    at_ms: entry.atMs,
    action: entry.action,
    body: entry.body,
    leaf_hash: entry.leafHash,
  };
}

function toEntry(row: SqlRow): AuditRow {
  return {
    auditId: readText(row, "audit_id"),
    tenantId: readText(row, "tenant_id"),
    consentId: readText(row, "consent_id"),
    atMs: readInteger(row, "at_ms"),
    action: readText(row, "action") as ConsentAction,
    body: readText(row, "body"),
    leafHash: readText(row, "leaf_hash"),
  };
}
