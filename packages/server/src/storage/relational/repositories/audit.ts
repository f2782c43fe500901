import type { AuditAction } from "../../../audit/entry.ts";
import type { AuditedRow, AuditRepository, AuditRow, AuditSubjectFilter, AuditSubjectRow } from "../../ports.ts";
import type { SqlRow, SqlValue, Statement } from "../../unit.ts";
import { readCount, readInteger, readText, readTextOrNull } from "../columns.ts";
import { type Prepared, prepare, type Queries, toParameters } from "../prepare.ts";
import type { Tables } from "../tables.ts";

type Entry = { [Name in keyof Omit<Tables["audit_entries"], "seq">]: Tables["audit_entries"][Name] };
type Subject = { [Name in keyof Tables["audit_subjects"]]: Tables["audit_subjects"][Name] };
type Pending = { [Name in keyof Tables["audit_pending"]]: Tables["audit_pending"][Name] };

const ENTRY = ["audit_id", "tenant_id", "consent_id", "at_ms", "action", "body", "leaf_hash"] as const;
const SUBJECT = ["seq", "at_ms", "audit_id", "tenant_id", "device_id", "user_id", "fields", "salt"] as const;
const SHOWN = [
  "audit_entries.audit_id",
  "audit_entries.tenant_id",
  "audit_entries.consent_id",
  "audit_entries.at_ms",
  "audit_entries.action",
  "audit_entries.body",
  "audit_entries.leaf_hash",
  "audit_subjects.device_id",
  "audit_subjects.user_id",
  "audit_subjects.fields",
  "audit_subjects.salt",
] as const;

export function createAuditRepository(queries: Queries): AuditRepository {
  const { addEntry, addSubject, addPending } = prepareWrites(queries);
  const { ofDevice, ofUser, find, count } = prepareReads(queries);
  const { eraseOldest, countOldest, eraseDevice, eraseUser, countDevice, countUser } = prepareErasure(queries);
  const { countNobody, eraseNobody } = prepareNobodyErasure(queries);

  return {
    *append(entry, subject) {
      const [added] = yield addEntry.bind(fromEntry(entry));
      if (added === undefined) throw new TypeError("the database did not number the audit entry");
      const seq = readInteger(added, "seq");
      if (subject !== null) yield addSubject.bind(fromSubject(subject, seq, entry.atMs));
      yield addPending.bind({ seq, at_ms: entry.atMs });
    },
    *bySubject(tenantId, filter, limit) {
      return (yield bindSubject(ofDevice, ofUser, { tenantId, limit }, filter)).map(toAudited);
    },
    *find(auditId, atMs) {
      const [row] = yield find.bind({ auditId, atMs });
      return row === undefined ? undefined : toAudited(row);
    },
    *count(tenantId) {
      return readCount(yield count.bind({ tenantId }));
    },
    *eraseSubject(tenantId, filter) {
      if ("deviceId" in filter && "userId" in filter) {
        const { deviceId } = filter;
        const left = readCount(yield countNobody.bind({ tenantId, deviceId }));
        if (left > 0) yield eraseNobody.bind({ tenantId, deviceId });
        return left;
      }
      const found = readCount(yield bindSubject(countDevice, countUser, { tenantId }, filter));
      if (found > 0) yield bindSubject(eraseDevice, eraseUser, { tenantId }, filter);
      return found;
    },
    *eraseBefore(atMs, limit) {
      const found = readCount(yield countOldest.bind({ atMs, limit }));
      if (found > 0) yield eraseOldest.bind({ atMs, limit });
      return found;
    },
  };
}

function bindSubject<Shared extends Readonly<Record<string, SqlValue>>>(
  ofDevice: Prepared<Shared & { deviceId: string }>,
  ofUser: Prepared<Shared & { userId: string }>,
  shared: Shared,
  filter: AuditSubjectFilter,
): Statement {
  if ("deviceId" in filter) return ofDevice.bind({ ...shared, deviceId: filter.deviceId });
  return ofUser.bind({ ...shared, userId: filter.userId });
}

function prepareWrites(queries: Queries) {
  const addEntry = prepare<Entry>((parameter) =>
    queries.insertInto("audit_entries").values(toParameters(parameter, ENTRY)).returning("seq"),
  );
  const addSubject = prepare<Subject>((parameter) =>
    queries.insertInto("audit_subjects").values(toParameters(parameter, SUBJECT)),
  );
  const addPending = prepare<Pending>((parameter) =>
    queries.insertInto("audit_pending").values(toParameters(parameter, ["seq", "at_ms"])),
  );
  return { addEntry, addSubject, addPending };
}

// Joins name the time as well as the number: an engine that keeps entries by month then looks into one month.
function prepareReads(queries: Queries) {
  const joined = queries
    .selectFrom("audit_subjects")
    .innerJoin("audit_entries", (join) =>
      join
        .onRef("audit_entries.seq", "=", "audit_subjects.seq")
        .onRef("audit_entries.at_ms", "=", "audit_subjects.at_ms"),
    )
    .select(SHOWN)
    .orderBy("audit_subjects.seq", "desc");
  const ofDevice = prepare<{ tenantId: string; limit: number } & { deviceId: string }>((parameter) =>
    joined
      .where("audit_subjects.tenant_id", "=", parameter("tenantId"))
      .where("audit_subjects.device_id", "=", parameter("deviceId"))
      .limit(parameter("limit")),
  );
  const ofUser = prepare<{ tenantId: string; limit: number } & { userId: string }>((parameter) =>
    joined
      .where("audit_subjects.tenant_id", "=", parameter("tenantId"))
      .where("audit_subjects.user_id", "=", parameter("userId"))
      .limit(parameter("limit")),
  );
  const find = prepare<{ auditId: string; atMs: number }>((parameter) =>
    queries
      .selectFrom("audit_entries")
      .leftJoin("audit_subjects", "audit_subjects.seq", "audit_entries.seq")
      .select(SHOWN)
      .where("audit_entries.audit_id", "=", parameter("auditId"))
      .where("audit_entries.at_ms", "=", parameter("atMs")),
  );
  const count = prepare<{ tenantId: string }>((parameter) =>
    queries
      .selectFrom("audit_entries")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("tenant_id", "=", parameter("tenantId")),
  );
  return { ofDevice, ofUser, find, count };
}

function prepareErasure(queries: Queries) {
  type Of<Filter> = { tenantId: string } & Filter;
  const countDevice = prepare<Of<{ deviceId: string }>>((parameter) =>
    queries
      .selectFrom("audit_subjects")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("tenant_id", "=", parameter("tenantId"))
      .where("device_id", "=", parameter("deviceId")),
  );
  const countUser = prepare<Of<{ userId: string }>>((parameter) =>
    queries
      .selectFrom("audit_subjects")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("tenant_id", "=", parameter("tenantId"))
      .where("user_id", "=", parameter("userId")),
  );
  const eraseDevice = prepare<Of<{ deviceId: string }>>((parameter) =>
    queries
      .deleteFrom("audit_subjects")
      .where("tenant_id", "=", parameter("tenantId"))
      .where("device_id", "=", parameter("deviceId")),
  );
  const eraseUser = prepare<Of<{ userId: string }>>((parameter) =>
    queries
      .deleteFrom("audit_subjects")
      .where("tenant_id", "=", parameter("tenantId"))
      .where("user_id", "=", parameter("userId")),
  );
  return { countDevice, countUser, eraseDevice, eraseUser, ...prepareRetention(queries) };
}

function prepareNobodyErasure(queries: Queries) {
  const countNobody = prepare<{ tenantId: string; deviceId: string }>((parameter) =>
    queries
      .selectFrom("audit_subjects")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("tenant_id", "=", parameter("tenantId"))
      .where("device_id", "=", parameter("deviceId"))
      .where("user_id", "is", null),
  );
  const eraseNobody = prepare<{ tenantId: string; deviceId: string }>((parameter) =>
    queries
      .deleteFrom("audit_subjects")
      .where("tenant_id", "=", parameter("tenantId"))
      .where("device_id", "=", parameter("deviceId"))
      .where("user_id", "is", null),
  );
  return { countNobody, eraseNobody };
}

// Looks at the oldest alone, whatever their age: the rest is younger, and looking at all of it would take long.
function prepareRetention(queries: Queries) {
  const countOldest = prepare<{ atMs: number; limit: number }>((parameter) =>
    queries
      .selectFrom(
        queries.selectFrom("audit_subjects").select("at_ms").orderBy("seq").limit(parameter("limit")).as("oldest"),
      )
      .select(({ fn }) => fn.countAll().as("count"))
      .where("at_ms", "<", parameter("atMs")),
  );
  const eraseOldest = prepare<{ atMs: number; limit: number }>((parameter) =>
    queries
      .deleteFrom("audit_subjects")
      .where("seq", "in", ({ selectFrom }) =>
        selectFrom("audit_subjects").select("seq").orderBy("seq").limit(parameter("limit")),
      )
      .where("at_ms", "<", parameter("atMs")),
  );
  return { countOldest, eraseOldest };
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

function fromSubject(subject: AuditSubjectRow, seq: number, atMs: number): Subject {
  return {
    seq,
    at_ms: atMs,
    audit_id: subject.auditId,
    tenant_id: subject.tenantId,
    device_id: subject.deviceId,
    user_id: subject.userId,
    fields: subject.fields,
    salt: subject.salt,
  };
}

function toAudited(row: SqlRow): AuditedRow {
  const auditId = readText(row, "audit_id");
  const tenantId = readText(row, "tenant_id");
  return {
    entry: {
      auditId,
      tenantId,
      consentId: readText(row, "consent_id"),
      atMs: readInteger(row, "at_ms"),
      action: readText(row, "action") as AuditAction,
      body: readText(row, "body"),
      leafHash: readText(row, "leaf_hash"),
    },
    subject:
      row.salt === null
        ? null
        : {
            auditId,
            tenantId,
            deviceId: readText(row, "device_id"),
            userId: readTextOrNull(row, "user_id"),
            fields: readText(row, "fields"),
            salt: readText(row, "salt"),
          },
  };
}
